/*
 * Posting of work requests. Java has laid them out in direct memory as libibverbs' own structs
 * (layout.c checks that), linked by absolute addresses. They may be reused when the call returns;
 * the memory that they send from or receive into, only after the completion.
 */
#include "natives.h"

#include <errno.h>
#include <infiniband/verbs.h>

static const char *post_remedy(int error)
{
  switch (error) {
  case ENOMEM:
    return "the queue is full: poll completions, or create the queue pair with more requests";
  case EINVAL:
    return "wrong state of the queue pair, opcode or keys, too many scatter/gather elements or "
           "too much inline data";
  default:
    return NULL;
  }
}

/*
 * On failure the requests before the refused one are posted and will complete; Java needs to know
 * which one it was, and gets it in the exception's text.
 */
DISPATCHER(void, postSend)(JNI_SELF, jlong qp_handle, jlong address)
{
  struct ibv_qp *qp = require_object(env, qp_handle, "ibv_post_send", "queue pair");
  struct ibv_send_wr *first =
      qp ? require_object(env, address, "ibv_post_send", "work request") : NULL;
  if (first == NULL) {
    return;
  }
  struct ibv_send_wr *refused = NULL;
  int error = ibv_post_send(qp, first, &refused);
  if (error == 0) {
    return;
  }
  int posted = 0;
  for (struct ibv_send_wr *wr = first; wr != NULL && wr != refused; wr = wr->next) {
    posted++;
  }
  throw_failed(env, error, post_remedy(error), "ibv_post_send to queue pair %u, after %d posted,",
               qp->qp_num, refused == NULL ? 0 : posted);
}

DISPATCHER(void, postRecv)(JNI_SELF, jlong qp_handle, jlong address)
{
  struct ibv_qp *qp = require_object(env, qp_handle, "ibv_post_recv", "queue pair");
  struct ibv_recv_wr *first =
      qp ? require_object(env, address, "ibv_post_recv", "work request") : NULL;
  if (first == NULL) {
    return;
  }
  struct ibv_recv_wr *refused = NULL;
  int error = ibv_post_recv(qp, first, &refused);
  if (error == 0) {
    return;
  }
  int posted = 0;
  for (struct ibv_recv_wr *wr = first; wr != NULL && wr != refused; wr = wr->next) {
    posted++;
  }
  throw_failed(env, error, post_remedy(error), "ibv_post_recv to queue pair %u, after %d posted,",
               qp->qp_num, refused == NULL ? 0 : posted);
}
