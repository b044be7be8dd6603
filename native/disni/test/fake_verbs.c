/*
 * The calls of fake_verbs.h. Posting and polling go through the context's table of functions, as
 * they do with a real device; the rest are symbols.
 */
#include "fake_verbs.h"

#include <errno.h>
#include <infiniband/verbs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#undef ibv_reg_mr

/* More than there are calls to count. */
#define CALLS_MAX 64

/* How many requests of a list are taken before the one that fails. */
#define POSTED_BEFORE_REFUSAL 2

struct rdma_conn_param fake_parameters;
struct sockaddr_in fake_source;
struct sockaddr_in fake_target;
struct ibv_qp_init_attr fake_qp_attributes;
int fake_completions;
struct ibv_odp_caps fake_odp;
int fake_unacknowledged;

static const char *fault_call;
static int fault_error;
static int fault_stays;
static int live;
static struct rdma_cm_event next_event;
static struct {
  const char *name;
  int count;
} calls[CALLS_MAX];

void fake_fail(const char *call, int error)
{
  fault_call = call;
  fault_error = error;
  fault_stays = 0;
}

void fake_fail_always(const char *call, int error)
{
  fake_fail(call, error);
  fault_stays = 1;
}

void fake_heal(void)
{
  fake_fail(NULL, 0);
}

int fake_fault_pending(void)
{
  return fault_call != NULL;
}

int fake_live(void)
{
  return live;
}

int fake_calls(const char *call)
{
  for (int i = 0; i < CALLS_MAX && calls[i].name != NULL; i++) {
    if (strcmp(calls[i].name, call) == 0) {
      return calls[i].count;
    }
  }
  return 0;
}

/* Counts the call; the error that it shall fail with, or 0. */
static int fault(const char *call)
{
  for (int i = 0; i < CALLS_MAX; i++) {
    if (calls[i].name == NULL || strcmp(calls[i].name, call) == 0) {
      calls[i].name = call;
      calls[i].count++;
      break;
    }
  }
  if (fault_call == NULL || strcmp(fault_call, call) != 0) {
    return 0;
  }
  if (!fault_stays) {
    fault_call = NULL;
  }
  return fault_error;
}

/* -1 and errno, as librdmacm reports; errno is left dirty on success, as calls may. */
static int errno_fault(const char *call)
{
  int error = fault(call);
  errno = error != 0 ? error : EXDEV;
  return error != 0 ? -1 : 0;
}

/* The error itself, as libibverbs reports; errno says something else. */
static int returned_fault(const char *call)
{
  int error = fault(call);
  errno = EXDEV;
  return error;
}

static void *create(const char *call, size_t size)
{
  if (errno_fault(call) != 0) {
    return NULL;
  }
  live++;
  return calloc(1, size);
}

static int destroy(const char *call, void *object)
{
  int error = returned_fault(call);
  if (error == 0) {
    live--;
    free(object);
  }
  return error;
}

static int channel_fd(const char *kind)
{
  return fault(kind) != 0 ? -1 : eventfd(0, EFD_SEMAPHORE);
}

/* ---- the device ------------------------------------------------------------------------------ */

static int post_send(struct ibv_qp *qp, struct ibv_send_wr *wr, struct ibv_send_wr **bad)
{
  (void)qp;
  int error = returned_fault("ibv_post_send");
  for (int i = 0; error != 0 && i < POSTED_BEFORE_REFUSAL && wr->next != NULL; i++) {
    wr = wr->next;
  }
  *bad = wr;
  return error;
}

static int post_recv(struct ibv_qp *qp, struct ibv_recv_wr *wr, struct ibv_recv_wr **bad)
{
  (void)qp;
  int error = returned_fault("ibv_post_recv");
  for (int i = 0; error != 0 && i < POSTED_BEFORE_REFUSAL && wr->next != NULL; i++) {
    wr = wr->next;
  }
  *bad = wr;
  return error;
}

static int poll_cq(struct ibv_cq *cq, int entries, struct ibv_wc *completions)
{
  (void)cq;
  if (fault("ibv_poll_cq") != 0) {
    return -1;
  }
  int count = entries < fake_completions ? entries : fake_completions;
  for (int i = 0; i < count; i++) {
    completions[i] = (struct ibv_wc){.wr_id = 100u + (unsigned)i, .qp_num = 7};
  }
  fake_completions -= count;
  return count;
}

static int req_notify_cq(struct ibv_cq *cq, int solicited_only)
{
  (void)cq;
  (void)solicited_only;
  return returned_fault("ibv_req_notify_cq");
}

static int advise_mr(struct ibv_pd *pd, enum ibv_advise_mr_advice advice, uint32_t flags,
                     struct ibv_sge *ranges, uint32_t count)
{
  (void)pd;
  int sound = advice == IBV_ADVISE_MR_ADVICE_PREFETCH_WRITE && flags == 0 && count == 1 &&
              ranges->lkey == 0xabcd;
  return sound ? returned_fault("ibv_advise_mr") : EBADMSG;
}

static int query_device_ex(struct ibv_context *context,
                           const struct ibv_query_device_ex_input *input,
                           struct ibv_device_attr_ex *attributes, size_t size)
{
  (void)context;
  (void)input;
  memset(attributes, 0, size);
  attributes->odp_caps = fake_odp;
  return returned_fault("ibv_query_device");
}

struct ibv_context *fake_device(void)
{
  static struct verbs_context device = {
      .sz = sizeof(struct verbs_context),
      .query_device_ex = query_device_ex,
      .advise_mr = advise_mr,
      .context = {.abi_compat = __VERBS_ABI_IS_EXTENDED,
                  .cmd_fd = 42,
                  .num_comp_vectors = 3,
                  .ops = {.post_send = post_send,
                          .post_recv = post_recv,
                          .poll_cq = poll_cq,
                          .req_notify_cq = req_notify_cq}},
  };
  return &device.context;
}

/* ---- librdmacm ------------------------------------------------------------------------------- */

struct rdma_event_channel *rdma_create_event_channel(void)
{
  struct rdma_event_channel *channel = create("rdma_create_event_channel", sizeof *channel);
  if (channel != NULL) {
    channel->fd = channel_fd("event_fd");
  }
  return channel;
}

void rdma_destroy_event_channel(struct rdma_event_channel *channel)
{
  if (channel->fd >= 0) {
    close(channel->fd);
  }
  destroy("rdma_destroy_event_channel", channel);
}

void fake_event(struct rdma_event_channel *channel, enum rdma_cm_event_type type,
                struct rdma_cm_id *listen_id, struct rdma_cm_id *id)
{
  next_event = (struct rdma_cm_event){.event = type, .listen_id = listen_id, .id = id};
  eventfd_write(channel->fd, 1);
}

int rdma_get_cm_event(struct rdma_event_channel *channel, struct rdma_cm_event **event)
{
  eventfd_t one;
  if (errno_fault("rdma_get_cm_event") != 0 || eventfd_read(channel->fd, &one) != 0) {
    return -1;
  }
  *event = malloc(sizeof **event);
  **event = next_event;
  fake_unacknowledged++;
  return 0;
}

int rdma_ack_cm_event(struct rdma_cm_event *event)
{
  free(event);
  fake_unacknowledged--;
  return 0;
}

int rdma_create_id(struct rdma_event_channel *channel, struct rdma_cm_id **id, void *context,
                   enum rdma_port_space space)
{
  struct rdma_cm_id *created = create("rdma_create_id", sizeof *created);
  if (created == NULL) {
    return -1;
  }
  created->channel = channel;
  created->context = context;
  created->ps = space;
  *id = created;
  return 0;
}

int rdma_destroy_id(struct rdma_cm_id *id)
{
  int error = destroy("rdma_destroy_id", id);
  errno = error;
  return error != 0 ? -1 : 0;
}

void rdma_destroy_ep(struct rdma_cm_id *id)
{
  if (id->qp != NULL) {
    rdma_destroy_qp(id);
  }
  destroy("rdma_destroy_ep", id);
}

int rdma_bind_addr(struct rdma_cm_id *id, struct sockaddr *address)
{
  memcpy(&fake_target, address, sizeof fake_target);
  memcpy(&id->route.addr.src_storage, address, sizeof fake_target);
  int rc = errno_fault("rdma_bind_addr");
  if (rc == 0) {
    id->verbs = fake_device();
  }
  return rc;
}

int rdma_listen(struct rdma_cm_id *id, int backlog)
{
  (void)id;
  (void)backlog;
  return errno_fault("rdma_listen");
}

int rdma_resolve_addr(struct rdma_cm_id *id, struct sockaddr *source, struct sockaddr *target,
                      int timeout_ms)
{
  (void)timeout_ms;
  memset(&fake_source, 0, sizeof fake_source);
  if (source != NULL) {
    memcpy(&fake_source, source, sizeof fake_source);
  }
  memcpy(&fake_target, target, sizeof fake_target);
  memcpy(&id->route.addr.dst_storage, target, sizeof fake_target);
  int rc = errno_fault("rdma_resolve_addr");
  if (rc == 0) {
    id->verbs = fake_device();
  }
  return rc;
}

/* Those that follow id->verbs without looking; a test that gets here without it shall crash. */
static int with_device(struct rdma_cm_id *id, const char *call)
{
  return id->verbs->cmd_fd == 42 ? errno_fault(call) : -1;
}

int rdma_resolve_route(struct rdma_cm_id *id, int timeout_ms)
{
  (void)timeout_ms;
  return with_device(id, "rdma_resolve_route");
}

int rdma_connect(struct rdma_cm_id *id, struct rdma_conn_param *parameters)
{
  fake_parameters = *parameters;
  return with_device(id, "rdma_connect");
}

int rdma_accept(struct rdma_cm_id *id, struct rdma_conn_param *parameters)
{
  fake_parameters = *parameters;
  return with_device(id, "rdma_accept");
}

int rdma_disconnect(struct rdma_cm_id *id)
{
  return with_device(id, "rdma_disconnect");
}

int rdma_create_qp(struct rdma_cm_id *id, struct ibv_pd *pd, struct ibv_qp_init_attr *attributes)
{
  fake_qp_attributes = *attributes;
  id->qp = create("rdma_create_qp", sizeof *id->qp);
  if (id->qp == NULL) {
    return -1;
  }
  id->qp->context = pd->context;
  id->qp->qp_num = 0xfffffe;
  return 0;
}

void rdma_destroy_qp(struct rdma_cm_id *id)
{
  destroy("rdma_destroy_qp", id->qp);
  id->qp = NULL;
}

/* ---- libibverbs ------------------------------------------------------------------------------ */

int ibv_query_device(struct ibv_context *context, struct ibv_device_attr *attributes)
{
  (void)context;
  memset(attributes, 0, sizeof *attributes);
  return returned_fault("ibv_query_device");
}

struct ibv_pd *ibv_alloc_pd(struct ibv_context *context)
{
  struct ibv_pd *pd = create("ibv_alloc_pd", sizeof *pd);
  if (pd != NULL) {
    pd->context = context;
    pd->handle = 5;
  }
  return pd;
}

int ibv_dealloc_pd(struct ibv_pd *pd)
{
  return destroy("ibv_dealloc_pd", pd);
}

struct ibv_mr *ibv_reg_mr_iova2(struct ibv_pd *pd, void *address, size_t length, uint64_t iova,
                                unsigned int access)
{
  (void)access;
  struct ibv_mr *mr = iova == (uintptr_t)address ? create("ibv_reg_mr", sizeof *mr) : NULL;
  if (mr != NULL) {
    *mr = (struct ibv_mr){.context = pd->context,
                          .pd = pd,
                          .addr = address,
                          .length = length,
                          .handle = 0x80000003,
                          .lkey = 0xabcd,
                          .rkey = 0xfedcba98};
  }
  return mr;
}

struct ibv_mr *ibv_reg_mr(struct ibv_pd *pd, void *address, size_t length, int access)
{
  return ibv_reg_mr_iova2(pd, address, length, (uintptr_t)address, (unsigned)access);
}

int ibv_dereg_mr(struct ibv_mr *mr)
{
  return destroy("ibv_dereg_mr", mr);
}

struct ibv_comp_channel *ibv_create_comp_channel(struct ibv_context *context)
{
  struct ibv_comp_channel *channel = create("ibv_create_comp_channel", sizeof *channel);
  if (channel != NULL) {
    channel->context = context;
    channel->fd = channel_fd("completion_fd");
  }
  return channel;
}

int ibv_destroy_comp_channel(struct ibv_comp_channel *channel)
{
  int fd = channel->fd;
  int error = destroy("ibv_destroy_comp_channel", channel);
  if (error == 0 && fd >= 0) {
    close(fd);
  }
  return error;
}

struct ibv_cq *ibv_create_cq(struct ibv_context *context, int entries, void *cq_context,
                             struct ibv_comp_channel *channel, int vector)
{
  (void)vector;
  struct ibv_cq *cq = create("ibv_create_cq", sizeof *cq);
  if (cq != NULL) {
    cq->context = context;
    cq->channel = channel;
    cq->cq_context = cq_context;
    cq->cqe = entries;
  }
  return cq;
}

int ibv_destroy_cq(struct ibv_cq *cq)
{
  return destroy("ibv_destroy_cq", cq);
}

void fake_completion_event(struct ibv_comp_channel *channel)
{
  eventfd_write(channel->fd, 1);
}

int ibv_get_cq_event(struct ibv_comp_channel *channel, struct ibv_cq **cq, void **cq_context)
{
  eventfd_t one;
  if (errno_fault("ibv_get_cq_event") != 0 || eventfd_read(channel->fd, &one) != 0) {
    return -1;
  }
  *cq = NULL;
  *cq_context = NULL;
  fake_unacknowledged++;
  return 0;
}

void ibv_ack_cq_events(struct ibv_cq *cq, unsigned int events)
{
  (void)cq;
  fake_unacknowledged -= (int)events;
}
