/*
 * Device contexts and protection domains. A context comes with a CM id that has been bound or
 * resolved; librdmacm opens it once per device and process, and it is never closed.
 */
#include "natives.h"

#include <errno.h>
#include <rdma/rdma_cma.h>

/* The context of an id; -1 without an exception while the id is not bound to a device. */
DISPATCHER(jlong, getContext)(JNI_SELF, jlong id_handle)
{
  struct rdma_cm_id *id = require_object(env, id_handle, "getContext", "CM id");
  return id == NULL || id->verbs == NULL ? -1 : handle_of(id->verbs);
}

/* Java takes it for the identity of the device. */
DISPATCHER(jint, getContextFd)(JNI_SELF, jlong context_handle)
{
  struct ibv_context *context = require_object(env, context_handle, "getContextFd", "context");
  return context == NULL ? -1 : context->cmd_fd;
}

DISPATCHER(jint, getContextNumCompVectors)(JNI_SELF, jlong context_handle)
{
  struct ibv_context *context =
      require_object(env, context_handle, "getContextNumCompVectors", "context");
  return context == NULL ? -1 : context->num_comp_vectors;
}

/*
 * What the device can do on RC queue pairs with memory that is not pinned: enum
 * ibv_odp_transport_cap_bits, whose values are those that Java knows. -1: nothing, or not known.
 */
DISPATCHER(jint, queryOdpSupport)(JNI_SELF, jlong context_handle)
{
  struct ibv_context *context = object_of(context_handle);
  struct ibv_device_attr_ex attributes;
  if (context == NULL || ibv_query_device_ex(context, NULL, &attributes) != 0 ||
      (attributes.odp_caps.general_caps & IBV_ODP_SUPPORT) == 0) {
    return -1;
  }
  return (jint)attributes.odp_caps.per_transport_caps.rc_odp_caps;
}

DISPATCHER(jlong, allocPd)(JNI_SELF, jlong context_handle)
{
  struct ibv_context *context = require_object(env, context_handle, "ibv_alloc_pd", "context");
  if (context == NULL) {
    return -1;
  }
  struct ibv_pd *pd = ibv_alloc_pd(context);
  if (pd == NULL) {
    throw_failed(env, errno, NULL, "ibv_alloc_pd");
    return -1;
  }
  return handle_of(pd);
}

/* EBUSY while a memory region or a queue pair lives in it. */
DISPATCHER(jint, deallocPd)(JNI_SELF, jlong pd_handle)
{
  struct ibv_pd *pd = object_of(pd_handle);
  return pd == NULL ? -1 : ibv_dealloc_pd(pd);
}

DISPATCHER(jint, getPdHandle)(JNI_SELF, jlong pd_handle)
{
  struct ibv_pd *pd = require_object(env, pd_handle, "getPdHandle", "protection domain");
  return pd == NULL ? -1 : (jint)pd->handle;
}
