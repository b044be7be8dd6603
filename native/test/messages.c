/* The way that the mpi fabric goes: active messages. fabric_twin.c begins with the protocol. */
#define _POSIX_C_SOURCE 200809L

#include "twin.h"

#include <stdlib.h>
#include <string.h>

enum { SEND_SLOTS = 16, GET_SLOTS = 16, REPLY_SLOTS = 16, RECEIVES = 16, SYNCHRONOUS_EVERY = 16 };
enum { REQUEST_TAG = 1, FIRST_REPLY_TAG = 16 };
enum { PUT = 1, PUT_LONG = 2, GET = 3 };

/*
 *   0       4        8               16                    24          32
 *  +-------+--------+---------------+---------------------+-----------+---------------
 *  | kind  | window | targetOffset  | bytes, or the value | reply tag | payload of PUT
 *  +-------+--------+---------------+---------------------+-----------+---------------
 */
typedef struct {
  int32_t kind;
  int32_t window;
  int64_t target_offset;
  int64_t value;
  int64_t reply_tag;
} Header;

_Static_assert(sizeof(Header) == 32, "the header has 32 bytes");

typedef struct {
  Fabric fabric;
  MPI_Comm comm;
  long chunk;
  long slot_bytes;
  long window_bytes;
  /* at the origin */
  char *send_slots;
  MPI_Request sends[SEND_SLOTS];
  unsigned next_send;
  MPI_Request gets[GET_SLOTS];
  unsigned next_get;
  /* at the target */
  char *receive_slots;
  MPI_Request receives[RECEIVES];
  unsigned oldest;
  char *reply_slots;
  MPI_Request replies[REPLY_SLOTS];
  unsigned next_reply;
} Messages;

/* ---- origin ---------------------------------------------------------------------------------- */

/* Waits for the next send slot and returns where its header goes. */
static Header *send_slot(Messages *m) {
  unsigned slot = m->next_send % SEND_SLOTS;
  await(&m->sends[slot], "rank 1 waits for rank 0 to take a request");
  return (Header *)(m->send_slots + slot * m->slot_bytes);
}

/* Sends the slot that send_slot() returned. */
static void send_request(Messages *m, long bytes) {
  unsigned slot = m->next_send++ % SEND_SLOTS;
  const char *message = m->send_slots + slot * m->slot_bytes;
  /* Done only when it is received: so the target never holds many unexpected messages. */
  if (slot % SYNCHRONOUS_EVERY == 0) {
    MPI_Issend(message, (int)bytes, MPI_BYTE, TARGET, REQUEST_TAG, m->comm, &m->sends[slot]);
  } else {
    MPI_Isend(message, (int)bytes, MPI_BYTE, TARGET, REQUEST_TAG, m->comm, &m->sends[slot]);
  }
}

static void put(Fabric *fabric, long target_offset, const void *origin, long bytes) {
  Messages *m = (Messages *)fabric;
  for (long done = 0; done < bytes; done += m->chunk) {
    long part = bytes - done < m->chunk ? bytes - done : m->chunk;
    Header *header = send_slot(m);
    *header = (Header){.kind = PUT, .target_offset = target_offset + done, .value = part};
    memcpy(header + 1, (const char *)origin + done, (size_t)part);
    send_request(m, (long)sizeof *header + part);
  }
}

static void put_long(Fabric *fabric, long target_offset, int64_t value) {
  Messages *m = (Messages *)fabric;
  Header *header = send_slot(m);
  *header = (Header){.kind = PUT_LONG, .target_offset = target_offset, .value = value};
  send_request(m, sizeof *header);
}

static void get(Fabric *fabric, long target_offset, void *origin, long bytes) {
  Messages *m = (Messages *)fabric;
  for (long done = 0; done < bytes; done += m->chunk) {
    long part = bytes - done < m->chunk ? bytes - done : m->chunk;
    unsigned slot = m->next_get++ % GET_SLOTS;
    int tag = FIRST_REPLY_TAG + (int)slot;
    await(&m->gets[slot], "rank 1 waits for rank 0 to answer a get");
    MPI_Irecv(
        (char *)origin + done, (int)part, MPI_BYTE, TARGET, tag, m->comm, &m->gets[slot]);
    Header *header = send_slot(m);
    *header = (Header){
        .kind = GET, .target_offset = target_offset + done, .value = part, .reply_tag = tag};
    send_request(m, sizeof *header);
  }
}

/* Requests of one origin are handled in the order in which they were sent. */
static void fence(Fabric *fabric) {
  (void)fabric;
}

static void flush(Fabric *fabric) {
  Messages *m = (Messages *)fabric;
  for (int slot = 0; slot < SEND_SLOTS; slot++) {
    if (m->sends[slot] != MPI_REQUEST_NULL) {
      await(&m->sends[slot], "rank 1 waits for its sends to rank 0 in a flush");
    }
  }
  for (int slot = 0; slot < GET_SLOTS; slot++) {
    if (m->gets[slot] != MPI_REQUEST_NULL) {
      await(&m->gets[slot], "rank 1 waits for its gets from rank 0 in a flush");
    }
  }
}

/* ---- target ---------------------------------------------------------------------------------- */

static void post_receive(Messages *m, unsigned slot) {
  MPI_Irecv(m->receive_slots + slot * m->slot_bytes, (int)m->slot_bytes, MPI_BYTE, MPI_ANY_SOURCE,
      REQUEST_TAG, m->comm, &m->receives[slot]);
}

static void reply(Messages *m, const Header *header, int origin) {
  unsigned slot = m->next_reply++ % REPLY_SLOTS;
  char *copy = m->reply_slots + slot * m->chunk;
  await(&m->replies[slot], "rank 0 waits for rank 1 to take an answer");
  memcpy(copy, m->fabric.window + header->target_offset, (size_t)header->value);
  MPI_Isend(copy, (int)header->value, MPI_BYTE, origin, (int)header->reply_tag, m->comm,
      &m->replies[slot]);
}

/*
 * Both ends of every copy are aligned to 8 bytes and so is its size: memcpy moves aligned words of
 * 8 bytes or more and splits none of them.
 */
static void handle(Messages *m, const Header *header, int received, int origin) {
  long bytes = header->kind == PUT_LONG ? (long)sizeof(int64_t) : header->value;
  long payload = header->kind == PUT ? bytes : 0;
  if (header->window != 0 || bytes < 0 || bytes > m->chunk || header->target_offset < 0
      || header->target_offset > m->window_bytes - bytes
      || (header->target_offset | bytes) % 8 != 0
      || received != (long)sizeof *header + payload) {
    die("a request of kind %d for window %d, offset %ld, %ld bytes, message of %d bytes",
        (int)header->kind, (int)header->window, (long)header->target_offset, bytes, received);
  }
  char *place = m->fabric.window + header->target_offset;
  switch (header->kind) {
    case PUT:
      memcpy(place, header + 1, (size_t)bytes);
      break;
    case PUT_LONG:
      __atomic_store_n((int64_t *)place, header->value, __ATOMIC_RELEASE);
      break;
    case GET:
      reply(m, header, origin);
      break;
    default:
      die("a request of kind %d", (int)header->kind);
  }
}

static bool serve(Fabric *fabric) {
  Messages *m = (Messages *)fabric;
  unsigned slot = m->oldest;
  int done;
  int received;
  MPI_Status status;
  MPI_Test(&m->receives[slot], &done, &status);
  if (!done) {
    return false;
  }
  MPI_Get_count(&status, MPI_BYTE, &received);
  handle(m, (const Header *)(m->receive_slots + slot * m->slot_bytes), received,
      status.MPI_SOURCE);
  post_receive(m, slot);
  m->oldest = (slot + 1) % RECEIVES;
  return true;
}

/* ---- both ------------------------------------------------------------------------------------ */

static void close_messages(Fabric *fabric) {
  Messages *m = (Messages *)fabric;
  flush(fabric);
  for (int slot = 0; slot < REPLY_SLOTS; slot++) {
    await(&m->replies[slot], "rank 0 waits for rank 1 to take an answer");
  }
  MPI_Barrier(m->comm);
  for (int slot = 0; slot < RECEIVES; slot++) {
    if (m->receives[slot] != MPI_REQUEST_NULL) {
      MPI_Cancel(&m->receives[slot]);
      MPI_Wait(&m->receives[slot], MPI_STATUS_IGNORE);
    }
  }
  free(m->send_slots);
  free(m->receive_slots);
  free(m->reply_slots);
  free(fabric->window);
  free(m);
}

Fabric *open_messages(MPI_Comm comm, long window_bytes, long chunk) {
  Messages *m = allocate(sizeof *m);
  int rank;
  MPI_Comm_rank(comm, &rank);
  m->fabric = (Fabric){.way = "messages", .window = allocate(window_bytes), .sees_work = true,
      .put = put, .put_long = put_long, .get = get, .fence = fence, .flush = flush,
      .serve = serve, .close = close_messages};
  m->comm = comm;
  m->chunk = chunk;
  m->slot_bytes = (long)sizeof(Header) + chunk;
  m->window_bytes = window_bytes;
  m->send_slots = allocate(SEND_SLOTS * m->slot_bytes);
  m->receive_slots = allocate(RECEIVES * m->slot_bytes);
  m->reply_slots = allocate(REPLY_SLOTS * chunk);
  for (int slot = 0; slot < SEND_SLOTS; slot++) {
    m->sends[slot] = MPI_REQUEST_NULL;
  }
  for (int slot = 0; slot < GET_SLOTS; slot++) {
    m->gets[slot] = MPI_REQUEST_NULL;
  }
  for (int slot = 0; slot < REPLY_SLOTS; slot++) {
    m->replies[slot] = MPI_REQUEST_NULL;
  }
  for (unsigned slot = 0; slot < RECEIVES; slot++) {
    m->receives[slot] = MPI_REQUEST_NULL;
    if (rank == TARGET) {
      post_receive(m, slot);
    }
  }
  MPI_Barrier(comm);
  return &m->fabric;
}
