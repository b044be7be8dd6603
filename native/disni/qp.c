/*
 * Queue pairs. The connection manager makes them, moves them through their states and destroys
 * them, so their owner is the CM id.
 */
#include "natives.h"

#include <errno.h>
#include <rdma/rdma_cma.h>

/* Scatter/gather elements of a work request; Java has no parameter for it. */
#define SGE_MAX 4

/*
 * Completions are selective: only work requests with IBV_SEND_SIGNALED, and failures, have one.
 * The device may grant more than was asked for; Java is not told.
 */
DISPATCHER(jlong, createQP)
(JNI_SELF, jlong id_handle, jlong pd_handle, jlong send_cq_handle, jlong recv_cq_handle, jint type,
 jint send_max, jint recv_max, jint inline_max)
{
  const char *call = "rdma_create_qp";
  struct rdma_cm_id *id = require_object(env, id_handle, call, "CM id");
  struct ibv_pd *pd = id ? require_object(env, pd_handle, call, "protection domain") : NULL;
  struct ibv_cq *send_cq = pd ? require_object(env, send_cq_handle, call, "send CQ") : NULL;
  struct ibv_cq *recv_cq = send_cq ? require_object(env, recv_cq_handle, call, "receive CQ") : NULL;
  if (recv_cq == NULL) {
    return -1;
  }
  if (send_max < 0 || recv_max < 0 || inline_max < 0) {
    throw_io(env, "%s: %d send requests, %d receive requests, %d bytes inline: none may be < 0",
             call, (int)send_max, (int)recv_max, (int)inline_max);
    return -1;
  }
  struct ibv_qp_init_attr attributes = {
      .send_cq = send_cq,
      .recv_cq = recv_cq,
      .qp_type = (enum ibv_qp_type)type,
      .cap = {.max_send_wr = (uint32_t)send_max,
              .max_recv_wr = (uint32_t)recv_max,
              .max_send_sge = SGE_MAX,
              .max_recv_sge = SGE_MAX,
              .max_inline_data = (uint32_t)inline_max},
  };
  if (rdma_create_qp(id, pd, &attributes) != 0) {
    int error = errno;
    const char *remedy = NULL;
    if (error == EINVAL) {
      remedy = "the device may allow less (ibv_devinfo -v: max_qp_wr, max_sge), or it is not the "
               "device of the protection domain, or the id has none yet";
    }
    throw_failed(env, error, remedy,
                 "rdma_create_qp of type %d with %d send requests, %d receive requests, %d bytes "
                 "inline",
                 (int)type, (int)send_max, (int)recv_max, (int)inline_max);
    return -1;
  }
  return handle_of(id->qp);
}

/* The handle is the CM id's. */
DISPATCHER(jint, destroyQP)(JNI_SELF, jlong id_handle)
{
  struct rdma_cm_id *id = object_of(id_handle);
  if (id == NULL || id->qp == NULL) {
    return -1;
  }
  rdma_destroy_qp(id);
  return 0;
}

DISPATCHER(jint, modifyQP)
(JNI_SELF, jlong qp_handle __attribute__((unused)), jlong attributes __attribute__((unused)))
{
  throw_unsupported(env,
                    "modifyQP: DiSNI 2.1 does not pass the attributes to native code; "
                    "rdma_connect and rdma_accept move a queue pair through its states");
  return -1;
}

DISPATCHER(jint, getQpNum)(JNI_SELF, jlong qp_handle)
{
  struct ibv_qp *qp = require_object(env, qp_handle, "getQpNum", "queue pair");
  return qp == NULL ? -1 : (jint)qp->qp_num;
}
