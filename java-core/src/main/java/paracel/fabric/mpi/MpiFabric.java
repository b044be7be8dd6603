package paracel.fabric.mpi;

import java.util.BitSet;
import paracel.base.Check;
import paracel.base.Idler;
import paracel.fabric.Endpoint;
import paracel.fabric.Fabric;
import paracel.fabric.FabricException;
import paracel.fabric.RegionEndpoint;
import paracel.fabric.Wait;
import paracel.fabric.WindowSizeException;
import paracel.fabric.WindowTable;
import paracel.memory.Region;
import paracel.mpi.Mpi;

/** One rank of a job whose ranks are processes of one MPI job. */
final class MpiFabric implements Fabric {

  private static final int MAX_ENDPOINTS =
      (MessageDescriptor.FIRST_PAYLOAD_TAG - MessageDescriptor.FIRST_REPLY_TAG) / MpiEndpoint.SLOTS;

  private final Mpi mpi;
  private final long answerNs;
  private final Runnable onExpose;
  private final WindowTable own;
  private final RemoteWindows remote;
  private final BitSet endpointIds = new BitSet();
  private boolean closed;

  /**
   * @param own windows of this rank, which the service serves
   * @param size number of ranks of the job; MPI may have more
   * @param answerNs longest wait for another rank's service
   * @param onExpose called when this rank has a window to be served
   */
  MpiFabric(Mpi mpi, WindowTable own, int size, long answerNs, Runnable onExpose) {
    this.onExpose = onExpose;
    this.mpi = mpi;
    this.answerNs = answerNs;
    this.own = own;
    this.remote = new RemoteWindows(mpi.rank(), size);
  }

  @Override
  public int rank() {
    return mpi.rank();
  }

  long answerNs() {
    return answerNs;
  }

  RemoteWindows remote() {
    return remote;
  }

  /** The service carries requests out one after the other, each with a release fence. */
  @Override
  public boolean ordersPuts() {
    return true;
  }

  @Override
  public Region allocate(int window, long bytes) throws FabricException {
    return own.allocate(window, bytes);
  }

  @Override
  public synchronized void expose(int window, Region region) {
    Check.state(!closed, "the fabric is closed");
    own.check(rank(), window);
    Check.argument(own.add(rank(), window, region), "a window is exposed once");
    onExpose.run();
  }

  @Override
  public void attach(int target, int window, long bytes, Idler idler, long timeoutNs)
      throws FabricException {
    own.check(target, window);
    if (target == rank()) {
      Wait.until(new OwnWindow(window), idler, timeoutNs);
      checkSize(target, window, own.bytes(target, window), bytes);
    } else if (!remote.has(target, window)) {
      try (MpiEndpoint endpoint = open()) {
        checkSize(target, window, endpoint.awaitExposed(target, window, idler, timeoutNs), bytes);
      }
      remote.add(target, window, bytes);
    }
  }

  private void checkSize(int target, int window, long actual, long expected)
      throws FabricException {
    if (actual != expected) {
      throw new WindowSizeException(target, window, actual, rank(), expected);
    }
  }

  /** Nothing to do: a window has no name in the system. */
  @Override
  public void seal(int window) {
    Check.state(own.has(rank(), window), "only an exposed window is sealed");
  }

  @Override
  public synchronized Endpoint openEndpoint() {
    Check.state(!closed, "the fabric is closed");
    return open();
  }

  /** An endpoint of the group itself, which needs one until its end. */
  synchronized MpiEndpoint open() {
    int id = endpointIds.nextClearBit(0);
    Check.state(id < MAX_ENDPOINTS, "a rank has at most " + MAX_ENDPOINTS + " endpoints");
    endpointIds.set(id);
    int firstTag = MessageDescriptor.FIRST_REPLY_TAG + id * MpiEndpoint.SLOTS;
    return new MpiEndpoint(this, mpi, new RegionEndpoint(own), firstTag);
  }

  /** An endpoint has ended and no reply to it is under way. */
  synchronized void giveBackTags(int firstTag) {
    endpointIds.clear((firstTag - MessageDescriptor.FIRST_REPLY_TAG) / MpiEndpoint.SLOTS);
  }

  /** Windows stay readable until the group closes: the memory is not ours to free. */
  @Override
  public synchronized void close() {
    closed = true;
  }

  private final class OwnWindow implements Wait.Condition {

    private final int window;

    OwnWindow(int window) {
      this.window = window;
    }

    @Override
    public boolean poll() {
      return own.has(rank(), window);
    }

    @Override
    public String describe() {
      return "rank %d waits for itself to expose window %d".formatted(rank(), window);
    }
  }
}
