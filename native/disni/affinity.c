/*
 * Processor affinity of the calling thread, as a mask of the processors 0 to 63.
 */
#include "natives.h"

#include <sched.h>

#define AFFINITY(type, name) \
  JNIEXPORT type JNICALL Java_com_ibm_disni_util_NativeAffinity__1##name

#define MASK_BITS 64

/* Machines with more processors than a cpu_set_t has bits exist; sched_getaffinity refuses them. */
#define CPUS_MAX 16384

/* Zero leaves the thread where it may run now; a mask that the system refuses does, too. */
AFFINITY(void, setAffinity)(JNIEnv *env, jclass type, jlong mask)
{
  (void)env;
  (void)type;
  if (mask == 0) {
    return;
  }
  cpu_set_t set;
  CPU_ZERO(&set);
  for (unsigned cpu = 0; cpu < MASK_BITS; cpu++) {
    if (((uint64_t)mask >> cpu) & 1) {
      CPU_SET(cpu, &set);
    }
  }
  /* The method has no way to report an error; affinity is advice. */
  (void)sched_setaffinity(0, sizeof set, &set);
}

/* All bits set when the system does not tell. */
AFFINITY(jlong, getAffinity)(JNIEnv *env, jclass type)
{
  (void)env;
  (void)type;
  cpu_set_t *set = CPU_ALLOC(CPUS_MAX);
  if (set == NULL) {
    return -1;
  }
  size_t size = CPU_ALLOC_SIZE(CPUS_MAX);
  uint64_t mask = UINT64_MAX;
  CPU_ZERO_S(size, set);
  if (sched_getaffinity(0, size, set) == 0) {
    mask = 0;
    for (unsigned cpu = 0; cpu < MASK_BITS; cpu++) {
      if (CPU_ISSET_S(cpu, size, set)) {
        mask |= UINT64_C(1) << cpu;
      }
    }
  }
  CPU_FREE(set);
  return (jlong)mask;
}
