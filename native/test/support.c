/* Time, waiting, memory and histograms. */
#define _POSIX_C_SOURCE 200809L

#include "twin.h"

#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SPINS = 100, SLEEP_MIN_NS = 20000, SLEEP_MAX_NS = 500000, SLEEP_AFTER_NS = 2000000 };

int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

_Noreturn void die(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fputs("fabric_twin: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
  fflush(stderr);
  MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
  abort();
}

void *allocate(long bytes) {
  void *memory;
  if (posix_memalign(&memory, 4096, (size_t)bytes) != 0) {
    die("no room for %ld bytes", bytes);
  }
  return memset(memory, 0, (size_t)bytes);
}

void idle_reset(Idler *idler) {
  idler->polls = 0;
  idler->sleep_ns = SLEEP_MIN_NS;
}

void idle(Idler *idler, bool may_sleep) {
  if (idler->polls < SPINS) {
    idler->polls++;
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
    return;
  }
  int64_t now = now_ns();
  if (idler->polls == SPINS) {
    idler->polls++;
    idler->yielding_since_ns = now;
  }
  if (!may_sleep || now - idler->yielding_since_ns < SLEEP_AFTER_NS) {
    sched_yield();
    return;
  }
  struct timespec t = {0, idler->sleep_ns};
  nanosleep(&t, NULL);
  idler->sleep_ns = 2 * idler->sleep_ns < SLEEP_MAX_NS ? 2 * idler->sleep_ns : SLEEP_MAX_NS;
}

void await(MPI_Request *request, const char *whom) {
  int done;
  MPI_Test(request, &done, MPI_STATUS_IGNORE);
  if (done) {
    return;
  }
  Idler idler;
  idle_reset(&idler);
  int64_t start_ns = now_ns();
  for (;;) {
    idle(&idler, true);
    MPI_Test(request, &done, MPI_STATUS_IGNORE);
    if (done) {
      return;
    }
    if (idler.polls > SPINS && now_ns() - start_ns > WAIT_SECONDS * INT64_C(1000000000)) {
      die("waited %d s: %s", WAIT_SECONDS, whom);
    }
  }
}

int64_t get_long(Fabric *fabric, long target_offset) {
  int64_t value = 0;
  fabric->get(fabric, target_offset, &value, sizeof value);
  fabric->flush(fabric);
  return value;
}

/*
 * Values below 128 have buckets of their own; above, each power of two has 64 buckets, so a value
 * is known to one part in 64.
 */
void record(Histogram *histogram, int64_t ns) {
  uint64_t value = ns < 0 ? 0 : (uint64_t)ns;
  int shift = 0;
  while (value >> shift >= 128) {
    shift++;
  }
  uint64_t index = value < 64 ? value : (uint64_t)shift * 64 + (value >> shift);
  histogram->bucket[index]++;
  histogram->count++;
  if (ns > histogram->max) {
    histogram->max = ns;
  }
}

int64_t quantile(const Histogram *histogram, double part) {
  int64_t left = (int64_t)(part * (double)histogram->count);
  for (int64_t index = 0; index < BUCKETS; index++) {
    left -= histogram->bucket[index];
    if (left < 0) {
      return index < 128 ? index : (index % 64 + 64) << (index / 64 - 1);
    }
  }
  return histogram->max;
}
