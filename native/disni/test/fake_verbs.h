/*
 * libibverbs and librdmacm without a device: the calls that libdisni.so makes, as counters. The
 * test program defines them itself, so that the dynamic linker prefers them to the real ones.
 *
 * Every object is allocated, so that the address sanitizer sees use after free, and counted.
 */
#ifndef PARACEL_DISNI_FAKE_VERBS_H
#define PARACEL_DISNI_FAKE_VERBS_H

#include <rdma/rdma_cma.h>

/*
 * The next call of this name fails with this error, in the way in which that call reports errors.
 * The names "event_fd" and "completion_fd" make the next channel of that kind come with a
 * descriptor that is not open.
 */
void fake_fail(const char *call, int error);

/* Every call of this name fails, until the next fake_fail or fake_heal. */
void fake_fail_always(const char *call, int error);
void fake_heal(void);

/* True when the failure last asked for has not happened. */
int fake_fault_pending(void);

/* How often a call of this name was made since the start. */
int fake_calls(const char *call);

/* Objects that were created and not destroyed. */
int fake_live(void);

/* The device that ids are bound to by rdma_bind_addr and rdma_resolve_addr. */
struct ibv_context *fake_device(void);

/* The parameters of the last rdma_connect or rdma_accept. */
extern struct rdma_conn_param fake_parameters;

/* The source and target of the last rdma_bind_addr or rdma_resolve_addr. */
extern struct sockaddr_in fake_source;
extern struct sockaddr_in fake_target;

/* The attributes of the last rdma_create_qp. */
extern struct ibv_qp_init_attr fake_qp_attributes;

/* Completions that ibv_poll_cq hands out next. */
extern int fake_completions;

/* On-demand paging as the device reports it. */
extern struct ibv_odp_caps fake_odp;

/* Makes the channel readable with one event. */
void fake_event(struct rdma_event_channel *channel, enum rdma_cm_event_type type,
                struct rdma_cm_id *listen_id, struct rdma_cm_id *id);
void fake_completion_event(struct ibv_comp_channel *channel);

/* Events that were handed out and not acknowledged. */
extern int fake_unacknowledged;

#endif
