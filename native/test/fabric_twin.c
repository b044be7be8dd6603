/*
 * The mpi fabric once more, in C: what the same protocol costs without a JVM, and what MPI's own
 * windows cost.
 *
 *   mpirun -n 2 fabric_twin --way messages|windows [--window allocate|create|dynamic]
 *       [--bytes 8,4096,1048576] [--op put,get,roundtrip,tear,tearput] [--seconds 1]
 *       [--chunk 262144] [--busy-target] [--single-thread]
 *
 * Rank 0 is the target, rank 1 the origin. Contents are checked first. For each operation and size
 * it prints one line of JSON: op, bytes, way, count, medianNs, p99Ns, maxNs, perSecond.
 *
 *   put        put and flush: the origin's bytes are reusable (with windows: have arrived)
 *   get        get and flush
 *   roundtrip  put, then get its last word: the put has arrived, whatever a flush means
 *   tear       the target's CPU writes all words of a block while the origin gets the block;
 *              prints "torn", the words that came in parts of two values
 *   tearput    the origin puts a block again and again while the target's CPU reads its words
 *
 * For two ranks mpirun binds each to one core, which all threads of the rank then share: say
 * --bind-to none for tear, tearput and --busy-target.
 *
 * --busy-target: the target computes and does not call MPI; with messages a thread of its own
 * serves. --single-thread: without MPI_THREAD_MULTIPLE, which osc pt2pt refuses.
 *
 * Protocol of the messages. All go over a communicator of their own. A request has tag 1, at most
 * 4000 bytes and a header of 32 (messages.c draws it). A put of up to 2 * 3968 bytes is cut into
 * requests that carry its bytes. A longer one is cut into chunks (--chunk): each is announced by a
 * request and sent out of the origin's memory as a message with a tag that no other chunk under way
 * has. The origin writes requests into 16 slots, taken in turn when their last send is done; every
 * 16th is sent synchronously, which bounds what the target has not looked at. A get is cut into
 * chunks, too; for each the origin first posts a receive into the memory that is to be filled,
 * under a tag of its own. At most 16 chunks of either kind are outstanding.
 *
 * The target has 64 receives posted and tests the oldest alone, so requests come in the order in
 * which they were sent; one that announces a chunk waits for it, and the later ones wait behind it.
 * (Here is one origin. With more, only those of the same origin would.) The target copies what is
 * put out of its buffers into its window, and what is asked for out of it into a buffer from which
 * it is sent. A flush waits for the origin's sends and receives. No word of 8 bytes is ever split,
 * since the target's CPU moves all of them.
 */
#include "twin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void usage(const char *what, const char *word) {
  fprintf(stderr, "fabric_twin: %s '%s'; the file comment of fabric_twin.c explains\n", what, word);
  exit(EXIT_USAGE);
}

static long parse_bytes(const char *word) {
  char *end;
  long value = strtol(word, &end, 10);
  if (end == word || *end != '\0' || value < 8 || value > 1L << 30 || value % 8 != 0) {
    usage("not a multiple of 8 in 8..2^30:", word);
  }
  return value;
}

/* Splits at commas, in place; returns the number of words. */
static int split(char *text, const char **words) {
  int count = 0;
  for (char *word = strtok(text, ","); word != NULL; word = strtok(NULL, ",")) {
    if (count == MAX_LIST) {
      usage("more than 16 values before", word);
    }
    words[count++] = word;
  }
  return count;
}

static const char *one_of(const char *word, const char *const *words) {
  for (; *words != NULL; words++) {
    if (strcmp(word, *words) == 0) {
      return *words;
    }
  }
  usage("unknown word", word);
}

static void parse_lists(Settings *s, const char *flag, char *value) {
  static const char *const ops[] = {"put", "get", "roundtrip", "tear", "tearput", NULL};
  const char *words[MAX_LIST];
  int count = split(value, words);
  if (strcmp(flag, "--bytes") == 0) {
    s->bytes_count = count;
    for (int i = 0; i < count; i++) {
      s->bytes[i] = parse_bytes(words[i]);
    }
  } else {
    s->op_count = count;
    for (int i = 0; i < count; i++) {
      s->op[i] = one_of(words[i], ops);
    }
  }
}

static Settings parse(int count, char **words) {
  static const char *const ways[] = {"messages", "windows", NULL};
  static const char *const kinds[] = {"allocate", "create", "dynamic", NULL};
  Settings s = {.way = "messages", .window = "allocate", .bytes = {8, 4096, 1048576},
      .bytes_count = 3, .op = {"put", "get", "roundtrip"}, .op_count = 3, .seconds = 1,
      .chunk = 262144};
  for (int i = 1; i < count; i++) {
    const char *flag = words[i];
    if (strcmp(flag, "--busy-target") == 0) {
      s.busy_target = true;
      continue;
    }
    if (strcmp(flag, "--single-thread") == 0) {
      s.single_thread = true;
      continue;
    }
    if (i + 1 == count) {
      usage("unknown, or without its value:", flag);
    }
    char *value = words[++i];
    if (strcmp(flag, "--way") == 0) {
      s.way = one_of(value, ways);
    } else if (strcmp(flag, "--window") == 0) {
      s.window = one_of(value, kinds);
    } else if (strcmp(flag, "--bytes") == 0 || strcmp(flag, "--op") == 0) {
      parse_lists(&s, flag, value);
    } else if (strcmp(flag, "--chunk") == 0) {
      s.chunk = parse_bytes(value);
    } else if (strcmp(flag, "--seconds") == 0) {
      char *end;
      s.seconds = strtod(value, &end);
      if (end == value || *end != '\0' || !(s.seconds >= 0 && s.seconds <= 3600)) {
        usage("not in 0..3600 seconds:", value);
      }
    } else {
      usage("unknown option", flag);
    }
  }
  return s;
}

int main(int argc, char **argv) {
  Settings settings = parse(argc, argv);
  bool messages = strcmp(settings.way, "messages") == 0;
  int wanted = settings.single_thread ? MPI_THREAD_FUNNELED : MPI_THREAD_MULTIPLE;
  int granted;
  int size;
  int rank;
  MPI_Init_thread(&argc, &argv, wanted, &granted);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  if (size != 2 || granted < wanted) {
    die("needs 2 ranks and thread level %d; there are %d, level %d", wanted, size, granted);
  }
  if (messages && settings.busy_target && settings.single_thread) {
    die("--busy-target serves messages by a thread: not with --single-thread");
  }
  MPI_Comm comm;
  MPI_Comm_dup(MPI_COMM_WORLD, &comm);
  long window_bytes = 1L << 20;
  for (int i = 0; i < settings.bytes_count; i++) {
    window_bytes = settings.bytes[i] > window_bytes ? settings.bytes[i] : window_bytes;
  }
  Fabric *fabric = messages ? open_messages(comm, window_bytes, settings.chunk)
                            : open_windows(comm, window_bytes, settings.window);
  if (fabric != NULL) {
    if (rank == TARGET) {
      run_target(fabric, comm, window_bytes);
    } else {
      run_origin(fabric, comm, &settings, window_bytes);
    }
    fabric->close(fabric);
  }
  MPI_Comm_free(&comm);
  MPI_Finalize();
  return fabric != NULL ? EXIT_SUCCESS : EXIT_SKIPPED;
}
