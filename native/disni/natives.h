/*
 * What every file of libdisni.so needs: how a native is named, what a handle is, how errors leave.
 *
 * libdisni.so is the native half of com.ibm.disni:disni:2.1. The Java half declares 48 natives in
 * NativeDispatcher and 2 in NativeAffinity; each is one function here, and each is one call of
 * librdmacm or libibverbs:
 *
 *   cm_channel.c   event channel, connection manager's events
 *   cm_id.c        connection manager's ids: bind, listen, resolve, connect, accept, addresses
 *   qp.c           queue pairs
 *   context.c      device contexts and protection domains
 *   mr.c           memory regions
 *   post.c         posting of work requests
 *   cq.c           completion channels, completion queues, polling
 *   layout.c       sizes and offsets that Java and C must agree on
 *   affinity.c     processor affinity of a thread
 *   error.c, wait.c   exceptions; waiting on a descriptor with a deadline
 *
 * Handles. An object is named by its address, as a jlong; positive, since user space is the lower
 * half of the address space. Zero and below is "no object". Java hands back what it was given and
 * never looks into it. An object that was destroyed must not be named again: that is not checked.
 *
 * Errors. A native whose Java declaration throws IOException throws it, with the failed call, the
 * system's text and where we know one the remedy. The others return -1 or what the call returned.
 * Whatever a native had opened when it failed is closed again.
 *
 * Threads. There is no state besides the objects themselves, and no lock: calls on different
 * objects may run at the same time; for one object the rules are those of libibverbs and librdmacm
 * (posting and polling are safe from several threads, destroying is not).
 */
#ifndef PARACEL_DISNI_NATIVES_H
#define PARACEL_DISNI_NATIVES_H

#include <jni.h>
#include <stdbool.h>
#include <stdint.h>

#include "jni_prototypes.h"

/* A native method _name of NativeDispatcher: the second underscore is the method's own, "_1". */
#define DISPATCHER(type, name) \
  JNIEXPORT type JNICALL Java_com_ibm_disni_verbs_impl_NativeDispatcher__1##name

/* The first two parameters of every native; most leave one or both alone. */
#define JNI_SELF JNIEnv *env __attribute__((unused)), jobject self __attribute__((unused))

/* The object of a handle, NULL for "no object". */
static inline void *object_of(jlong handle)
{
  return handle > 0 ? (void *)(uintptr_t)handle : NULL;
}

static inline jlong handle_of(const void *object)
{
  return (jlong)(uintptr_t)object;
}

/*
 * The object of a handle; or NULL, with an IOException pending that says that `call` was asked for
 * with no `what`.
 */
void *require_object(JNIEnv *env, jlong handle, const char *call, const char *what);

/* Throws java.io.IOException with the formatted text. */
void throw_io(JNIEnv *env, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * Throws java.io.IOException "TEXT failed: what the system says on error (errno N)", followed by
 * "; REMEDY" unless remedy is NULL. TEXT is the formatted rest and begins with the call's name.
 * `error` is errno's value for librdmacm and for calls that return a pointer, and the returned
 * value for those calls of libibverbs that return the error.
 */
void throw_failed(JNIEnv *env, int error, const char *remedy, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Throws java.lang.UnsupportedOperationException. */
void throw_unsupported(JNIEnv *env, const char *text);

/* A point in time that a wait must not pass. */
struct deadline {
  int64_t at_ns; /* of CLOCK_MONOTONIC; negative: never */
};

/* The deadline in timeout_ms milliseconds; never, if that is negative. */
struct deadline deadline_in(jint timeout_ms);

/* True once it has passed. */
bool deadline_passed(struct deadline deadline);

/* Waits until the descriptor can be read: 0; -1 when the deadline has passed or poll fails. */
int wait_readable(int fd, struct deadline deadline);

/* Makes reads of the descriptor return EAGAIN instead of waiting: 0, or -1 with errno. */
int set_nonblocking(int fd);

#endif
