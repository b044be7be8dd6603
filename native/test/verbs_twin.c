/*
 * The verbs fabric's operations once more, in C: what they cost without a JVM and without DiSNI.
 *
 *   verbs_twin target ADDRESS PORT             exposes 4 KiB to one origin, until that disconnects
 *   verbs_twin origin ADDRESS PORT [ROUNDS]    measures, 2000 rounds of each operation
 *
 * ADDRESS is that of the target's RDMA device. For each operation, with its flush, the origin
 * prints one line of JSON: op, bytes, count of rounds, and per operation requests (posted to the
 * queue pair), doorbells (calls that post) and completions; medianNs, p99Ns, maxNs, perSecond. That
 * is what `./paracel bench fabric --fabric verbs --twin-results FILE` reads.
 *
 * The rules are those of paracel.rdma.Connection: one request per call; writes of up to 220 bytes
 * go inline and ask for a completion at every 32nd request only; other writes, and all reads, ask
 * for one, and flush polls until it is there.
 */
#include <errno.h>
#include <netdb.h>
#include <rdma/rdma_cma.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DEPTH = 128, INLINE_BYTES = 220, SIGNAL_INTERVAL = 32, BYTES = 4096, POLL = 16 };
enum { TIMEOUT_MS = 20000, WAIT_SECONDS = 30, RETRIES = 2, RNR_RETRIES = 7 };

/* What the target tells by the private data of its acceptance. */
struct place {
  uint64_t address;
  uint32_t rkey;
};

struct origin {
  struct rdma_cm_id *id;
  struct ibv_cq *cq;
  struct ibv_mr *mr;
  char *memory;
  struct place target;
  long posted, completed, last_signaled, uses_origin;
  long doorbells, completions;
};

static _Noreturn void die(const char *what)
{
  fprintf(stderr, "verbs_twin: %s: %s\n", what, strerror(errno));
  exit(EXIT_FAILURE);
}

static int64_t now_ns(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* Takes the next event, which must be this one; copies its private data unless `into` is NULL. */
static struct rdma_cm_id *expect(struct rdma_event_channel *channel, enum rdma_cm_event_type type,
                                 struct place *into)
{
  struct rdma_cm_event *event;
  if (rdma_get_cm_event(channel, &event) != 0) {
    die("rdma_get_cm_event");
  }
  if (event->event != type) {
    fprintf(stderr, "verbs_twin: %s instead of %s\n", rdma_event_str(event->event),
            rdma_event_str(type));
    exit(EXIT_FAILURE);
  }
  if (into != NULL) {
    memcpy(into, event->param.conn.private_data, sizeof *into);
  }
  struct rdma_cm_id *id = event->id;
  rdma_ack_cm_event(event);
  return id;
}

static struct ibv_cq *create_pair(struct rdma_cm_id *id, struct ibv_pd *pd)
{
  struct ibv_cq *cq = ibv_create_cq(id->verbs, DEPTH, NULL, NULL, 0);
  struct ibv_qp_init_attr wanted = {.send_cq = cq, .recv_cq = cq, .qp_type = IBV_QPT_RC,
      .cap = {.max_send_wr = DEPTH, .max_recv_wr = 1, .max_send_sge = 4, .max_recv_sge = 1,
              .max_inline_data = INLINE_BYTES}};
  if (cq == NULL || rdma_create_qp(id, pd, &wanted) != 0) {
    die("rdma_create_qp");
  }
  return cq;
}

static struct rdma_conn_param connection(const struct place *place)
{
  struct rdma_conn_param param = {.retry_count = RETRIES, .rnr_retry_count = RNR_RETRIES,
      .responder_resources = 16, .initiator_depth = 16};
  if (place != NULL) {
    param.private_data = place;
    param.private_data_len = sizeof *place;
  }
  return param;
}

static void *exposed(struct ibv_pd *pd, struct ibv_mr **mr)
{
  void *memory = aligned_alloc(BYTES, BYTES);
  unsigned int access = IBV_ACCESS_LOCAL_WRITE | IBV_ACCESS_REMOTE_WRITE | IBV_ACCESS_REMOTE_READ;
  if (memory == NULL) {
    die("aligned_alloc");
  }
  memset(memory, 0, BYTES);
  *mr = ibv_reg_mr(pd, memory, BYTES, access);
  if (*mr == NULL) {
    die("ibv_reg_mr");
  }
  return memory;
}

static void serve(struct rdma_event_channel *channel, struct addrinfo *at)
{
  struct rdma_cm_id *listener;
  if (rdma_create_id(channel, &listener, NULL, RDMA_PS_TCP) != 0 ||
      rdma_bind_addr(listener, at->ai_addr) != 0 || rdma_listen(listener, 1) != 0) {
    die("cannot listen");
  }
  struct rdma_cm_id *id = expect(channel, RDMA_CM_EVENT_CONNECT_REQUEST, NULL);
  struct ibv_pd *pd = ibv_alloc_pd(id->verbs);
  struct ibv_mr *mr;
  void *memory = exposed(pd, &mr);
  struct ibv_cq *cq = create_pair(id, pd);
  struct place place = {.address = (uintptr_t)memory, .rkey = mr->rkey};
  struct rdma_conn_param param = connection(&place);
  if (rdma_accept(id, &param) != 0) {
    die("rdma_accept");
  }
  expect(channel, RDMA_CM_EVENT_ESTABLISHED, NULL);
  expect(channel, RDMA_CM_EVENT_DISCONNECTED, NULL);
  rdma_disconnect(id);
  rdma_destroy_qp(id);
  ibv_destroy_cq(cq);
  ibv_dereg_mr(mr);
  ibv_dealloc_pd(pd);
  rdma_destroy_id(id);
  rdma_destroy_id(listener);
  free(memory);
}

/* Polls until request `number` and all before it are complete. */
static void await(struct origin *o, long number)
{
  struct ibv_wc found[POLL];
  int64_t end_ns = now_ns() + WAIT_SECONDS * 1000000000LL;
  while (o->completed < number) {
    int count = ibv_poll_cq(o->cq, POLL, found);
    for (int i = 0; i < count; i++) {
      if (found[i].status != IBV_WC_SUCCESS) {
        fprintf(stderr, "verbs_twin: request %ld: %s\n", (long)found[i].wr_id,
                ibv_wc_status_str(found[i].status));
        exit(EXIT_FAILURE);
      }
      o->completed = (long)found[i].wr_id;
      o->completions++;
    }
    if (count < 0 || (count == 0 && now_ns() > end_ns)) {
      errno = ETIMEDOUT;
      die("no completion");
    }
  }
}

static void post(struct origin *o, enum ibv_wr_opcode opcode, long target_offset, uint32_t bytes)
{
  bool is_inline = opcode == IBV_WR_RDMA_WRITE && bytes <= INLINE_BYTES;
  if (o->posted - o->completed >= DEPTH) {
    await(o, o->posted - DEPTH + 1);
  }
  long number = o->posted + 1;
  bool is_signaled = !is_inline || number - o->last_signaled >= SIGNAL_INTERVAL;
  struct ibv_sge element = {.addr = (uintptr_t)o->memory, .length = bytes, .lkey = o->mr->lkey};
  struct ibv_send_wr request = {.wr_id = (uint64_t)number, .sg_list = &element, .num_sge = 1,
      .opcode = opcode,
      .send_flags = (is_inline ? IBV_SEND_INLINE : 0u) | (is_signaled ? IBV_SEND_SIGNALED : 0u),
      .wr.rdma = {.remote_addr = o->target.address + (uint64_t)target_offset,
                  .rkey = o->target.rkey}};
  struct ibv_send_wr *bad;
  o->doorbells++;
  errno = ibv_post_send(o->id->qp, &request, &bad);
  if (errno != 0) {
    die("ibv_post_send");
  }
  o->posted = number;
  if (is_signaled) {
    o->last_signaled = number;
  }
  if (!is_inline) {
    o->uses_origin = number;
  }
}

static int by_value(const void *a, const void *b)
{
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

static void measure(struct origin *o, const char *op, enum ibv_wr_opcode opcode, uint32_t bytes,
                    int rounds)
{
  int64_t *ns = calloc((size_t)rounds, sizeof *ns);
  long before[] = {o->posted, o->doorbells, o->completions};
  if (ns == NULL) {
    die("calloc");
  }
  int64_t begin_ns = now_ns();
  for (int round = 0; round < rounds; round++) {
    int64_t start_ns = now_ns();
    post(o, opcode, 1024, bytes);
    await(o, o->uses_origin);
    ns[round] = now_ns() - start_ns;
  }
  double n = rounds, seconds = (double)(now_ns() - begin_ns) * 1e-9;
  qsort(ns, (size_t)rounds, sizeof *ns, by_value);
  printf("{\"op\":\"%s\",\"bytes\":%u,\"count\":%d,\"requests\":%.3f,\"doorbells\":%.3f,"
         "\"completions\":%.3f,\"medianNs\":%lld,\"p99Ns\":%lld,\"maxNs\":%lld,"
         "\"perSecond\":%.1f}\n",
         op, bytes, rounds, (double)(o->posted - before[0]) / n,
         (double)(o->doorbells - before[1]) / n, (double)(o->completions - before[2]) / n,
         (long long)ns[rounds / 2], (long long)ns[rounds * 99L / 100],
         (long long)ns[rounds - 1], n / seconds);
  free(ns);
}

static void check(struct origin *o)
{
  int64_t *word = (int64_t *)(void *)o->memory;
  *word = 4711;
  post(o, IBV_WR_RDMA_WRITE, 1024, sizeof *word);
  *word = 0;
  post(o, IBV_WR_RDMA_READ, 1024, sizeof *word);
  await(o, o->uses_origin);
  if (*word != 4711) {
    fprintf(stderr, "verbs_twin: read %lld, not 4711\n", (long long)*word);
    exit(EXIT_FAILURE);
  }
}

static void originate(struct rdma_event_channel *channel, struct addrinfo *at, int rounds)
{
  struct origin o = {0};
  if (rdma_create_id(channel, &o.id, NULL, RDMA_PS_TCP) != 0 ||
      rdma_resolve_addr(o.id, NULL, at->ai_addr, TIMEOUT_MS) != 0) {
    die("rdma_resolve_addr");
  }
  expect(channel, RDMA_CM_EVENT_ADDR_RESOLVED, NULL);
  if (rdma_resolve_route(o.id, TIMEOUT_MS) != 0) {
    die("rdma_resolve_route");
  }
  expect(channel, RDMA_CM_EVENT_ROUTE_RESOLVED, NULL);
  struct ibv_pd *pd = ibv_alloc_pd(o.id->verbs);
  o.memory = exposed(pd, &o.mr);
  o.cq = create_pair(o.id, pd);
  struct rdma_conn_param param = connection(NULL);
  if (rdma_connect(o.id, &param) != 0) {
    die("rdma_connect");
  }
  expect(channel, RDMA_CM_EVENT_ESTABLISHED, &o.target);
  check(&o);
  measure(&o, "put", IBV_WR_RDMA_WRITE, 8, rounds);
  measure(&o, "put", IBV_WR_RDMA_WRITE, 1024, rounds);
  measure(&o, "get", IBV_WR_RDMA_READ, 8, rounds);
  measure(&o, "get", IBV_WR_RDMA_READ, 1024, rounds);
  rdma_disconnect(o.id);
  expect(channel, RDMA_CM_EVENT_DISCONNECTED, NULL);
  rdma_destroy_qp(o.id);
  ibv_destroy_cq(o.cq);
  ibv_dereg_mr(o.mr);
  ibv_dealloc_pd(pd);
  rdma_destroy_id(o.id);
  free(o.memory);
}

int main(int argc, char **argv)
{
  bool is_target = argc == 4 && strcmp(argv[1], "target") == 0;
  bool is_origin = (argc == 4 || argc == 5) && strcmp(argv[1], "origin") == 0;
  int rounds = argc == 5 ? atoi(argv[4]) : 2000;
  if ((!is_target && !is_origin) || rounds < 1) {
    fprintf(stderr, "usage: verbs_twin target|origin ADDRESS PORT [ROUNDS]\n");
    return 2;
  }
  struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
  struct addrinfo *at;
  if (getaddrinfo(argv[2], argv[3], &hints, &at) != 0) {
    fprintf(stderr, "verbs_twin: no address %s:%s\n", argv[2], argv[3]);
    return 2;
  }
  struct rdma_event_channel *channel = rdma_create_event_channel();
  if (channel == NULL) {
    die("rdma_create_event_channel (modprobe rdma_ucm)");
  }
  if (is_target) {
    serve(channel, at);
  } else {
    originate(channel, at, rounds);
  }
  rdma_destroy_event_channel(channel);
  freeaddrinfo(at);
  return EXIT_SUCCESS;
}
