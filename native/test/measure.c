/*
 * What origin and target do with a fabric: the check of contents, the measurements, and the
 * commands by which the origin tells the target what comes next. A command travels as a message of
 * its own and is acknowledged, so the target polls for both.
 */
#define _POSIX_C_SOURCE 200809L

#include "twin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COMMAND_TAG = 2, ANSWER_TAG = 3 };
enum { VERIFY = 1, COMPUTE, WRITE_WORDS, READ_WORDS, STOP, FINISH };

typedef struct {
  int64_t what;
  int64_t argument;  /* COMPUTE: ns; WRITE_WORDS, READ_WORDS: bytes; VERIFY: seed */
} Command;

/* The word at an offset in the checks: no two are alike. */
static int64_t pattern(int64_t seed, long offset) {
  return (int64_t)((uint64_t)(seed * 1000003 + offset) * UINT64_C(0x9E3779B97F4A7C15));
}

/* ---- target ---------------------------------------------------------------------------------- */

typedef struct {
  Fabric *fabric;
  long bytes;
  int64_t torn;
  int stop;
  pthread_t thread;
} Helper;

static bool stopped(Helper *helper) {
  return __atomic_load_n(&helper->stop, __ATOMIC_RELAXED) != 0;
}

static void *serve_until_stop(void *argument) {
  Helper *helper = argument;
  Idler idler;
  idle_reset(&idler);
  while (!stopped(helper)) {
    if (helper->fabric->serve(helper->fabric)) {
      idle_reset(&idler);
    } else {
      idle(&idler, true);
    }
  }
  return NULL;
}

/* Words are 0 or -1, so a mixture of bytes is seen. */
static bool is_torn(int64_t word) {
  return word != 0 && word != -1;
}

static void *write_until_stop(void *argument) {
  Helper *helper = argument;
  int64_t *words = (int64_t *)helper->fabric->window;
  for (int64_t value = -1; !stopped(helper); value = ~value) {
    for (long i = 0; i < helper->bytes / 8; i++) {
      __atomic_store_n(&words[i], value, __ATOMIC_RELAXED);
    }
  }
  return NULL;
}

static void *read_until_stop(void *argument) {
  Helper *helper = argument;
  int64_t *words = (int64_t *)helper->fabric->window;
  while (!stopped(helper)) {
    for (long i = 0; i < helper->bytes / 8; i++) {
      helper->torn += is_torn(__atomic_load_n(&words[i], __ATOMIC_RELAXED));
    }
  }
  return NULL;
}

static void start(Helper *helper, Fabric *fabric, long bytes, void *(*life)(void *)) {
  *helper = (Helper){.fabric = fabric, .bytes = bytes};
  if (pthread_create(&helper->thread, NULL, life, helper) != 0) {
    die("rank 0 cannot start a thread");
  }
}

static void stop(Helper *helper) {
  __atomic_store_n(&helper->stop, 1, __ATOMIC_RELAXED);
  pthread_join(helper->thread, NULL);
}

static int64_t wrong_words(const Fabric *fabric, int64_t seed, long window_bytes) {
  const int64_t *words = (const int64_t *)fabric->window;
  int64_t wrong = 0;
  for (long i = 0; i < window_bytes / 8; i++) {
    wrong += words[i] != pattern(seed, 8 * i);
  }
  return wrong;
}

static void answer(MPI_Comm comm, int64_t value) {
  MPI_Send(&value, 1, MPI_INT64_T, ORIGIN, ANSWER_TAG, comm);
}

/* Does not call MPI, as a target that is busy with work of its own. */
static void compute(int64_t ns) {
  volatile double sum = 0;
  for (int64_t end = now_ns() + ns; now_ns() < end;) {
    for (int i = 1; i < 1000; i++) {
      sum += 1.0 / i;
    }
  }
}

/* Answers first: the origin measures while this rank is busy. */
static void compute_beside(Fabric *fabric, MPI_Comm comm, int64_t ns) {
  Helper server;
  bool serves = fabric->sees_work;
  if (serves) {
    start(&server, fabric, 0, serve_until_stop);
  }
  answer(comm, 0);
  compute(ns);
  if (serves) {
    stop(&server);
  }
}

/* Returns whether there is more to come. */
static bool obey(
    Command command, Fabric *fabric, MPI_Comm comm, long window_bytes, Helper *helper) {
  switch (command.what) {
    case VERIFY:
      fabric->serve(fabric);
      answer(comm, wrong_words(fabric, command.argument, window_bytes));
      return true;
    case COMPUTE:
      compute_beside(fabric, comm, command.argument);
      return true;
    case WRITE_WORDS:
      memset(fabric->window, 0, (size_t)command.argument);
      start(helper, fabric, command.argument, write_until_stop);
      answer(comm, 0);
      return true;
    case READ_WORDS:
      memset(fabric->window, 0, (size_t)command.argument);
      start(helper, fabric, command.argument, read_until_stop);
      answer(comm, 0);
      return true;
    case STOP:
      stop(helper);
      answer(comm, helper->torn);
      return true;
    case FINISH:
      answer(comm, 0);
      return false;
    default:
      die("a command %ld", (long)command.what);
  }
}

void run_target(Fabric *fabric, MPI_Comm comm, long window_bytes) {
  Command command;
  Helper helper = {0};
  Idler idler;
  bool more = true;
  idle_reset(&idler);
  while (more) {
    MPI_Request request;
    int done = 0;
    MPI_Irecv(&command, 2, MPI_INT64_T, ORIGIN, COMMAND_TAG, comm, &request);
    while (!done) {
      if (fabric->serve(fabric)) {
        idle_reset(&idler);
        continue;
      }
      MPI_Test(&request, &done, MPI_STATUS_IGNORE);
      if (!done) {
        /* Who does not see work cannot tell when sleep is harmless. */
        idle(&idler, fabric->sees_work);
      }
    }
    idle_reset(&idler);
    more = obey(command, fabric, comm, window_bytes, &helper);
  }
}

/* ---- origin ---------------------------------------------------------------------------------- */

typedef struct {
  Fabric *fabric;
  MPI_Comm comm;
  const Settings *settings;
  long window_bytes;
  char *buffer;     /* as large as the window */
  int64_t written;  /* last word of the last round trip */
} Origin;

static int64_t tell(const Origin *o, int64_t what, int64_t argument) {
  Command command = {what, argument};
  int64_t result;
  MPI_Request request;
  MPI_Irecv(&result, 1, MPI_INT64_T, TARGET, ANSWER_TAG, o->comm, &request);
  MPI_Send(&command, 2, MPI_INT64_T, TARGET, COMMAND_TAG, o->comm);
  await(&request, "rank 1 waits for rank 0 to answer a command");
  return result;
}

static void fill(const Origin *o, int64_t seed) {
  int64_t *words = (int64_t *)o->buffer;
  for (long i = 0; i < o->window_bytes / 8; i++) {
    words[i] = pattern(seed, 8 * i);
  }
}

/* What was put so far has arrived. */
static void complete(const Origin *o) {
  o->fabric->flush(o->fabric);
  o->fabric->fence(o->fabric);
  get_long(o->fabric, 0);
}

/* Puts the whole window in pieces of growing size, has the target compare, and gets it back. */
static void check(const Origin *o, int64_t seed) {
  Fabric *fabric = o->fabric;
  fill(o, seed);
  long piece = 8;
  for (long offset = 0; offset < o->window_bytes; piece = piece * 3 / 16 * 8 + 8) {
    long left = o->window_bytes - offset;
    long bytes = piece < left ? piece : left;
    if (bytes == 8) {
      fabric->put_long(fabric, offset, *(int64_t *)(o->buffer + offset));
    } else {
      fabric->put(fabric, offset, o->buffer + offset, bytes);
    }
    offset += bytes;
  }
  complete(o);
  int64_t wrong = tell(o, VERIFY, seed);
  if (wrong != 0) {
    die("%ld words at the target are not what was put", (long)wrong);
  }
  memset(o->buffer, 0, (size_t)o->window_bytes);
  fabric->get(fabric, 0, o->buffer, 8);
  fabric->get(fabric, 8, o->buffer + 8, o->window_bytes - 8);
  fabric->flush(fabric);
  const int64_t *words = (const int64_t *)o->buffer;
  for (long i = 0; i < o->window_bytes / 8; i++) {
    if (words[i] != pattern(seed, 8 * i)) {
      die("the word at offset %ld is not what was put", 8 * i);
    }
  }
}

/* One operation of the kind that is measured. */
static void operate(Origin *o, char op, long bytes) {
  Fabric *fabric = o->fabric;
  switch (op) {
    case 'p':
      fabric->put(fabric, 0, o->buffer, bytes);
      fabric->flush(fabric);
      break;
    case 'g':
      fabric->get(fabric, 0, o->buffer, bytes);
      fabric->flush(fabric);
      break;
    default:
      o->written++;
      memcpy(o->buffer + bytes - 8, &o->written, 8);
      fabric->put(fabric, 0, o->buffer, bytes);
      fabric->fence(fabric);
      if (get_long(fabric, bytes - 8) != o->written) {
        die("a get did not read what was put before");
      }
  }
}

static void print(const Origin *o, const char *op, long bytes, const Histogram *h, double seconds) {
  const Settings *s = o->settings;
  printf(
      "{\"op\":\"%s\",\"bytes\":%ld,\"way\":\"%s\",\"window\":\"%s\",\"chunk\":%ld,\"busy\":%s,"
      "\"count\":%ld,\"medianNs\":%ld,\"p99Ns\":%ld,\"maxNs\":%ld,\"perSecond\":%.1f}\n",
      op, bytes, s->way, o->fabric->sees_work ? "none" : s->window,
      o->fabric->sees_work ? s->chunk : 0, s->busy_target ? "true" : "false", (long)h->count,
      (long)quantile(h, 0.5), (long)quantile(h, 0.99), (long)h->max, (double)h->count / seconds);
  fflush(stdout);
}

static void measure(Origin *o, const char *op, long bytes) {
  int64_t wanted_ns = (int64_t)(o->settings->seconds * 1e9);
  bool busy = o->settings->busy_target;
  Histogram *histogram = allocate(sizeof *histogram);
  if (busy) {
    tell(o, COMPUTE, wanted_ns);
  } else {
    for (int64_t end = now_ns() + wanted_ns / 5; now_ns() < end;) {
      operate(o, op[0], bytes); /* warms caches, connections and registrations */
    }
  }
  int64_t start_ns = now_ns();
  int64_t before = start_ns;
  do {
    operate(o, op[0], bytes);
    int64_t after = now_ns();
    record(histogram, after - before);
    before = after;
  } while (before - start_ns < wanted_ns);
  print(o, op, bytes, histogram, (double)(before - start_ns) * 1e-9);
  free(histogram);
  complete(o);
}

/* Counts words that come as a mixture while the target's CPU writes them. */
static void tear(Origin *o, const char *op, long bytes) {
  Fabric *fabric = o->fabric;
  bool gets = strcmp(op, "tear") == 0;
  int64_t *words = (int64_t *)o->buffer;
  int64_t blocks = 0;
  int64_t torn = 0;
  int64_t seen[2] = {0, 0};
  tell(o, gets ? WRITE_WORDS : READ_WORDS, bytes);
  for (int64_t end = now_ns() + (int64_t)(o->settings->seconds * 1e9); now_ns() < end; blocks++) {
    if (!gets) {
      memset(o->buffer, blocks % 2 == 0 ? 0xFF : 0, (size_t)bytes);
      fabric->put(fabric, 0, o->buffer, bytes);
      fabric->flush(fabric);
      seen[blocks % 2] += bytes / 8;
      continue;
    }
    fabric->get(fabric, 0, o->buffer, bytes);
    fabric->flush(fabric);
    for (long i = 0; i < bytes / 8; i++) {
      torn += is_torn(words[i]);
      seen[words[i] & 1]++;
    }
  }
  complete(o);
  torn += tell(o, STOP, 0);
  if (seen[0] == 0 || seen[1] == 0) {
    die("%s: only one of the two values was there: nothing was tested", op);
  }
  printf("{\"op\":\"%s\",\"bytes\":%ld,\"way\":\"%s\",\"blocks\":%ld,\"torn\":%ld}\n", op, bytes,
      o->settings->way, (long)blocks, (long)torn);
  fflush(stdout);
  if (torn != 0 && fabric->sees_work) {
    die("messages tore %ld words", (long)torn);
  }
}

void run_origin(Fabric *fabric, MPI_Comm comm, const Settings *settings, long window_bytes) {
  Origin origin = {.fabric = fabric, .comm = comm, .settings = settings,
      .window_bytes = window_bytes, .buffer = allocate(window_bytes)};
  check(&origin, 1);
  check(&origin, 2);
  for (int op = 0; op < settings->op_count; op++) {
    for (int i = 0; i < settings->bytes_count; i++) {
      if (strncmp(settings->op[op], "tear", 4) == 0) {
        tear(&origin, settings->op[op], settings->bytes[i]);
      } else {
        measure(&origin, settings->op[op], settings->bytes[i]);
      }
    }
  }
  check(&origin, 3);
  tell(&origin, FINISH, 0);
  free(origin.buffer);
}
