/*
 * Memory regions. Registering pins the pages; it does not keep Java from freeing the memory, which
 * is the caller's duty.
 */
#include "natives.h"

#include <errno.h>
#include <infiniband/verbs.h>
#include <string.h>

static const char *register_remedy(int error)
{
  switch (error) {
  case ENOMEM:
    return "raise the limit of locked memory (ulimit -l, RLIMIT_MEMLOCK)";
  case EOPNOTSUPP:
    return "the device does not support these access flags";
  case EFAULT:
    return "some of the addresses are not mapped, or are mapped read-only";
  default:
    return NULL;
  }
}

/* The keys and the kernel's number of the region go to the three addresses, 4 bytes each. */
DISPATCHER(jlong, regMr)
(JNI_SELF, jlong pd_handle, jlong address, jint length, jint access, jlong lkey_address,
 jlong rkey_address, jlong handle_address)
{
  struct ibv_pd *pd = require_object(env, pd_handle, "ibv_reg_mr", "protection domain");
  if (pd == NULL) {
    return -1;
  }
  if (length < 0 || lkey_address <= 0 || rkey_address <= 0 || handle_address <= 0) {
    throw_io(env, "ibv_reg_mr: length %d must not be < 0, nor an address of a result 0",
             (int)length);
    return -1;
  }
  struct ibv_mr *mr = ibv_reg_mr(pd, object_of(address), (size_t)length, (unsigned)access);
  if (mr == NULL) {
    int error = errno;
    throw_failed(env, error, register_remedy(error), "ibv_reg_mr of %d bytes with access %#x",
                 (int)length, (unsigned)access);
    return -1;
  }
  memcpy(object_of(lkey_address), &mr->lkey, sizeof mr->lkey);
  memcpy(object_of(rkey_address), &mr->rkey, sizeof mr->rkey);
  memcpy(object_of(handle_address), &mr->handle, sizeof mr->handle);
  return handle_of(mr);
}

DISPATCHER(void, deregMr)(JNI_SELF, jlong mr_handle)
{
  struct ibv_mr *mr = require_object(env, mr_handle, "ibv_dereg_mr", "memory region");
  if (mr == NULL) {
    return;
  }
  int error = ibv_dereg_mr(mr);
  if (error != 0) {
    throw_failed(env, error, NULL, "ibv_dereg_mr");
  }
}

/* Brings pages of a region that was registered with ON_DEMAND into memory, writable; 0. */
DISPATCHER(jint, expPrefetchMr)(JNI_SELF, jlong mr_handle, jlong address, jint length)
{
  struct ibv_mr *mr = require_object(env, mr_handle, "ibv_advise_mr", "memory region");
  if (mr == NULL) {
    return -1;
  }
  if (length < 0) {
    throw_io(env, "ibv_advise_mr: length %d must not be < 0", (int)length);
    return -1;
  }
  struct ibv_sge range = {
      .addr = (uint64_t)address, .length = (uint32_t)length, .lkey = mr->lkey};
  int error = ibv_advise_mr(mr->pd, IBV_ADVISE_MR_ADVICE_PREFETCH_WRITE, 0, &range, 1);
  if (error != 0) {
    throw_failed(env, error,
                 error == EOPNOTSUPP ? "the device has no on-demand paging, so that every region "
                                       "is in memory already"
                                     : NULL,
                 "ibv_advise_mr(PREFETCH_WRITE) of %d bytes", (int)length);
    return -1;
  }
  return 0;
}
