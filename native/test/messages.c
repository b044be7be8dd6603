/* The way that the mpi fabric goes: active messages. fabric_twin.c begins with the protocol. */
#define _POSIX_C_SOURCE 200809L

#include "twin.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS = 16, RECEIVES = 64, MAX_REQUESTS = 64, SYNCHRONOUS_EVERY = 16 };
enum { REQUEST_TAG = 1, FIRST_REPLY_TAG = 16, FIRST_PAYLOAD_TAG = 32767 / 2 };
enum { PUT = 1, PUT_LONG = 2, GET = 3, LONG_PUT = 6 };

/*
 *   0       4        8               16                    24     32
 *  +-------+--------+---------------+---------------------+------+---------------
 *  | kind  | window | targetOffset  | bytes, or the value | tag  | payload of PUT
 *  +-------+--------+---------------+---------------------+------+---------------
 */
typedef struct {
  int32_t kind;
  int32_t window;
  int64_t target_offset;
  int64_t value;
  int64_t tag;
} Header;

_Static_assert(sizeof(Header) == 32, "the header has 32 bytes");

/* Largest request, what of it can be payload, and the largest put that is cut into requests. */
enum { REQUEST_BYTES = 4000, PAYLOAD_BYTES = REQUEST_BYTES - (int)sizeof(Header) };
enum { SHORT_PUT_BYTES = 2 * PAYLOAD_BYTES };

/* A message of bytes alone, at the target: the payload of a long put, or a reply. */
typedef struct Bytes Bytes;
struct Bytes {
  Bytes *next;
  char *memory;
  MPI_Request request;
};

/* A receive for a request, and when it has come, the payload that it announces if it does. */
typedef struct Incoming Incoming;
struct Incoming {
  Incoming *next;
  char *message;
  MPI_Request request;
  MPI_Status status;
  Bytes *payload;
};

typedef struct {
  Incoming *first;
  Incoming *last;
} Queue;

typedef struct {
  Fabric fabric;
  MPI_Comm comm;
  long chunk;
  long window_bytes;
  /* at the origin */
  char *request_slots;
  MPI_Request requests[SLOTS];
  unsigned long request_count;
  MPI_Request payloads[SLOTS];
  unsigned long payload_count;
  MPI_Request gets[SLOTS];
  unsigned long get_count;
  /* at the target */
  Queue posted;
  Queue waiting; /* for a payload, or behind such: there is one origin, so one queue */
  Incoming *spare;
  Bytes *spare_payloads;
  Bytes **replies; /* as many as were ever under way at once */
  int reply_count;
  int last_reply;
} Messages;

/* ---- origin ---------------------------------------------------------------------------------- */

/* Waits for the next slot for a request and returns where its header goes. */
static Header *next_request(Messages *m) {
  unsigned long slot = m->request_count % SLOTS;
  await(&m->requests[slot], "rank 1 waits for rank 0 to take a request");
  return (Header *)(m->request_slots + slot * REQUEST_BYTES);
}

/* Sends the slot that next_request() returned. */
static void send_request(Messages *m, long bytes) {
  unsigned long count = m->request_count++;
  unsigned long slot = count % SLOTS;
  const char *message = m->request_slots + slot * REQUEST_BYTES;
  /* Done only when it is received: so the target never holds many unexpected messages. */
  if (count % SYNCHRONOUS_EVERY == 0) {
    MPI_Issend(message, (int)bytes, MPI_BYTE, TARGET, REQUEST_TAG, m->comm, &m->requests[slot]);
  } else {
    MPI_Isend(message, (int)bytes, MPI_BYTE, TARGET, REQUEST_TAG, m->comm, &m->requests[slot]);
  }
}

static void ask(Messages *m, int kind, long target_offset, int64_t value, int tag) {
  Header *header = next_request(m);
  *header = (Header){.kind = kind, .target_offset = target_offset, .value = value, .tag = tag};
  send_request(m, sizeof *header);
}

/* In requests that carry the bytes. */
static void put_short(Messages *m, long target_offset, const char *origin, long bytes) {
  for (long done = 0; done < bytes; done += PAYLOAD_BYTES) {
    long part = bytes - done < PAYLOAD_BYTES ? bytes - done : PAYLOAD_BYTES;
    Header *header = next_request(m);
    *header = (Header){.kind = PUT, .target_offset = target_offset + done, .value = part};
    memcpy(header + 1, origin + done, (size_t)part);
    send_request(m, (long)sizeof *header + part);
  }
}

/* In messages out of the origin itself, each announced by a request. */
static void put_chunks(Messages *m, long target_offset, const char *origin, long bytes) {
  for (long done = 0; done < bytes; done += m->chunk) {
    long part = bytes - done < m->chunk ? bytes - done : m->chunk;
    int slot = (int)(m->payload_count++ % SLOTS);
    int tag = FIRST_PAYLOAD_TAG + slot;
    await(&m->payloads[slot], "rank 1 waits for rank 0 to take a payload");
    ask(m, LONG_PUT, target_offset + done, part, tag);
    MPI_Isend(origin + done, (int)part, MPI_BYTE, TARGET, tag, m->comm, &m->payloads[slot]);
  }
}

static void put(Fabric *fabric, long target_offset, const void *origin, long bytes) {
  Messages *m = (Messages *)fabric;
  if (bytes <= SHORT_PUT_BYTES) {
    put_short(m, target_offset, origin, bytes);
  } else {
    put_chunks(m, target_offset, origin, bytes);
  }
}

static void put_long(Fabric *fabric, long target_offset, int64_t value) {
  ask((Messages *)fabric, PUT_LONG, target_offset, value, 0);
}

/* Makes room for a reply and asks for it. */
static void start_get(Messages *m, long target_offset, void *origin, long bytes) {
  int slot = (int)(m->get_count++ % SLOTS);
  int tag = FIRST_REPLY_TAG + slot;
  await(&m->gets[slot], "rank 1 waits for rank 0 to answer a get");
  MPI_Irecv(origin, (int)bytes, MPI_BYTE, TARGET, tag, m->comm, &m->gets[slot]);
  ask(m, GET, target_offset, bytes, tag);
}

static void get(Fabric *fabric, long target_offset, void *origin, long bytes) {
  Messages *m = (Messages *)fabric;
  for (long done = 0; done < bytes; done += m->chunk) {
    long part = bytes - done < m->chunk ? bytes - done : m->chunk;
    start_get(m, target_offset + done, (char *)origin + done, part);
  }
}

/* Requests of one origin are handled in the order in which they were sent. */
static void fence(Fabric *fabric) {
  (void)fabric;
}

static void await_all(MPI_Request *requests, const char *whom) {
  for (int slot = 0; slot < SLOTS; slot++) {
    if (requests[slot] != MPI_REQUEST_NULL) {
      await(&requests[slot], whom);
    }
  }
}

static void flush(Fabric *fabric) {
  Messages *m = (Messages *)fabric;
  await_all(m->gets, "rank 1 waits for its gets from rank 0 in a flush");
  await_all(m->payloads, "rank 1 waits for rank 0 to take payloads in a flush");
  await_all(m->requests, "rank 1 waits for rank 0 to take requests in a flush");
}

/* ---- target ---------------------------------------------------------------------------------- */

static void add(Queue *queue, Incoming *incoming) {
  incoming->next = NULL;
  if (queue->first == NULL) {
    queue->first = incoming;
  } else {
    queue->last->next = incoming;
  }
  queue->last = incoming;
}

static Incoming *poll(Queue *queue) {
  Incoming *first = queue->first;
  queue->first = first->next;
  return first;
}

static void make_spare(Messages *m, Incoming *incoming) {
  incoming->next = m->spare;
  m->spare = incoming;
}

static bool is_done(MPI_Request *request, MPI_Status *status) {
  int done;
  MPI_Test(request, &done, status);
  return done != 0;
}

static void post_next(Messages *m) {
  Incoming *next = m->spare;
  if (next == NULL) {
    next = allocate(sizeof *next);
    next->message = allocate(REQUEST_BYTES);
  } else {
    m->spare = next->next;
  }
  MPI_Irecv(next->message, REQUEST_BYTES, MPI_BYTE, MPI_ANY_SOURCE, REQUEST_TAG, m->comm,
      &next->request);
  add(&m->posted, next);
}

static Bytes *new_bytes(const Messages *m) {
  Bytes *bytes = allocate(sizeof *bytes);
  bytes->memory = allocate(m->chunk);
  bytes->request = MPI_REQUEST_NULL;
  return bytes;
}

static void receive_payload(Messages *m, Incoming *incoming, const Header *header) {
  Bytes *payload = m->spare_payloads;
  if (payload == NULL) {
    payload = new_bytes(m);
  } else {
    m->spare_payloads = payload->next;
  }
  incoming->payload = payload;
  MPI_Irecv(payload->memory, (int)header->value, MPI_BYTE, incoming->status.MPI_SOURCE,
      (int)header->tag, m->comm, &payload->request);
}

/* A place for a reply in which nothing is under way. */
static Bytes *free_reply(Messages *m) {
  for (int looked = 0; looked < m->reply_count; looked++) {
    m->last_reply = m->last_reply + 1 < m->reply_count ? m->last_reply + 1 : 0;
    Bytes *reply = m->replies[m->last_reply];
    if (reply->request == MPI_REQUEST_NULL || is_done(&reply->request, MPI_STATUS_IGNORE)) {
      return reply;
    }
  }
  m->replies = realloc(m->replies, (size_t)(m->reply_count + 1) * sizeof *m->replies);
  if (m->replies == NULL) {
    die("no room for %d replies", m->reply_count + 1);
  }
  return m->replies[m->reply_count++] = new_bytes(m);
}

static void reply(Messages *m, const Header *header, int origin) {
  Bytes *reply = free_reply(m);
  memcpy(reply->memory, m->fabric.window + header->target_offset, (size_t)header->value);
  MPI_Isend(reply->memory, (int)header->value, MPI_BYTE, origin, (int)header->tag, m->comm,
      &reply->request);
}

static void check(const Messages *m, const Header *header, int received) {
  long bytes = header->kind == PUT_LONG ? (long)sizeof(int64_t) : header->value;
  long payload = header->kind == PUT ? bytes : 0;
  bool is_kind = (header->kind >= PUT && header->kind <= GET) || header->kind == LONG_PUT;
  if (!is_kind || header->window != 0 || bytes < 0
      || bytes > (header->kind == PUT ? PAYLOAD_BYTES : m->chunk) || header->target_offset < 0
      || header->target_offset > m->window_bytes - bytes
      || (header->target_offset | bytes) % 8 != 0
      || received != (long)sizeof *header + payload) {
    die("a request of kind %d for window %d, offset %ld, %ld bytes, message of %d bytes",
        (int)header->kind, (int)header->window, (long)header->target_offset, bytes, received);
  }
}

/*
 * Both ends of every copy are aligned to 8 bytes and so is its size: memcpy moves aligned words of
 * 8 bytes or more and splits none of them.
 */
static void carry_out(Messages *m, Incoming *incoming) {
  const Header *header = (const Header *)incoming->message;
  char *place = m->fabric.window + header->target_offset;
  switch (header->kind) {
    case PUT:
      memcpy(place, header + 1, (size_t)header->value);
      break;
    case LONG_PUT:
      memcpy(place, incoming->payload->memory, (size_t)header->value);
      break;
    case PUT_LONG:
      __atomic_store_n((int64_t *)place, header->value, __ATOMIC_RELAXED);
      break;
    default:
      reply(m, header, incoming->status.MPI_SOURCE);
  }
  __atomic_thread_fence(__ATOMIC_RELEASE);
}

static void accept(Messages *m, Incoming *incoming) {
  const Header *header = (const Header *)incoming->message;
  int received;
  MPI_Get_count(&incoming->status, MPI_BYTE, &received);
  check(m, header, received);
  bool announces = header->kind == LONG_PUT;
  if (announces) {
    receive_payload(m, incoming, header);
  }
  if (announces || m->waiting.first != NULL) {
    add(&m->waiting, incoming);
  } else {
    carry_out(m, incoming);
    make_spare(m, incoming);
  }
}

/* Carries out what waited for its payload, or behind such. */
static int serve_waiting(Messages *m) {
  int served = 0;
  for (; m->waiting.first != NULL; served++) {
    Bytes *payload = m->waiting.first->payload;
    if (payload != NULL && !is_done(&payload->request, MPI_STATUS_IGNORE)) {
      break;
    }
    Incoming *incoming = poll(&m->waiting);
    carry_out(m, incoming);
    if (payload != NULL) {
      payload->next = m->spare_payloads;
      m->spare_payloads = payload;
      incoming->payload = NULL;
    }
    make_spare(m, incoming);
  }
  return served;
}

static bool serve(Fabric *fabric) {
  Messages *m = (Messages *)fabric;
  int work = serve_waiting(m);
  for (int come = 0; come < MAX_REQUESTS; come++, work++) {
    Incoming *oldest = m->posted.first;
    if (!is_done(&oldest->request, &oldest->status)) {
      break;
    }
    poll(&m->posted);
    post_next(m);
    accept(m, oldest);
  }
  return work > 0;
}

/* ---- both ------------------------------------------------------------------------------------ */

static void free_incoming(Incoming *first) {
  while (first != NULL) {
    Incoming *next = first->next;
    free(first->message);
    free(first);
    first = next;
  }
}

static void free_bytes(Bytes *bytes) {
  free(bytes->memory);
  free(bytes);
}

static void close_messages(Fabric *fabric) {
  Messages *m = (Messages *)fabric;
  flush(fabric);
  for (int i = 0; i < m->reply_count; i++) {
    await(&m->replies[i]->request, "rank 0 waits for rank 1 to take an answer");
    free_bytes(m->replies[i]);
  }
  MPI_Barrier(m->comm);
  for (Incoming *posted = m->posted.first; posted != NULL; posted = posted->next) {
    MPI_Cancel(&posted->request);
    MPI_Wait(&posted->request, MPI_STATUS_IGNORE);
  }
  free_incoming(m->posted.first);
  free_incoming(m->spare);
  while (m->spare_payloads != NULL) {
    Bytes *next = m->spare_payloads->next;
    free_bytes(m->spare_payloads);
    m->spare_payloads = next;
  }
  free(m->replies);
  free(m->request_slots);
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
  m->window_bytes = window_bytes;
  m->request_slots = allocate(SLOTS * REQUEST_BYTES);
  for (int slot = 0; slot < SLOTS; slot++) {
    m->requests[slot] = MPI_REQUEST_NULL;
    m->payloads[slot] = MPI_REQUEST_NULL;
    m->gets[slot] = MPI_REQUEST_NULL;
  }
  if (rank == TARGET) {
    for (int i = 0; i < RECEIVES; i++) {
      post_next(m);
    }
  }
  MPI_Barrier(comm);
  return &m->fabric;
}
