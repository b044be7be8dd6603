package paracel.rdma;

import com.ibm.disni.verbs.impl.NativeDispatcher;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import paracel.memory.Region;

/**
 * Lets the queue pairs of other ranks in, on a thread of its own: accepts each connection with a
 * queue pair on which nothing is ever posted, and frees it when the other side has disconnected.
 * What the others read and write passes it by.
 */
final class Listener implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("paracel.rdma");
  private static final int LOOK_MS = 100;
  private static final long STOP_NS = 5_000_000_000L;

  private final Device device;
  private final NativeDispatcher natives;
  private final Set<Long> ids = new LinkedHashSet<>();
  private final Region answer = Region.allocate(16);
  private final Thread thread;
  private volatile boolean isStopping;

  Listener(Device device, int rank) {
    this.device = device;
    this.natives = device.natives();
    this.thread = Thread.ofPlatform().daemon().name("connections of rank " + rank).start(this::run);
  }

  private void run() {
    long at = answer.segment().address();
    while (!isStopping) {
      int number = natives._getCmEvent(device.channel(), at, at + 8, LOOK_MS);
      handle(Verbs.Event.of(number), answer.getLong(8));
    }
    ids.forEach(natives::_disconnect);
    for (long id : ids) {
      free(id);
    }
  }

  private void handle(Verbs.Event event, long id) {
    switch (event) {
      case NONE, ESTABLISHED, TIMEWAIT_EXIT, ADDR_CHANGE -> {}
      case CONNECT_REQUEST -> accept(id);
      case DISCONNECTED -> {
        if (ids.remove(id)) {
          natives._disconnect(id);
          free(id);
        }
      }
      case DEVICE_REMOVAL ->
          LOG.log(System.Logger.Level.ERROR, "RDMA device " + device.name() + " has gone");
      default -> {
        LOG.log(System.Logger.Level.DEBUG, "a connection to this rank ended by " + event);
        if (ids.remove(id)) {
          free(id);
        }
      }
    }
  }

  private void accept(long id) {
    try {
      long queue = device.passiveQueue();
      natives._createQP(id, device.domain(), queue, queue, Verbs.QP_TYPE_RC, 1, 1, 0);
      ids.add(id);
      natives._accept(id, Verbs.RETRY_COUNT, Verbs.RNR_RETRY_COUNT);
    } catch (IOException e) { // who asked sees a refusal; the others go on
      LOG.log(System.Logger.Level.WARNING, "could not let another rank in: " + e.getMessage());
      ids.remove(id);
      free(id);
    }
  }

  private void free(long id) {
    natives._destroyQP(id); // -1 when it has none
    device.ended("connection", natives._destroyCmId(id));
  }

  /** Disconnects all. Waits for the thread. */
  @Override
  public void close() {
    isStopping = true;
    boolean interrupted = Thread.interrupted();
    try {
      if (thread.join(Duration.ofNanos(STOP_NS))) {
        answer.close();
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
