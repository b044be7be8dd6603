/*
 * Waiting on a descriptor. The JVM uses signals, so that poll may return early with EINTR at any
 * time; a wait that started over with its full timeout might then never end.
 */
#include "natives.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <time.h>

#define NS_PER_S INT64_C(1000000000)
#define NS_PER_MS INT64_C(1000000)

static int64_t now_ns(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

struct deadline deadline_in(jint timeout_ms)
{
  struct deadline deadline = {.at_ns = -1};
  if (timeout_ms >= 0) {
    deadline.at_ns = now_ns() + timeout_ms * NS_PER_MS;
  }
  return deadline;
}

bool deadline_passed(struct deadline deadline)
{
  return deadline.at_ns >= 0 && now_ns() >= deadline.at_ns;
}

/* What poll(2) takes: milliseconds, rounded up so that it does not return just before the time. */
static int poll_timeout_ms(struct deadline deadline)
{
  if (deadline.at_ns < 0) {
    return -1;
  }
  int64_t left_ns = deadline.at_ns - now_ns();
  if (left_ns <= 0) {
    return 0;
  }
  int64_t left_ms = (left_ns + NS_PER_MS - 1) / NS_PER_MS;
  return left_ms > INT_MAX ? INT_MAX : (int)left_ms;
}

int wait_readable(int fd, struct deadline deadline)
{
  for (;;) {
    struct pollfd entry = {.fd = fd, .events = POLLIN};
    int ready = poll(&entry, 1, poll_timeout_ms(deadline));
    if (ready > 0) {
      return (entry.revents & POLLIN) ? 0 : -1;
    }
    if (ready == 0 || errno != EINTR) {
      return -1;
    }
  }
}

int set_nonblocking(int fd)
{
  int flags = fcntl(fd, F_GETFL);
  return flags < 0 ? -1 : fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}
