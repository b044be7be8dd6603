package paracel.rdma;

import com.ibm.disni.verbs.impl.NativeDispatcher;
import java.io.IOException;
import paracel.fabric.FabricException;
import paracel.memory.Region;

/**
 * This rank's use of an RDMA device: the listening id, the protection domain in which all its
 * memory is registered and all its queue pairs live, and the completion channel and queue that
 * DiSNI wants and nobody waits on. Thread-safe.
 */
final class Device implements AutoCloseable {

  private static final int BACKLOG = 1024;

  private final NativeDispatcher natives;
  private final String name;
  private final Segments segments;
  private final long channel;
  private final long listener;
  private final long context;
  private final long domain;
  private final long completionChannel;
  private final long passiveQueue;
  private final SocketAddress at;
  private boolean closed;

  /**
   * Listens at the device's own address; the system chooses the port.
   *
   * @param name what the messages call the device
   * @param own address of the device's network interface; its port does not count
   */
  Device(NativeDispatcher natives, String name, SocketAddress own, Segments segments)
      throws FabricException {
    this.natives = natives;
    this.name = name;
    this.segments = segments;
    long opened = 0;
    long bound = 0;
    long granted = 0;
    long signals = 0;
    long queue = 0;
    boolean done = false;
    try (Region address = Region.allocate(Verbs.SOCKET_ADDRESS_BYTES)) {
      opened = natives._createEventChannel();
      bound = natives._createId(opened, Verbs.PORT_SPACE_TCP);
      new SocketAddress(own.address(), 0).write(address, 0);
      natives._bindAddr(bound, address.segment().address());
      context = natives._getContext(bound);
      if (context <= 0) {
        throw new IOException("no RDMA device serves " + own.toInet().getHostAddress());
      }
      granted = natives._allocPd(context);
      signals = natives._createCompChannel(context);
      queue = natives._createCQ(context, signals, 16, 0);
      natives._listen(bound, BACKLOG);
      natives._getSrcAddr(bound, address.segment().address());
      at = SocketAddress.read(address, 0);
      done = true;
    } catch (IOException e) {
      throw failure("cannot be opened", e);
    } finally {
      channel = opened;
      listener = bound;
      domain = granted;
      completionChannel = signals;
      passiveQueue = queue;
      if (!done) {
        close();
      }
    }
  }

  NativeDispatcher natives() {
    return natives;
  }

  String name() {
    return name;
  }

  /** How memory is registered. */
  Segments segments() {
    return segments;
  }

  /** Where this rank listens. */
  SocketAddress at() {
    return at;
  }

  /** Handle of the event channel of the listening id. */
  long channel() {
    return channel;
  }

  long domain() {
    return domain;
  }

  /** Handle of the completion queue of queue pairs on which we never post. */
  long passiveQueue() {
    return passiveQueue;
  }

  /** Makes a completion queue. */
  long createQueue(int entries) throws IOException {
    return natives._createCQ(context, completionChannel, entries, 0);
  }

  /** Registers a region that others may read and write. */
  Registration expose(Region region) throws FabricException {
    int access = Verbs.LOCAL_WRITE | Verbs.REMOTE_WRITE | Verbs.REMOTE_READ;
    return register(region, access);
  }

  /** Registers a region as origin of this process's own work requests. */
  Registration origin(Region region) throws FabricException {
    return register(region, Verbs.LOCAL_WRITE);
  }

  private Registration register(Region region, int access) throws FabricException {
    try {
      return new Registration(natives, segments, domain, region, access);
    } catch (IOException e) {
      String hint = " (see ./paracel doctor; too little memory may be locked: ulimit -l unlimited)";
      throw failure("cannot register " + region.bytes() + " bytes" + hint, e);
    }
  }

  private FabricException failure(String what, IOException cause) {
    return new FabricException(
        "RDMA device %s %s: %s".formatted(name, what, cause.getMessage()), cause);
  }

  /** All queue pairs and registrations must have ended. Idempotent. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (passiveQueue > 0) {
      ended("completion queue", natives._destroyCQ(passiveQueue));
    }
    if (completionChannel > 0) {
      ended("completion channel", natives._destroyCompChannel(completionChannel));
    }
    if (domain > 0) {
      ended("protection domain", natives._deallocPd(domain));
    }
    if (listener > 0) {
      ended("listening id", natives._destroyCmId(listener));
    }
    if (channel > 0) {
      ended("event channel", natives._destroyEventChannel(channel));
    }
  }

  /** Logs what could not be freed; the process goes on without it. */
  void ended(String what, int code) {
    if (code != 0) {
      System.getLogger("paracel.rdma")
          .log(
              System.Logger.Level.WARNING,
              "a %s of RDMA device %s could not be freed: %d".formatted(what, name, code));
    }
  }
}
