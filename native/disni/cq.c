/*
 * Completion queues, and the channels that wake a thread when one has something.
 *
 * An event does not say to Java which queue it is of, so that a channel serves one queue. Each
 * event that getCqEvent reported must be acknowledged before destroyCQ, which waits for that.
 */
#include "natives.h"

#include <errno.h>
#include <infiniband/verbs.h>

DISPATCHER(jlong, createCompChannel)(JNI_SELF, jlong context_handle)
{
  struct ibv_context *context =
      require_object(env, context_handle, "ibv_create_comp_channel", "context");
  if (context == NULL) {
    return -1;
  }
  struct ibv_comp_channel *channel = ibv_create_comp_channel(context);
  if (channel == NULL) {
    throw_failed(env, errno, NULL, "ibv_create_comp_channel");
    return -1;
  }
  /* getCqEvent polls first; another thread may have taken the event when it comes to read. */
  if (set_nonblocking(channel->fd) != 0) {
    int error = errno;
    ibv_destroy_comp_channel(channel);
    throw_failed(env, error, NULL, "fcntl(O_NONBLOCK) of a completion channel");
    return -1;
  }
  return handle_of(channel);
}

/* EBUSY while a completion queue uses it. */
DISPATCHER(jint, destroyCompChannel)(JNI_SELF, jlong channel_handle)
{
  struct ibv_comp_channel *channel = object_of(channel_handle);
  return channel == NULL ? -1 : ibv_destroy_comp_channel(channel);
}

DISPATCHER(jlong, createCQ)
(JNI_SELF, jlong context_handle, jlong channel_handle, jint entries, jint vector)
{
  const char *call = "ibv_create_cq";
  struct ibv_context *context = require_object(env, context_handle, call, "context");
  struct ibv_comp_channel *channel =
      context ? require_object(env, channel_handle, call, "completion channel") : NULL;
  if (channel == NULL) {
    return -1;
  }
  struct ibv_cq *cq = ibv_create_cq(context, entries, NULL, channel, vector);
  if (cq == NULL) {
    int error = errno;
    throw_failed(env, error,
                 error == EINVAL ? "entries must be > 0 and at most the device's max_cqe "
                                   "(ibv_devinfo -v), the vector one that it has"
                                 : NULL,
                 "ibv_create_cq of %d entries on vector %d", (int)entries, (int)vector);
    return -1;
  }
  return handle_of(cq);
}

DISPATCHER(jint, destroyCQ)(JNI_SELF, jlong cq_handle)
{
  struct ibv_cq *cq = object_of(cq_handle);
  return cq == NULL ? -1 : ibv_destroy_cq(cq);
}

/* The number of completions, each written as a struct ibv_wc; negative on an error. */
DISPATCHER(jint, pollCQ)(JNI_SELF, jlong cq_handle, jint entries, jlong address)
{
  struct ibv_cq *cq = require_object(env, cq_handle, "ibv_poll_cq", "CQ");
  struct ibv_wc *completions = cq ? require_object(env, address, "ibv_poll_cq", "address") : NULL;
  if (completions == NULL) {
    return -1;
  }
  if (entries < 0) {
    throw_io(env, "ibv_poll_cq: %d entries", (int)entries);
    return -1;
  }
  return ibv_poll_cq(cq, entries, completions);
}

/* Asks for one event at the next completion, which may come before the caller polls again. */
DISPATCHER(jint, reqNotifyCQ)(JNI_SELF, jlong cq_handle, jint solicited_only)
{
  struct ibv_cq *cq = require_object(env, cq_handle, "ibv_req_notify_cq", "CQ");
  return cq == NULL ? -1 : ibv_req_notify_cq(cq, solicited_only);
}

/* 0 for an event; -1 when none came within timeout_ms (negative: for ever) or on an error. */
DISPATCHER(jint, getCqEvent)(JNI_SELF, jlong channel_handle, jint timeout_ms)
{
  struct ibv_comp_channel *channel =
      require_object(env, channel_handle, "ibv_get_cq_event", "completion channel");
  if (channel == NULL) {
    return -1;
  }
  struct deadline deadline = deadline_in(timeout_ms);
  for (;;) {
    struct ibv_cq *cq;
    void *context;
    if (wait_readable(channel->fd, deadline) != 0) {
      return -1;
    }
    if (ibv_get_cq_event(channel, &cq, &context) == 0) {
      return 0;
    }
    if ((errno != EAGAIN && errno != EINTR) || deadline_passed(deadline)) {
      return -1;
    }
  }
}

DISPATCHER(jint, ackCqEvent)(JNI_SELF, jlong cq_handle, jint events)
{
  struct ibv_cq *cq = object_of(cq_handle);
  if (cq == NULL || events < 0) {
    return -1;
  }
  ibv_ack_cq_events(cq, (unsigned)events);
  return 0;
}
