/*
 * The event channel: where the connection manager reports what became of connecting.
 *
 * An event is acknowledged before Java sees it. Java therefore learns its number and its ids, and
 * not its status or private data; in return rdma_destroy_id, which waits for all events of its id
 * to be acknowledged, never waits for Java.
 */
#include "natives.h"

#include <errno.h>
#include <rdma/rdma_cma.h>
#include <string.h>

DISPATCHER(jlong, createEventChannel)(JNI_SELF)
{
  struct rdma_event_channel *channel = rdma_create_event_channel();
  if (channel == NULL) {
    int error = errno;
    const char *remedy = NULL;
    if (error == ENODEV || error == ENOENT || error == ENOSYS) {
      remedy = "no RDMA device: load its driver and the connection manager (modprobe rdma_ucm), "
               "and see that `rdma link` lists it";
    } else if (error == EACCES || error == EPERM) {
      remedy = "/dev/infiniband/rdma_cm must be readable and writable for this user";
    }
    throw_failed(env, error, remedy, "rdma_create_event_channel");
    return -1;
  }
  /* getCmEvent polls first; another thread may have taken the event when it comes to read. */
  if (set_nonblocking(channel->fd) != 0) {
    int error = errno;
    rdma_destroy_event_channel(channel);
    throw_failed(env, error, NULL, "fcntl(O_NONBLOCK) of an event channel");
    return -1;
  }
  return handle_of(channel);
}

DISPATCHER(jint, destroyEventChannel)(JNI_SELF, jlong channel_handle)
{
  struct rdma_event_channel *channel = object_of(channel_handle);
  if (channel == NULL) {
    return -1;
  }
  rdma_destroy_event_channel(channel);
  return 0;
}

static void write_id(jlong address, const struct rdma_cm_id *id)
{
  jlong handle = id == NULL ? -1 : handle_of(id);
  memcpy(object_of(address), &handle, sizeof handle);
}

/*
 * The number of the next event; its listening id and its id go to the two addresses, 8 bytes each.
 * -1, with both left alone, when none came within timeout_ms (negative: for ever) or on an error.
 */
DISPATCHER(jint, getCmEvent)
(JNI_SELF, jlong channel_handle, jlong listen_address, jlong client_address, jint timeout_ms)
{
  struct rdma_event_channel *channel = object_of(channel_handle);
  if (channel == NULL || listen_address <= 0 || client_address <= 0) {
    return -1;
  }
  struct deadline deadline = deadline_in(timeout_ms);
  struct rdma_cm_event *event;
  for (;;) {
    if (wait_readable(channel->fd, deadline) != 0) {
      return -1;
    }
    if (rdma_get_cm_event(channel, &event) == 0) {
      break;
    }
    /* Gone to another thread, or one that librdmacm keeps to itself: wait for the next. */
    if ((errno != EAGAIN && errno != EINTR) || deadline_passed(deadline)) {
      return -1;
    }
  }
  jint number = (jint)event->event;
  write_id(listen_address, event->listen_id);
  write_id(client_address, event->id);
  rdma_ack_cm_event(event);
  return number;
}

/* getCmEvent has acknowledged the event already. */
DISPATCHER(jint, ackCmEvent)(JNI_SELF, jint event __attribute__((unused)))
{
  return 0;
}
