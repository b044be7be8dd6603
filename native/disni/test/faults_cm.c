/*
 * The natives of librdmacm: event channel, events, ids, connecting.
 */
#include "faults.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/time.h>
#include <time.h>

static int64_t now_ms(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void test_event_channel(void)
{
  jlong channel;
  FAILS("rdma_create_event_channel", ENODEV, channel = N(createEventChannel)(ENV),
        "rdma_create_event_channel failed: No such device (errno 19); no RDMA device: load its "
        "driver and the connection manager (modprobe rdma_ucm)");
  FAILS("rdma_create_event_channel", EACCES, channel = N(createEventChannel)(ENV),
        "rdma_create_event_channel failed: Permission denied (errno 13); /dev/infiniband/rdma_cm");
  FAILS("event_fd", 1, channel = N(createEventChannel)(ENV),
        "fcntl(O_NONBLOCK) of an event channel failed: Bad file descriptor");
  OK(channel = N(createEventChannel)(ENV));
  int fd = ((struct rdma_event_channel *)(uintptr_t)channel)->fd;
  CHECK(fcntl(fd, F_GETFL) & O_NONBLOCK, "must not block");
  CHECK(N(ackCmEvent)(ENV, 4) == 0, "ackCmEvent");
  CHECK(N(destroyEventChannel)(ENV, channel) == 0, "destroyEventChannel");
  CHECK(N(destroyEventChannel)(ENV, 0) == -1, "destroyEventChannel of none");
}

void test_cm_event(void)
{
  struct setup s = set_up();
  struct rdma_event_channel *channel = (void *)(uintptr_t)s.channel;
  struct rdma_cm_id *id = (void *)(uintptr_t)s.id;
  char place[17]; /* Java's addresses need not be aligned */
  jlong listen_id = 77;
  jlong client_id = 77;
  memset(place, 0, sizeof place);

  int64_t start = now_ms();
  CHECK(N(getCmEvent)(ENV, s.channel, handle(&listen_id), handle(&client_id), 60) == -1, "timeout");
  CHECK(now_ms() - start >= 60 && now_ms() - start < 30000, "waited %lld ms",
        (long long)(now_ms() - start));
  CHECK(listen_id == 77 && client_id == 77, "must be left alone");

  struct rdma_cm_id child = {0};
  fake_event(channel, RDMA_CM_EVENT_CONNECT_REQUEST, id, &child);
  CHECK(N(getCmEvent)(ENV, s.channel, handle(place + 1), handle(place + 9), -1) == 4, "event");
  memcpy(&listen_id, place + 1, sizeof listen_id);
  memcpy(&client_id, place + 9, sizeof client_id);
  CHECK(listen_id == s.id && client_id == handle(&child), "ids");

  fake_event(channel, RDMA_CM_EVENT_TIMEWAIT_EXIT, NULL, id);
  fake_fail("rdma_get_cm_event", EAGAIN); /* as if another thread had been quicker */
  CHECK(N(getCmEvent)(ENV, s.channel, handle(&listen_id), handle(&client_id), 1000) == 15, "next");
  CHECK(listen_id == -1 && client_id == s.id, "no listener: -1");

  fake_event(channel, RDMA_CM_EVENT_ESTABLISHED, NULL, NULL);
  fake_fail("rdma_get_cm_event", EIO);
  CHECK(N(getCmEvent)(ENV, s.channel, handle(&listen_id), handle(&client_id), 1000) == -1, "EIO");
  CHECK(client_id == s.id, "must be left alone");
  CHECK(N(getCmEvent)(ENV, s.channel, handle(&listen_id), 0, 1000) == -1, "no place for an id");
  CHECK(N(getCmEvent)(ENV, s.channel, handle(&listen_id), handle(&client_id), 0) == 9, "kept");
  CHECK(client_id == -1, "no id: -1");
  CHECK(N(getCmEvent)(ENV, 0, handle(&listen_id), handle(&client_id), 0) == -1, "no channel");
  CHECK(fake_unacknowledged == 0, "%d events", fake_unacknowledged);
  tear_down(&s);
}

static void on_alarm(int signal)
{
  (void)signal;
}

/* Other threads always being quicker does not make a wait longer. */
void test_stolen_events(void)
{
  struct setup s = set_up();
  jlong ids[2];
  fake_event((void *)(uintptr_t)s.channel, RDMA_CM_EVENT_ESTABLISHED, NULL, NULL);
  fake_completion_event((void *)(uintptr_t)s.comp_channel);
  fake_fail_always("rdma_get_cm_event", EAGAIN);
  CHECK(N(getCmEvent)(ENV, s.channel, handle(&ids[0]), handle(&ids[1]), 20) == -1, "stolen");
  fake_fail_always("ibv_get_cq_event", EAGAIN);
  CHECK(N(getCqEvent)(ENV, s.comp_channel, 20) == -1, "stolen");
  fake_heal();
  CHECK(N(getCmEvent)(ENV, s.channel, handle(&ids[0]), handle(&ids[1]), 0) == 9, "event");
  CHECK(N(getCqEvent)(ENV, s.comp_channel, 0) == 0, "event");
  CHECK(N(ackCqEvent)(ENV, s.cq, 1) == 0 && fake_unacknowledged == 0, "acknowledged");
  tear_down(&s);
}

/* A signal every 5 ms neither ends a wait early nor makes it start over. */
void test_signals(void)
{
  struct setup s = set_up();
  struct sigaction action = {.sa_handler = on_alarm};
  struct itimerval every = {.it_interval = {.tv_usec = 5000}, .it_value = {.tv_usec = 5000}};
  struct itimerval never = {{0, 0}, {0, 0}};
  jlong ids[2];
  sigaction(SIGALRM, &action, NULL);
  setitimer(ITIMER_REAL, &every, NULL);
  int64_t start = now_ms();
  jint event = N(getCmEvent)(ENV, s.channel, handle(&ids[0]), handle(&ids[1]), 100);
  jint completion = N(getCqEvent)(ENV, s.comp_channel, 100);
  int64_t waited_ms = now_ms() - start;
  setitimer(ITIMER_REAL, &never, NULL);
  CHECK(event == -1 && completion == -1, "%d %d", (int)event, (int)completion);
  CHECK(waited_ms >= 200 && waited_ms < 30000, "waited %lld ms", (long long)waited_ms);
  tear_down(&s);
}

void test_ids(void)
{
  struct setup s = set_up();
  struct sockaddr_in local = address("10.9.8.7", 65535);
  struct sockaddr_in six = {.sin_family = AF_INET6};
  jlong none;
  THROWS(none = N(createId)(ENV, 0, RDMA_PS_TCP), "rdma_create_id: no event channel (handle 0)");
  THROWS(none = N(createId)(ENV, s.channel, 0x111), "rdma_create_id: port space 0x111; only");
  FAILS("rdma_create_id", ENOMEM, none = N(createId)(ENV, s.channel, RDMA_PS_TCP),
        "rdma_create_id failed: Cannot allocate memory (errno 12)");
  CHECK(none == -1, "a failed create is no object");

  THROWS(N(bindAddr)(ENV, -1, handle(&local)), "rdma_bind_addr: no CM id (handle -1)");
  THROWS(N(bindAddr)(ENV, s.id, 0), "rdma_bind_addr: no address (handle 0)");
  THROWS(N(bindAddr)(ENV, s.id, handle(&six)), "rdma_bind_addr: address family 10; only IPv4");
  FAILS("rdma_bind_addr", EADDRINUSE, N(bindAddr)(ENV, s.id, handle(&local)),
        "rdma_bind_addr to 10.9.8.7:65535 failed: Address already in use (errno 98)");
  FAILS("rdma_bind_addr", ENODEV, N(bindAddr)(ENV, s.id, handle(&local)),
        "rdma_bind_addr to 10.9.8.7:65535 failed: No such device (errno 19); no RDMA device");
  CHECK(memcmp(fake_target.sin_zero, "\0\0\0\0\0\0\0\0", 8) == 0, "sin_zero must be zero");

  THROWS(N(listen)(ENV, 0, 5), "rdma_listen: no CM id");
  FAILS("rdma_listen", EINVAL, N(listen)(ENV, s.id, 5),
        "rdma_listen with backlog 5 failed: Invalid argument");
  OK(N(listen)(ENV, s.id, 5));

  THROWS(N(resolveAddr)(ENV, 0, 0, handle(&local), 9), "rdma_resolve_addr: no CM id");
  THROWS(N(resolveAddr)(ENV, s.id, 0, 0, 9), "rdma_resolve_addr: no address");
  THROWS(N(resolveAddr)(ENV, s.id, handle(&six), handle(&local), 9), "rdma_resolve_addr: address");
  FAILS("rdma_resolve_addr", ENETUNREACH, N(resolveAddr)(ENV, s.id, 0, handle(&local), 9),
        "rdma_resolve_addr to 10.9.8.7:65535 failed: Network is unreachable");
  OK(N(resolveAddr)(ENV, s.id, 0, handle(&local), 9));
  CHECK(fake_source.sin_family == 0 && ntohs(fake_target.sin_port) == 65535, "source must be none");
  OK(N(resolveAddr)(ENV, s.id, handle(&local), handle(&local), 9));
  CHECK(ntohs(fake_source.sin_port) == 65535, "source");
  FAILS("rdma_resolve_route", ENODEV, N(resolveRoute)(ENV, s.id, 9),
        "rdma_resolve_route failed: No such device (errno 19); no RDMA device");
  THROWS(N(resolveRoute)(ENV, 0, 9), "rdma_resolve_route: no CM id");
  OK(N(resolveRoute)(ENV, s.id, 9));
  tear_down(&s);
}

/* librdmacm follows id->verbs, and so does the fake one. */
void test_id_without_device(void)
{
  jlong channel, id;
  OK(channel = N(createEventChannel)(ENV));
  OK(id = N(createId)(ENV, channel, RDMA_PS_TCP));
  OK(CHECK(N(getContext)(ENV, id) == -1, "context"));
  THROWS(N(getContext)(ENV, 0), "getContext: no CM id");
  THROWS(N(resolveRoute)(ENV, id, 9), "rdma_resolve_route: the id has no device yet");
  THROWS(N(connect)(ENV, id, 1, 2, 0, 0), "rdma_connect: the id has no device yet");
  THROWS(N(accept)(ENV, id, 1, 2), "rdma_accept: the id has no device yet");
  CHECK(N(disconnect)(ENV, id) == -1, "disconnect");
  CHECK(N(destroyQP)(ENV, id) == -1, "destroyQP without one");
  fake_fail("rdma_destroy_id", EBUSY);
  CHECK(N(destroyCmId)(ENV, id) == -1, "destroyCmId passes on what it got");
  CHECK(N(destroyEp)(ENV, id) == 0, "destroyEp");
  CHECK(N(destroyEp)(ENV, 0) == -1 && N(destroyCmId)(ENV, 0) == -1, "none");
  CHECK(N(disconnect)(ENV, 0) == -1 && N(destroyQP)(ENV, -1) == -1, "none");
  N(destroyEventChannel)(ENV, channel);
}

void test_connect(void)
{
  struct setup s = set_up();
  char data[200] = "hello";
  THROWS(N(connect)(ENV, 0, 1, 2, 0, 0), "rdma_connect: no CM id");
  THROWS(N(connect)(ENV, s.id, 8, 2, 0, 0), "rdma_connect: retry count 8 and RNR retry count 2");
  THROWS(N(accept)(ENV, s.id, 1, -1), "rdma_accept: retry count 1 and RNR retry count -1");
  THROWS(N(connect)(ENV, s.id, 1, 2, 0, 5), "rdma_connect: 5 bytes of private data without");
  FAILS("rdma_connect", EINVAL, N(connect)(ENV, s.id, 1, 2, 0, 0), "rdma_connect failed: Invalid");
  FAILS("rdma_accept", ECONNRESET, N(accept)(ENV, s.id, 1, 2), "rdma_accept failed: Connection");
  OK(N(connect)(ENV, s.id, 6, 7, handle(data), (jbyte)196));
  CHECK(fake_parameters.retry_count == 6 && fake_parameters.rnr_retry_count == 7, "retries");
  CHECK(fake_parameters.private_data == data && fake_parameters.private_data_len == 196, "data");
  CHECK(fake_parameters.responder_resources == 255 && fake_parameters.initiator_depth == 255,
        "reads: as many as the device can");
  OK(N(accept)(ENV, s.id, 3, 0));
  CHECK(fake_parameters.retry_count == 3 && fake_parameters.rnr_retry_count == 0, "retries");
  CHECK(fake_parameters.private_data == NULL && fake_parameters.private_data_len == 0, "data");
  fake_fail("rdma_disconnect", EINVAL);
  CHECK(N(disconnect)(ENV, s.id) == -1, "disconnect");
  CHECK(N(disconnect)(ENV, s.id) == 0, "disconnect");

  struct sockaddr_in seen;
  struct rdma_cm_id *id = (void *)(uintptr_t)s.id;
  CHECK(N(getSrcAddr)(ENV, s.id, handle(&seen)) == 0, "getSrcAddr");
  CHECK(seen.sin_family == AF_INET && ntohs(seen.sin_port) == 4711, "source");
  CHECK(N(getDstAddr)(ENV, s.id, handle(&seen)) == 0 && seen.sin_family == 0, "no target yet");
  CHECK(N(getSrcAddr)(ENV, 0, handle(&seen)) == -1 && N(getDstAddr)(ENV, 0, 0) == -1, "none");
  CHECK(N(getDstAddr)(ENV, s.id, 0) == -1, "no place for it");
  id->route.addr.dst_addr.sa_family = AF_INET6;
  CHECK(N(getDstAddr)(ENV, s.id, handle(&seen)) == -1, "would be cut");
  tear_down(&s);
}
