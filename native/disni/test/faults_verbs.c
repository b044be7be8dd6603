/*
 * The natives of libibverbs, the sizes, and the affinity.
 */
#include "faults.h"

#include <errno.h>
#include <fcntl.h>
#include <infiniband/verbs.h>
#include <sched.h>
#include <stddef.h>

void test_layout(void)
{
  CHECK(N(getSockAddrInSize)(ENV) == sizeof(struct sockaddr_in), "sockaddr_in");
  CHECK(N(getIbvSendWRSize)(ENV) == sizeof(struct ibv_send_wr), "ibv_send_wr");
  CHECK(N(getIbvRecvWRSize)(ENV) == sizeof(struct ibv_recv_wr), "ibv_recv_wr");
  CHECK(N(getIbvSgeSize)(ENV) == sizeof(struct ibv_sge), "ibv_sge");
  CHECK(N(getIbvWCSize)(ENV) == sizeof(struct ibv_wc), "ibv_wc");
  CHECK(N(getRemoteAddressOffset)(ENV) == offsetof(struct ibv_send_wr, wr.rdma.remote_addr),
        "remote_addr");
  CHECK(N(getRKeyOffset)(ENV) == offsetof(struct ibv_send_wr, wr.rdma.rkey), "rkey");
  /* What Java has built in. */
  CHECK(N(getSockAddrInSize)(ENV) == 16 && N(getIbvSgeSize)(ENV) == 16 &&
            N(getIbvRecvWRSize)(ENV) == 32 && N(getIbvWCSize)(ENV) == 48,
        "sizes");
  CHECK(N(getRemoteAddressOffset)(ENV) == 40 && N(getRKeyOffset)(ENV) == 48, "offsets");
  CHECK(N(getVersion)(ENV) == 32, "version");
}

void test_queue_pairs(void)
{
  struct setup s = set_up();
  CHECK(fake_qp_attributes.cap.max_send_wr == 16 && fake_qp_attributes.cap.max_recv_wr == 8 &&
            fake_qp_attributes.cap.max_inline_data == 32,
        "capacities");
  CHECK(fake_qp_attributes.cap.max_send_sge == 4 && fake_qp_attributes.cap.max_recv_sge == 4,
        "SGE");
  CHECK(fake_qp_attributes.sq_sig_all == 0 && fake_qp_attributes.qp_type == IBV_QPT_RC, "type");
  CHECK(handle(fake_qp_attributes.send_cq) == s.cq, "CQ");
  jlong qp;
  THROWS(qp = N(createQP)(ENV, 0, s.pd, s.cq, s.cq, 2, 1, 1, 0), "rdma_create_qp: no CM id");
  THROWS(qp = N(createQP)(ENV, s.id, 0, s.cq, s.cq, 2, 1, 1, 0), "rdma_create_qp: no protection");
  THROWS(qp = N(createQP)(ENV, s.id, s.pd, 0, s.cq, 2, 1, 1, 0), "rdma_create_qp: no send CQ");
  THROWS(qp = N(createQP)(ENV, s.id, s.pd, s.cq, 0, 2, 1, 1, 0), "rdma_create_qp: no receive CQ");
  THROWS(qp = N(createQP)(ENV, s.id, s.pd, s.cq, s.cq, 2, 1, -1, 0), "rdma_create_qp: 1 send");
  CHECK(N(destroyQP)(ENV, s.id) == 0, "destroyQP");
  FAILS("rdma_create_qp", EINVAL, qp = N(createQP)(ENV, s.id, s.pd, s.cq, s.cq, 2, 99999, 1, 0),
        "rdma_create_qp of type 2 with 99999 send requests, 1 receive requests, 0 bytes inline "
        "failed: Invalid argument (errno 22); the device may allow less");
  OK(qp = N(createQP)(ENV, s.id, s.pd, s.cq, s.cq, 2, 1, 1, 0));
  CHECK(N(getQpNum)(ENV, qp) == 0xfffffe, "number");
  THROWS(N(getQpNum)(ENV, 0), "getQpNum: no queue pair");
  N(modifyQP)(ENV, qp, 0);
  CHECK(strcmp(thrown_class(), "java/lang/UnsupportedOperationException") == 0, "modifyQP");
  CHECK(strstr(thrown_text(), "does not pass the attributes") != NULL, "modifyQP");
  forget_thrown();
  tear_down(&s);
}

void test_context(void)
{
  struct setup s = set_up();
  jlong pd;
  CHECK(N(getContextFd)(ENV, s.context) == 42, "fd");
  CHECK(N(getContextNumCompVectors)(ENV, s.context) == 3, "vectors");
  CHECK(N(getPdHandle)(ENV, s.pd) == 5, "handle");
  THROWS(N(getContextFd)(ENV, -1), "getContextFd: no context");
  THROWS(N(getContextNumCompVectors)(ENV, 0), "getContextNumCompVectors: no context");
  THROWS(N(getPdHandle)(ENV, 0), "getPdHandle: no protection domain");
  THROWS(pd = N(allocPd)(ENV, 0), "ibv_alloc_pd: no context");
  FAILS("ibv_alloc_pd", ENOMEM, pd = N(allocPd)(ENV, s.context),
        "ibv_alloc_pd failed: Cannot allocate memory");
  CHECK(pd == -1, "a failed alloc is no object");
  fake_fail("ibv_dealloc_pd", EBUSY);
  CHECK(N(deallocPd)(ENV, s.pd) == EBUSY && N(deallocPd)(ENV, 0) == -1, "deallocPd");

  CHECK(N(queryOdpSupport)(ENV, s.context) == -1, "no on-demand paging");
  fake_odp = (struct ibv_odp_caps){.general_caps = IBV_ODP_SUPPORT,
                                   .per_transport_caps = {.rc_odp_caps = 5, .ud_odp_caps = 31}};
  CHECK(N(queryOdpSupport)(ENV, s.context) == 5, "that of RC");
  fake_fail("ibv_query_device", EIO);
  CHECK(N(queryOdpSupport)(ENV, s.context) == -1 && N(queryOdpSupport)(ENV, 0) == -1, "not known");
  fake_odp = (struct ibv_odp_caps){0};
  tear_down(&s);
}

void test_memory_regions(void)
{
  struct setup s = set_up();
  unsigned keys[3] = {0, 0, 0};
  jlong lkey = handle(&keys[0]), rkey = handle(&keys[1]), number = handle(&keys[2]);
  jlong mr;
  THROWS(mr = N(regMr)(ENV, 0, 4096, 8, 1, lkey, rkey, number), "ibv_reg_mr: no protection");
  THROWS(mr = N(regMr)(ENV, s.pd, 4096, -8, 1, lkey, rkey, number), "ibv_reg_mr: length -8");
  THROWS(mr = N(regMr)(ENV, s.pd, 4096, 8, 1, lkey, 0, number), "ibv_reg_mr: length 8");
  FAILS("ibv_reg_mr", ENOMEM, mr = N(regMr)(ENV, s.pd, 4096, 8, 7, lkey, rkey, number),
        "ibv_reg_mr of 8 bytes with access 0x7 failed: Cannot allocate memory (errno 12); raise "
        "the limit of locked memory (ulimit -l");
  CHECK(mr == -1 && keys[0] == 0 && keys[1] == 0 && keys[2] == 0, "must be left alone");
  OK(mr = N(regMr)(ENV, s.pd, 4096, 8, 7, lkey, rkey, number));
  CHECK(keys[0] == 0xabcd && keys[1] == 0xfedcba98 && keys[2] == 0x80000003, "keys");

  OK(CHECK(N(expPrefetchMr)(ENV, mr, 4096, 8) == 0, "prefetch"));
  THROWS(N(expPrefetchMr)(ENV, 0, 4096, 8), "ibv_advise_mr: no memory region");
  THROWS(N(expPrefetchMr)(ENV, mr, 4096, -1), "ibv_advise_mr: length -1");
  FAILS("ibv_advise_mr", EOPNOTSUPP, N(expPrefetchMr)(ENV, mr, 4096, 8),
        "ibv_advise_mr(PREFETCH_WRITE) of 8 bytes failed: Operation not supported (errno 95); the "
        "device has no on-demand paging");

  FAILS("ibv_dereg_mr", EBUSY, N(deregMr)(ENV, mr), "ibv_dereg_mr failed: Device or resource busy");
  OK(N(deregMr)(ENV, mr));
  THROWS(N(deregMr)(ENV, 0), "ibv_dereg_mr: no memory region");
  tear_down(&s);
}

void test_posting(void)
{
  struct setup s = set_up();
  struct ibv_send_wr sends[4];
  struct ibv_recv_wr receives[4];
  memset(sends, 0, sizeof sends);
  memset(receives, 0, sizeof receives);
  for (int i = 0; i < 3; i++) {
    sends[i].next = &sends[i + 1];
    receives[i].next = &receives[i + 1];
  }
  OK(N(postSend)(ENV, s.qp, handle(sends)));
  OK(N(postRecv)(ENV, s.qp, handle(receives)));
  CHECK(fake_calls("ibv_post_send") == 1 && fake_calls("ibv_post_recv") == 1, "passed on");
  FAILS("ibv_post_send", ENOMEM, N(postSend)(ENV, s.qp, handle(sends)),
        "ibv_post_send to queue pair 16777214, after 2 posted, failed: Cannot allocate memory "
        "(errno 12); the queue is full");
  FAILS("ibv_post_recv", EINVAL, N(postRecv)(ENV, s.qp, handle(receives)),
        "ibv_post_recv to queue pair 16777214, after 2 posted, failed: Invalid argument "
        "(errno 22)");
  THROWS(N(postSend)(ENV, 0, handle(sends)), "ibv_post_send: no queue pair");
  THROWS(N(postSend)(ENV, s.qp, 0), "ibv_post_send: no work request");
  THROWS(N(postRecv)(ENV, 0, handle(receives)), "ibv_post_recv: no queue pair");
  THROWS(N(postRecv)(ENV, s.qp, 0), "ibv_post_recv: no work request");
  tear_down(&s);
}

void test_completions(void)
{
  struct setup s = set_up();
  struct ibv_wc completions[4];
  jlong none;
  THROWS(none = N(createCompChannel)(ENV, 0), "ibv_create_comp_channel: no context");
  FAILS("ibv_create_comp_channel", EMFILE, none = N(createCompChannel)(ENV, s.context),
        "ibv_create_comp_channel failed: Too many open files");
  FAILS("completion_fd", 1, none = N(createCompChannel)(ENV, s.context),
        "fcntl(O_NONBLOCK) of a completion channel failed: Bad file descriptor");
  THROWS(none = N(createCQ)(ENV, 0, s.comp_channel, 4, 0), "ibv_create_cq: no context");
  THROWS(none = N(createCQ)(ENV, s.context, 0, 4, 0), "ibv_create_cq: no completion channel");
  FAILS("ibv_create_cq", EINVAL, none = N(createCQ)(ENV, s.context, s.comp_channel, 0, 9),
        "ibv_create_cq of 0 entries on vector 9 failed: Invalid argument");
  CHECK(none == -1, "a failed create is no object");

  fake_completions = 5;
  CHECK(N(pollCQ)(ENV, s.cq, 4, handle(completions)) == 4, "4 of 5");
  CHECK(completions[3].wr_id == 103, "written");
  CHECK(N(pollCQ)(ENV, s.cq, 4, handle(completions)) == 1, "the last");
  CHECK(N(pollCQ)(ENV, s.cq, 4, handle(completions)) == 0, "none");
  fake_fail("ibv_poll_cq", EIO);
  CHECK(N(pollCQ)(ENV, s.cq, 4, handle(completions)) == -1, "Java throws for that");
  THROWS(N(pollCQ)(ENV, 0, 4, handle(completions)), "ibv_poll_cq: no CQ");
  THROWS(N(pollCQ)(ENV, s.cq, 4, 0), "ibv_poll_cq: no address");
  THROWS(N(pollCQ)(ENV, s.cq, -4, handle(completions)), "ibv_poll_cq: -4 entries");

  OK(CHECK(N(reqNotifyCQ)(ENV, s.cq, 0) == 0, "notify"));
  fake_fail("ibv_req_notify_cq", EINVAL);
  CHECK(N(reqNotifyCQ)(ENV, s.cq, 0) == EINVAL, "Java throws for that");
  THROWS(N(reqNotifyCQ)(ENV, 0, 0), "ibv_req_notify_cq: no CQ");

  struct ibv_comp_channel *channel = (void *)(uintptr_t)s.comp_channel;
  CHECK(fcntl(channel->fd, F_GETFL) & O_NONBLOCK, "must not block");
  CHECK(N(getCqEvent)(ENV, s.comp_channel, 0) == -1, "timeout");
  fake_completion_event(channel);
  fake_fail("ibv_get_cq_event", EAGAIN);
  CHECK(N(getCqEvent)(ENV, s.comp_channel, -1) == 0, "event");
  THROWS(N(getCqEvent)(ENV, 0, 0), "ibv_get_cq_event: no completion channel");
  CHECK(N(ackCqEvent)(ENV, s.cq, 1) == 0 && fake_unacknowledged == 0, "acknowledged");
  CHECK(N(ackCqEvent)(ENV, 0, 1) == -1 && N(ackCqEvent)(ENV, s.cq, -1) == -1, "none");

  fake_fail("ibv_destroy_cq", EBUSY);
  CHECK(N(destroyCQ)(ENV, s.cq) == EBUSY && N(destroyCQ)(ENV, 0) == -1, "destroyCQ");
  fake_fail("ibv_destroy_comp_channel", EBUSY);
  CHECK(N(destroyCompChannel)(ENV, s.comp_channel) == EBUSY, "destroyCompChannel");
  CHECK(N(destroyCompChannel)(ENV, 0) == -1, "destroyCompChannel");
  tear_down(&s);
}

void test_affinity(void)
{
  jlong before = Java_com_ibm_disni_util_NativeAffinity__1getAffinity(ENV);
  CHECK(before != 0 && before != -1, "%llx", (unsigned long long)before);
  jlong first = before & -before;
  Java_com_ibm_disni_util_NativeAffinity__1setAffinity(ENV, first);
  CHECK(Java_com_ibm_disni_util_NativeAffinity__1getAffinity(ENV) == first, "one processor");
  CHECK((jlong)1 << sched_getcpu() == first, "must run there");
  Java_com_ibm_disni_util_NativeAffinity__1setAffinity(ENV, 0);
  CHECK(Java_com_ibm_disni_util_NativeAffinity__1getAffinity(ENV) == first, "0 changes nothing");
  Java_com_ibm_disni_util_NativeAffinity__1setAffinity(ENV, before);
  CHECK(Java_com_ibm_disni_util_NativeAffinity__1getAffinity(ENV) == before, "as before");
}
