/*
 * What Java and C must agree on. Java writes work requests and reads completions as raw memory: it
 * asks for the sizes and two offsets below and has all other offsets and all numbers built in. The
 * latter are checked here at compile time, so that a libibverbs that moved a field would stop the
 * build and not corrupt memory.
 */
#include "natives.h"

#include <infiniband/verbs.h>
#include <netinet/in.h>
#include <rdma/rdma_cma.h>
#include <stddef.h>

/* The number that the constructor of NativeDispatcher insists on. */
#define JAVA_HALF_VERSION 32

#define FIELD(type, field, offset, size)                                                      \
  _Static_assert(offsetof(struct type, field) == (offset), #type "." #field " is elsewhere"); \
  _Static_assert(sizeof(((struct type *)0)->field) == (size), #type "." #field " has another size")
#define NUMBER(name, value) _Static_assert((int)(name) == (value), #name " has another value")

_Static_assert(sizeof(void *) == 8, "an address must fit a jlong and fill a field of 8 bytes");

FIELD(ibv_send_wr, wr_id, 0, 8);
FIELD(ibv_send_wr, next, 8, 8);
FIELD(ibv_send_wr, sg_list, 16, 8);
FIELD(ibv_send_wr, num_sge, 24, 4);
FIELD(ibv_send_wr, opcode, 28, 4);
FIELD(ibv_send_wr, send_flags, 32, 4);
FIELD(ibv_send_wr, imm_data, 36, 4);
FIELD(ibv_send_wr, wr.rdma.remote_addr, 40, 8);
FIELD(ibv_send_wr, wr.rdma.rkey, 48, 4);
FIELD(ibv_send_wr, wr.atomic.compare_add, 48, 8);
FIELD(ibv_send_wr, wr.atomic.swap, 56, 8);
FIELD(ibv_send_wr, wr.atomic.rkey, 64, 4);

FIELD(ibv_recv_wr, wr_id, 0, 8);
FIELD(ibv_recv_wr, next, 8, 8);
FIELD(ibv_recv_wr, sg_list, 16, 8);
FIELD(ibv_recv_wr, num_sge, 24, 4);

FIELD(ibv_sge, addr, 0, 8);
FIELD(ibv_sge, length, 8, 4);
FIELD(ibv_sge, lkey, 12, 4);

FIELD(ibv_wc, wr_id, 0, 8);
FIELD(ibv_wc, status, 8, 4);
FIELD(ibv_wc, opcode, 12, 4);
FIELD(ibv_wc, vendor_err, 16, 4);
FIELD(ibv_wc, byte_len, 20, 4);
FIELD(ibv_wc, imm_data, 24, 4);
FIELD(ibv_wc, qp_num, 28, 4);
FIELD(ibv_wc, src_qp, 32, 4);
FIELD(ibv_wc, wc_flags, 36, 4);
FIELD(ibv_wc, pkey_index, 40, 2);
FIELD(ibv_wc, slid, 42, 2);
FIELD(ibv_wc, sl, 44, 1);
FIELD(ibv_wc, dlid_path_bits, 45, 1);

FIELD(sockaddr_in, sin_family, 0, 2);
FIELD(sockaddr_in, sin_port, 2, 2);
FIELD(sockaddr_in, sin_addr, 4, 4);

NUMBER(RDMA_CM_EVENT_ADDR_RESOLVED, 0);
NUMBER(RDMA_CM_EVENT_CONNECT_REQUEST, 4);
NUMBER(RDMA_CM_EVENT_REJECTED, 8);
NUMBER(RDMA_CM_EVENT_ESTABLISHED, 9);
NUMBER(RDMA_CM_EVENT_DISCONNECTED, 10);
NUMBER(RDMA_CM_EVENT_TIMEWAIT_EXIT, 15);
NUMBER(RDMA_PS_TCP, 0x106);

NUMBER(IBV_WR_RDMA_WRITE, 0);
NUMBER(IBV_WR_RDMA_WRITE_WITH_IMM, 1);
NUMBER(IBV_WR_SEND, 2);
NUMBER(IBV_WR_SEND_WITH_IMM, 3);
NUMBER(IBV_WR_RDMA_READ, 4);
NUMBER(IBV_WR_ATOMIC_CMP_AND_SWP, 5);
NUMBER(IBV_WR_ATOMIC_FETCH_AND_ADD, 6);
NUMBER(IBV_SEND_FENCE, 1);
NUMBER(IBV_SEND_SIGNALED, 2);
NUMBER(IBV_SEND_SOLICITED, 4);
NUMBER(IBV_SEND_INLINE, 8);

NUMBER(IBV_WC_SUCCESS, 0);
NUMBER(IBV_WC_WR_FLUSH_ERR, 5);
NUMBER(IBV_WC_REM_ACCESS_ERR, 10);
NUMBER(IBV_WC_RETRY_EXC_ERR, 12);
NUMBER(IBV_WC_GENERAL_ERR, 21);
NUMBER(IBV_WC_SEND, 0);
NUMBER(IBV_WC_RDMA_WRITE, 1);
NUMBER(IBV_WC_RDMA_READ, 2);
NUMBER(IBV_WC_COMP_SWAP, 3);
NUMBER(IBV_WC_FETCH_ADD, 4);
NUMBER(IBV_WC_BIND_MW, 5);
NUMBER(IBV_WC_RECV, 128);
NUMBER(IBV_WC_RECV_RDMA_WITH_IMM, 129);

NUMBER(IBV_ACCESS_LOCAL_WRITE, 1);
NUMBER(IBV_ACCESS_REMOTE_WRITE, 2);
NUMBER(IBV_ACCESS_REMOTE_READ, 4);
NUMBER(IBV_ACCESS_REMOTE_ATOMIC, 8);
NUMBER(IBV_ACCESS_MW_BIND, 16);
NUMBER(IBV_ACCESS_ON_DEMAND, 64);
NUMBER(IBV_QPT_RC, 2);
NUMBER(IBV_QPT_UC, 3);
NUMBER(IBV_QPT_UD, 4);
NUMBER(IBV_ODP_SUPPORT_SEND, 1);
NUMBER(IBV_ODP_SUPPORT_RECV, 2);
NUMBER(IBV_ODP_SUPPORT_WRITE, 4);
NUMBER(IBV_ODP_SUPPORT_READ, 8);
NUMBER(IBV_ODP_SUPPORT_ATOMIC, 16);

DISPATCHER(jint, getSockAddrInSize)(JNI_SELF)
{
  return (jint)sizeof(struct sockaddr_in);
}

DISPATCHER(jint, getIbvSendWRSize)(JNI_SELF)
{
  return (jint)sizeof(struct ibv_send_wr);
}

DISPATCHER(jint, getIbvRecvWRSize)(JNI_SELF)
{
  return (jint)sizeof(struct ibv_recv_wr);
}

DISPATCHER(jint, getIbvSgeSize)(JNI_SELF)
{
  return (jint)sizeof(struct ibv_sge);
}

DISPATCHER(jint, getIbvWCSize)(JNI_SELF)
{
  return (jint)sizeof(struct ibv_wc);
}

DISPATCHER(jint, getRemoteAddressOffset)(JNI_SELF)
{
  return (jint)offsetof(struct ibv_send_wr, wr.rdma.remote_addr);
}

DISPATCHER(jint, getRKeyOffset)(JNI_SELF)
{
  return (jint)offsetof(struct ibv_send_wr, wr.rdma.rkey);
}

DISPATCHER(jint, getVersion)(JNI_SELF)
{
  return JAVA_HALF_VERSION;
}
