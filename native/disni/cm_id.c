/*
 * Ids of the connection manager: what a socket is to TCP. An id comes from createId or, at a
 * listener, with a CONNECT_REQUEST event; destroyCmId ends either.
 *
 * Resolving, connecting and disconnecting only start here. How they ended comes as an event.
 * Addresses are IPv4: a struct sockaddr_in, of which Java writes the first 8 bytes.
 */
#include "natives.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <rdma/rdma_cma.h>
#include <stdio.h>
#include <string.h>

/* Both counts travel in 3 bits; 7 means for ever as an rnr_retry_count. */
#define RETRY_MAX 7

/* "255.255.255.255:65535" and its end */
#define ADDRESS_TEXT 22

static const char no_device_there[] =
    "no RDMA device serves the interface of that address: see `rdma link` and `ip route get`";

static const char *address_remedy(int error)
{
  return error == ENODEV || error == EADDRNOTAVAIL ? no_device_there : NULL;
}

/* Copies the address and its text; -1, with an exception pending, if it is not an IPv4 address. */
static int read_address(JNIEnv *env, jlong address, const char *call, struct sockaddr_in *out,
                        char text[ADDRESS_TEXT])
{
  const void *given = require_object(env, address, call, "address");
  if (given == NULL) {
    return -1;
  }
  /* Java leaves sin_zero as it finds it. */
  memset(out, 0, sizeof *out);
  memcpy(out, given, offsetof(struct sockaddr_in, sin_zero));
  if (out->sin_family != AF_INET) {
    throw_io(env, "%s: address family %d; only IPv4 (%d) is supported", call, out->sin_family,
             AF_INET);
    return -1;
  }
  char host[INET_ADDRSTRLEN];
  inet_ntop(AF_INET, &out->sin_addr, host, sizeof host);
  snprintf(text, ADDRESS_TEXT, "%s:%u", host, (unsigned)ntohs(out->sin_port));
  return 0;
}

DISPATCHER(jlong, createId)(JNI_SELF, jlong channel_handle, jshort port_space)
{
  struct rdma_event_channel *channel =
      require_object(env, channel_handle, "rdma_create_id", "event channel");
  if (channel == NULL) {
    return -1;
  }
  if (port_space != RDMA_PS_TCP) {
    throw_io(env, "rdma_create_id: port space %#x; only RDMA_PS_TCP (%#x) is supported",
             (unsigned)(uint16_t)port_space, (unsigned)RDMA_PS_TCP);
    return -1;
  }
  struct rdma_cm_id *id;
  if (rdma_create_id(channel, &id, NULL, RDMA_PS_TCP) != 0) {
    throw_failed(env, errno, NULL, "rdma_create_id");
    return -1;
  }
  return handle_of(id);
}

DISPATCHER(void, bindAddr)(JNI_SELF, jlong id_handle, jlong address)
{
  struct rdma_cm_id *id = require_object(env, id_handle, "rdma_bind_addr", "CM id");
  struct sockaddr_in local;
  char text[ADDRESS_TEXT];
  if (id == NULL || read_address(env, address, "rdma_bind_addr", &local, text) != 0) {
    return;
  }
  if (rdma_bind_addr(id, (struct sockaddr *)&local) != 0) {
    int error = errno;
    throw_failed(env, error, address_remedy(error), "rdma_bind_addr to %s", text);
  }
}

DISPATCHER(void, listen)(JNI_SELF, jlong id_handle, jint backlog)
{
  struct rdma_cm_id *id = require_object(env, id_handle, "rdma_listen", "CM id");
  if (id != NULL && rdma_listen(id, backlog) != 0) {
    throw_failed(env, errno, NULL, "rdma_listen with backlog %d", (int)backlog);
  }
}

/* Completes by event ADDR_RESOLVED or ADDR_ERROR; source 0 lets the route choose. */
DISPATCHER(void, resolveAddr)
(JNI_SELF, jlong id_handle, jlong source_address, jlong target_address, jint timeout_ms)
{
  struct rdma_cm_id *id = require_object(env, id_handle, "rdma_resolve_addr", "CM id");
  struct sockaddr_in source;
  struct sockaddr_in target;
  char text[ADDRESS_TEXT];
  if (id == NULL) {
    return;
  }
  if (source_address != 0 &&
      read_address(env, source_address, "rdma_resolve_addr", &source, text) != 0) {
    return;
  }
  if (read_address(env, target_address, "rdma_resolve_addr", &target, text) != 0) {
    return;
  }
  if (rdma_resolve_addr(id, source_address != 0 ? (struct sockaddr *)&source : NULL,
                        (struct sockaddr *)&target, timeout_ms) != 0) {
    int error = errno;
    throw_failed(env, error, address_remedy(error), "rdma_resolve_addr to %s", text);
  }
}

/*
 * An id has no device before its address is resolved, or if it is bound to none. librdmacm follows
 * the null pointer in resolve_route, connect, accept and disconnect, so we must not go there.
 */
static int require_device(JNIEnv *env, const struct rdma_cm_id *id, const char *call)
{
  if (id->verbs == NULL) {
    throw_io(env, "%s: the id has no device yet; resolve its address first", call);
    return -1;
  }
  return 0;
}

/* Completes by event ROUTE_RESOLVED or ROUTE_ERROR. */
DISPATCHER(void, resolveRoute)(JNI_SELF, jlong id_handle, jint timeout_ms)
{
  struct rdma_cm_id *id = require_object(env, id_handle, "rdma_resolve_route", "CM id");
  if (id == NULL || require_device(env, id, "rdma_resolve_route") != 0) {
    return;
  }
  if (rdma_resolve_route(id, timeout_ms) != 0) {
    int error = errno;
    throw_failed(env, error, address_remedy(error), "rdma_resolve_route");
  }
}

/*
 * Parameters of connect and accept; -1, with an exception pending, if they are not possible.
 * The outstanding RDMA reads are the most that the device can do; accepting, librdmacm lowers
 * them to what the peer has asked for.
 */
static int fill_parameters(JNIEnv *env, const struct rdma_cm_id *id, const char *call, jint retry,
                           jint rnr_retry, struct rdma_conn_param *parameters)
{
  if (require_device(env, id, call) != 0) {
    return -1;
  }
  if (retry < 0 || retry > RETRY_MAX || rnr_retry < 0 || rnr_retry > RETRY_MAX) {
    throw_io(env, "%s: retry count %d and RNR retry count %d must be 0 to %d", call, (int)retry,
             (int)rnr_retry, RETRY_MAX);
    return -1;
  }
  *parameters = (struct rdma_conn_param){
      .responder_resources = RDMA_MAX_RESP_RES,
      .initiator_depth = RDMA_MAX_INIT_DEPTH,
      .retry_count = (uint8_t)retry,
      .rnr_retry_count = (uint8_t)rnr_retry,
  };
  return 0;
}

/* Completes by event ESTABLISHED, REJECTED, UNREACHABLE or CONNECT_ERROR. */
DISPATCHER(void, connect)
(JNI_SELF, jlong id_handle, jint retry, jint rnr_retry, jlong private_address, jbyte private_length)
{
  struct rdma_cm_id *id = require_object(env, id_handle, "rdma_connect", "CM id");
  struct rdma_conn_param parameters;
  if (id == NULL ||
      fill_parameters(env, id, "rdma_connect", retry, rnr_retry, &parameters) != 0) {
    return;
  }
  parameters.private_data_len = (uint8_t)private_length; /* Java's byte is signed, the length not */
  parameters.private_data = object_of(private_address);
  if (parameters.private_data_len > 0 && parameters.private_data == NULL) {
    throw_io(env, "rdma_connect: %d bytes of private data without an address",
             (int)parameters.private_data_len);
    return;
  }
  if (rdma_connect(id, &parameters) != 0) {
    throw_failed(env, errno, NULL, "rdma_connect");
  }
}

/* Completes by event ESTABLISHED or CONNECT_ERROR. */
DISPATCHER(void, accept)(JNI_SELF, jlong id_handle, jint retry, jint rnr_retry)
{
  struct rdma_cm_id *id = require_object(env, id_handle, "rdma_accept", "CM id");
  struct rdma_conn_param parameters;
  if (id == NULL ||
      fill_parameters(env, id, "rdma_accept", retry, rnr_retry, &parameters) != 0) {
    return;
  }
  if (rdma_accept(id, &parameters) != 0) {
    throw_failed(env, errno, NULL, "rdma_accept");
  }
}

DISPATCHER(jint, disconnect)(JNI_SELF, jlong id_handle)
{
  struct rdma_cm_id *id = object_of(id_handle);
  return id == NULL || id->verbs == NULL ? -1 : rdma_disconnect(id);
}

/* The queue pair must be gone: destroyQP first. */
DISPATCHER(jint, destroyCmId)(JNI_SELF, jlong id_handle)
{
  struct rdma_cm_id *id = object_of(id_handle);
  return id == NULL ? -1 : rdma_destroy_id(id);
}

/* Destroys the queue pair and the id. */
DISPATCHER(jint, destroyEp)(JNI_SELF, jlong id_handle)
{
  struct rdma_cm_id *id = object_of(id_handle);
  if (id == NULL) {
    return -1;
  }
  rdma_destroy_ep(id);
  return 0;
}

/* An IPv4 address is all that Java has room for; zeros while the id has none. */
static jint write_address(jlong address, const struct sockaddr *from)
{
  void *to = object_of(address);
  if (to == NULL || from == NULL || (from->sa_family != AF_INET && from->sa_family != AF_UNSPEC)) {
    return -1;
  }
  memcpy(to, from, sizeof(struct sockaddr_in));
  return 0;
}

DISPATCHER(jint, getSrcAddr)(JNI_SELF, jlong id_handle, jlong address)
{
  struct rdma_cm_id *id = object_of(id_handle);
  return id == NULL ? -1 : write_address(address, rdma_get_local_addr(id));
}

DISPATCHER(jint, getDstAddr)(JNI_SELF, jlong id_handle, jlong address)
{
  struct rdma_cm_id *id = object_of(id_handle);
  return id == NULL ? -1 : write_address(address, rdma_get_peer_addr(id));
}
