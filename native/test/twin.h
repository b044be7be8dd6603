/*
 * What the parts of fabric_twin share. fabric_twin.c begins with the protocol.
 *
 * Rank 0 is the target: it owns the window and serves. Rank 1 is the origin: it measures.
 */
#ifndef PARACEL_TWIN_H
#define PARACEL_TWIN_H

#include <mpi.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

enum { TARGET = 0, ORIGIN = 1 };
enum { EXIT_USAGE = 2, EXIT_SKIPPED = 77 };

enum { WAIT_SECONDS = 60 };

/* One way to the target's window. Offsets and sizes are in bytes and multiples of 8. */
typedef struct Fabric Fabric;
struct Fabric {
  const char *way;
  char *window;     /* this rank's, window_bytes long */
  bool sees_work;   /* whether serve() knows that there was work */
  void (*put)(Fabric *fabric, long target_offset, const void *origin, long bytes);
  void (*put_long)(Fabric *fabric, long target_offset, int64_t value);
  void (*get)(Fabric *fabric, long target_offset, void *origin, long bytes);
  void (*fence)(Fabric *fabric);  /* a later get reads what was put before */
  void (*flush)(Fabric *fabric);  /* origin bytes reusable, gets complete */
  bool (*serve)(Fabric *fabric);  /* at the target: one step; whether there was work */
  void (*close)(Fabric *fabric);  /* collective */
};

/* Collective. Takes the largest message of bytes alone, a multiple of 8. */
Fabric *open_messages(MPI_Comm comm, long window_bytes, long chunk);

/* Collective. Kind is "allocate", "create" or "dynamic"; NULL when this MPI cannot. */
Fabric *open_windows(MPI_Comm comm, long window_bytes, const char *kind);

/* Reads one word and waits for it. */
int64_t get_long(Fabric *fabric, long target_offset);

/* How a polling loop passes time: 100 pauses, 2 ms of yields, then sleeps of 20 to 500 us. */
typedef struct {
  int polls;
  int64_t yielding_since_ns;
  long sleep_ns;
} Idler;

void idle(Idler *idler, bool may_sleep);
void idle_reset(Idler *idler);

int64_t now_ns(void);
void *allocate(long bytes);                                /* zeroed; ends the job if it cannot */
void await(MPI_Request *request, const char *whom);        /* ends the job after WAIT_SECONDS */
_Noreturn void die(const char *format, ...);               /* ends the job */

/* Durations in ns, each kept to 1.6 %. */
enum { BUCKETS = 58 * 64 + 64 };
typedef struct {
  int64_t count;
  int64_t max;
  int64_t bucket[BUCKETS];
} Histogram;

void record(Histogram *histogram, int64_t ns);
int64_t quantile(const Histogram *histogram, double part); /* part in 0..1 */

/* What the user asked for. */
enum { MAX_LIST = 16 };
typedef struct {
  const char *way;
  const char *window;
  long bytes[MAX_LIST];
  int bytes_count;
  const char *op[MAX_LIST];
  int op_count;
  double seconds;
  long chunk;
  bool busy_target;
  bool single_thread;
} Settings;

/* The origin's life: checks, then measures and prints what the settings say. */
void run_origin(Fabric *fabric, MPI_Comm comm, const Settings *settings, long window_bytes);

/* The target's life: serves until the origin says that it has finished. */
void run_target(Fabric *fabric, MPI_Comm comm, long window_bytes);

#endif
