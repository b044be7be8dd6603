package paracel.rdma;

import com.ibm.disni.verbs.impl.NativeDispatcher;
import java.io.IOException;
import paracel.fabric.DeadlineException;
import paracel.fabric.FabricException;
import paracel.fabric.InterruptedRankException;
import paracel.fabric.PeerLostException;
import paracel.memory.Region;

/**
 * Makes a connection to another rank: resolves address and route, makes the queue pair, and asks
 * the target's {@link Listener}. Each step ends with an event; a wrong one, or none, is a failure.
 * On a busy network resolving fails now and then, so it is tried again until the deadline.
 */
final class Connector {

  private static final int STEP_MS = 2000;
  private static final int LOOK_MS = 50;
  private static final int PAUSE_MS = 100;
  private static final int[] INLINE_BYTES = {220, 64, 0}; // what a device may grant

  private final Device device;
  private final int rank;
  private final int target;
  private final SocketAddress at;
  private final long startNs = System.nanoTime();
  private final long timeoutNs;

  private long channel;
  private long id;
  private long queue;
  private long pair;
  private int inlineBytes;

  private Connector(Device device, int rank, int target, SocketAddress at, long timeoutNs) {
    this.device = device;
    this.rank = rank;
    this.target = target;
    this.at = at;
    this.timeoutNs = timeoutNs;
  }

  /**
   * Connects.
   *
   * @param timeoutNs longest time in nanoseconds
   * @return what is connected, for a {@link Connection}
   * @throws PeerLostException when the target refuses
   * @throws DeadlineException when it cannot be reached in time
   */
  static Connector connect(Device device, int rank, int target, SocketAddress at, long timeoutNs)
      throws FabricException {
    Connector connector = new Connector(device, rank, target, at, timeoutNs);
    boolean done = false;
    try {
      connector.connect();
      done = true;
      return connector;
    } finally {
      if (!done) {
        connector.free();
      }
    }
  }

  Device device() {
    return device;
  }

  long channel() {
    return channel;
  }

  long id() {
    return id;
  }

  long pair() {
    return pair;
  }

  long queue() {
    return queue;
  }

  int inlineBytes() {
    return inlineBytes;
  }

  private void connect() throws FabricException {
    String trouble = "it was not tried";
    while (true) {
      try {
        trouble = attempt();
        if (trouble == null) {
          return;
        }
      } catch (IOException e) {
        trouble = e.getMessage();
      }
      free();
      if (System.nanoTime() - startNs > timeoutNs) {
        throw new DeadlineException(
            "waited %.1f s: rank %d connects to rank %d at %s: %s"
                .formatted((System.nanoTime() - startNs) * 1e-9, rank, target, at, trouble));
      }
      pause();
    }
  }

  /** Tries once; null, or what hinders and may pass. */
  private String attempt() throws IOException, FabricException {
    NativeDispatcher natives = device.natives();
    try (Region address = Region.allocate(Verbs.SOCKET_ADDRESS_BYTES)) {
      long bytes = address.segment().address();
      channel = natives._createEventChannel();
      id = natives._createId(channel, Verbs.PORT_SPACE_TCP);
      new SocketAddress(device.at().address(), 0).write(address, 0);
      natives._bindAddr(id, bytes); // of several devices, the one that owns our memory
      at.write(address, 0);
      natives._resolveAddr(id, 0, bytes, STEP_MS);
    }
    Verbs.Event event = next();
    if (event != Verbs.Event.ADDR_RESOLVED) {
      return "its address was not resolved: " + event;
    }
    natives._resolveRoute(id, STEP_MS);
    event = next();
    if (event != Verbs.Event.ROUTE_RESOLVED) {
      return "no route was found: " + event;
    }
    queue = device.createQueue(Connection.DEPTH);
    createPair();
    natives._connect(id, Verbs.RETRY_COUNT, Verbs.RNR_RETRY_COUNT, 0, (byte) 0);
    event = next();
    return switch (event) {
      case ESTABLISHED -> null;
      case REJECTED ->
          throw new PeerLostException(
              target,
              "rank %d is lost: nobody listens for rank %d at %s".formatted(target, rank, at));
      default -> "the connection was not made: " + event;
    };
  }

  private void createPair() throws IOException {
    IOException refusal = null;
    for (int bytes : INLINE_BYTES) {
      try {
        pair =
            device
                .natives()
                ._createQP(
                    id,
                    device.domain(),
                    queue,
                    queue,
                    Verbs.QP_TYPE_RC,
                    Connection.DEPTH,
                    1,
                    bytes);
        inlineBytes = bytes;
        return;
      } catch (IOException e) {
        refusal = e;
      }
    }
    throw refusal;
  }

  /** The next event, or NONE at the deadline. */
  private Verbs.Event next() throws InterruptedRankException {
    NativeDispatcher natives = device.natives();
    try (Region answer = Region.allocate(16)) {
      long bytes = answer.segment().address();
      while (true) {
        int number = natives._getCmEvent(channel, bytes, bytes + 8, LOOK_MS);
        if (number >= 0) {
          return Verbs.Event.of(number);
        }
        checkInterrupted();
        if (System.nanoTime() - startNs > timeoutNs) {
          return Verbs.Event.NONE;
        }
      }
    }
  }

  private void pause() throws InterruptedRankException {
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    checkInterrupted();
  }

  private void checkInterrupted() throws InterruptedRankException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedRankException(
          "interrupted: rank %d connects to rank %d at %s".formatted(rank, target, at));
    }
  }

  private void free() {
    Connection.free(device, id, queue, channel);
    channel = 0;
    id = 0;
    queue = 0;
    pair = 0;
  }
}
