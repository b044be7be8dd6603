import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * Loads libdisni.so the way DiSNI does and calls natives of its jar by reflection: exceptions and
 * return values as Java sees them, and no descriptor lost in a thousand cycles. On a machine with
 * an RDMA device the cycles open and close a channel and an id; without one, they fail.
 */
final class WithoutDevice {
  private static final int CYCLES = 1000;
  private static final short PORT_SPACE_TCP = 0x106;

  private final Object dispatcher;

  private WithoutDevice(Object dispatcher) {
    this.dispatcher = dispatcher;
  }

  public static void main(String[] arguments) throws Throwable {
    Class<?> type = Class.forName("com.ibm.disni.verbs.impl.NativeDispatcher");
    Constructor<?> constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    // Checks the version, and replaces Java's sizes by those of the library.
    WithoutDevice test = new WithoutDevice(constructor.newInstance());
    test.sizes();
    test.handles();
    test.affinity();
    test.cycles();
  }

  private void sizes() throws Throwable {
    same("IbvWC.CSIZE", field("com.ibm.disni.verbs.IbvWC"), call("_getIbvWCSize"));
    same("NatIbvSendWR.CSIZE", field("com.ibm.disni.verbs.impl.NatIbvSendWR"), 128);
    same("NatIbvRecvWR.CSIZE", field("com.ibm.disni.verbs.impl.NatIbvRecvWR"), 32);
    same("NatIbvSge.CSIZE", field("com.ibm.disni.verbs.impl.NatIbvSge"), 16);
    same("SockAddrIn.CSIZE", field("com.ibm.disni.verbs.impl.SockAddrIn"), 16);
  }

  private void handles() throws Throwable {
    throwing("rdma_create_id: no event channel (handle 0)", "_createId", 0L, PORT_SPACE_TCP);
    throwing("rdma_bind_addr: no CM id (handle -1)", "_bindAddr", -1L, 0L);
    throwing("rdma_resolve_addr: no CM id (handle 0)", "_resolveAddr", 0L, 0L, 0L, 100);
    throwing("rdma_connect: no CM id", "_connect", 0L, 7, 7, 0L, (byte) 0);
    throwing("rdma_create_qp: no CM id", "_createQP", 0L, 0L, 0L, 0L, 2, 1, 1, 0);
    throwing("ibv_alloc_pd: no context", "_allocPd", 0L);
    throwing("ibv_reg_mr: no protection domain", "_regMr", 0L, 0L, 8, 1, 0L, 0L, 0L);
    throwing("ibv_dereg_mr: no memory region", "_deregMr", 0L);
    throwing("ibv_post_send: no queue pair", "_postSend", 0L, 0L);
    throwing("ibv_poll_cq: no CQ", "_pollCQ", 0L, 1, 0L);
    try {
      call("_modifyQP", 0L, 0L);
      throw new AssertionError("modifyQP must throw");
    } catch (UnsupportedOperationException e) {
      same("modifyQP", e.getMessage().startsWith("modifyQP: DiSNI 2.1"), true);
    }
    same("_destroyCmId", call("_destroyCmId", 0L), -1);
    same("_destroyEventChannel", call("_destroyEventChannel", 0L), -1);
    same("_disconnect", call("_disconnect", 0L), -1);
    same("_getCmEvent", call("_getCmEvent", 0L, 0L, 0L, 0), -1);
    same("_ackCmEvent", call("_ackCmEvent", 3), 0);
    same("_destroyCQ", call("_destroyCQ", 0L), -1);
    same("_queryOdpSupport", call("_queryOdpSupport", 0L), -1);
  }

  private void affinity() throws Exception {
    Class<?> type = Class.forName("com.ibm.disni.util.NativeAffinity");
    Method get = type.getMethod("getAffinity");
    long before = (long) get.invoke(null);
    type.getMethod("setAffinity", long.class).invoke(null, Long.lowestOneBit(before));
    same("affinity", get.invoke(null), Long.lowestOneBit(before));
    type.getMethod("setAffinity", long.class).invoke(null, before);
  }

  private void cycles() throws Throwable {
    boolean device = new File("/dev/infiniband/rdma_cm").exists();
    cycle(device); // what librdmacm opens at the first call stays open
    int before = descriptors();
    for (int i = 0; i < CYCLES; i++) {
      cycle(device);
    }
    same("descriptors after " + CYCLES + " cycles", descriptors(), before);
    System.out.println(CYCLES + " cycles " + (device ? "with" : "without") + " a device");
  }

  private void cycle(boolean device) throws Throwable {
    if (device) {
      long channel = (long) call("_createEventChannel");
      long id = (long) call("_createId", channel, PORT_SPACE_TCP);
      throwing("rdma_resolve_addr: no address", "_resolveAddr", id, 0L, 0L, 100);
      same("_destroyCmId", call("_destroyCmId", id), 0);
      same("_destroyEventChannel", call("_destroyEventChannel", channel), 0);
    } else {
      throwing("modprobe rdma_ucm", "_createEventChannel");
    }
  }

  private static int descriptors() {
    return new File("/proc/self/fd").list().length;
  }

  private static int field(String type) throws Exception {
    return Class.forName(type).getField("CSIZE").getInt(null);
  }

  private Object call(String name, Object... arguments) throws Throwable {
    for (Method method : dispatcher.getClass().getMethods()) {
      if (method.getName().equals(name)) {
        try {
          return method.invoke(dispatcher, arguments);
        } catch (InvocationTargetException e) {
          throw e.getCause();
        }
      }
    }
    throw new NoSuchMethodException(name);
  }

  private void throwing(String text, String name, Object... arguments) throws Throwable {
    try {
      call(name, arguments);
    } catch (IOException e) {
      same(name + ": '" + e.getMessage() + "'", e.getMessage().contains(text), true);
      return;
    }
    throw new AssertionError(name + " must throw an IOException with '" + text + "'");
  }

  private static void same(String what, Object seen, Object wanted) {
    if (!seen.equals(wanted)) {
      throw new AssertionError(what + ": " + seen + " instead of " + wanted);
    }
  }
}
