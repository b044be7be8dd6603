package paracel.rdma;

import com.ibm.disni.verbs.impl.NativeDispatcher;
import java.io.IOException;
import paracel.base.Idler;
import paracel.fabric.DeadlineException;
import paracel.fabric.FabricException;
import paracel.fabric.PeerLostException;
import paracel.fabric.Wait;
import paracel.memory.Region;

/**
 * An endpoint's queue pair to one target, connected, with a completion queue of its own. Work
 * requests are numbered; the number travels as wr_id, because a failed completion tells nothing
 * else. A queue pair completes its requests in their order, so a completion stands for all before
 * it: writes whose bytes went along (inline) ask for one only now and then, to know that there is
 * room in the queue.
 *
 * <p>One request is laid out in native memory once and changed in place; posting and polling are
 * single native calls and allocate nothing. Belongs to the endpoint's thread. After a failure the
 * connection stays broken and says so at every call.
 */
final class Connection implements Wait.Condition, AutoCloseable {

  /** Work requests that may be under way. */
  static final int DEPTH = 128;

  private static final int SIGNAL_INTERVAL = 32;
  private static final int POLL = 16;
  private static final int DISCONNECT_MS = 1000;
  private static final int LOOK_INTERVAL = 1024;

  // one block of native memory
  private static final int ELEMENT = Verbs.WR_BYTES;
  private static final int COMPLETIONS = ELEMENT + Verbs.ELEMENT_BYTES;
  private static final int EVENT = COMPLETIONS + POLL * Verbs.WC_BYTES;
  private static final int VALUES = EVENT + 16;
  private static final int BLOCK_BYTES = VALUES + DEPTH * Long.BYTES;

  private final Device device;
  private final NativeDispatcher natives;
  private final int rank;
  private final int target;
  private final long channel;
  private final long id;
  private final long pair;
  private final long queue;
  private final int inlineBytes;
  private final Region block = Region.allocate(BLOCK_BYTES);
  private final long blockAddress = block.segment().address();
  private final Registration values; // null where words go inline

  private long answerNs;
  private long posted;
  private long completed;
  private long lastSignaled;
  private long awaited;
  private int looks;
  private FabricException failure;
  private boolean closed;

  // what the bench and its test count
  private long doorbells;
  private long completions;

  /** Takes over what {@link Connector} has connected. */
  Connection(Connector made, int rank, int target, long answerNs) throws FabricException {
    this.device = made.device();
    this.natives = device.natives();
    this.rank = rank;
    this.target = target;
    this.channel = made.channel();
    this.id = made.id();
    this.pair = made.pair();
    this.queue = made.queue();
    this.inlineBytes = made.inlineBytes();
    this.answerNs = answerNs;
    this.values = inlineBytes < Long.BYTES ? device.origin(block) : null;
    block.setLong(Verbs.WR_NEXT, 0);
    block.setLong(Verbs.WR_ELEMENTS, blockAddress + ELEMENT);
    block.setInt(Verbs.WR_ELEMENT_COUNT, 1);
  }

  /** Largest write whose bytes are copied when it is posted. */
  int inlineBytes() {
    return inlineBytes;
  }

  /** Number of the request that was posted last; 0 before the first. */
  long posted() {
    return posted;
  }

  /** Number of work requests, doorbells (calls that post) and completions so far. */
  long[] counts() {
    return new long[] {posted, doorbells, completions};
  }

  /**
   * Posts a write; waits for room in the queue.
   *
   * @param lkey ignored when the bytes go inline
   * @return the request's number
   */
  long write(long address, int bytes, int lkey, long remote, int rkey, Idler idler)
      throws FabricException {
    boolean isInline = bytes <= inlineBytes;
    boolean isSignaled = !isInline || posted + 1 - lastSignaled >= SIGNAL_INTERVAL;
    int flags = (isInline ? Verbs.INLINE : 0) | (isSignaled ? Verbs.SIGNALED : 0);
    return post(Verbs.RDMA_WRITE, flags, address, bytes, lkey, remote, rkey, idler);
  }

  /** Posts a write of one word, which is kept here; waits for room in the queue. */
  void writeLong(long value, long remote, int rkey, Idler idler) throws FabricException {
    awaitRoom(idler); // the place's last word is complete then
    long place = VALUES + posted % DEPTH * Long.BYTES;
    block.setLong(place, value);
    int lkey = values == null ? 0 : values.lkey(0);
    write(blockAddress + place, Long.BYTES, lkey, remote, rkey, idler);
  }

  private void awaitRoom(Idler idler) throws FabricException {
    check();
    if (posted - completed >= DEPTH) {
      await(posted - DEPTH + 1, idler);
    }
  }

  /** From now on nothing is waited for longer than this. */
  void limitWaits(long longestNs) {
    answerNs = Math.min(answerNs, longestNs);
  }

  /** Posts a read; waits for room in the queue. */
  long read(long address, int bytes, int lkey, long remote, int rkey, Idler idler)
      throws FabricException {
    return post(Verbs.RDMA_READ, Verbs.SIGNALED, address, bytes, lkey, remote, rkey, idler);
  }

  private long post(
      int opcode, int flags, long address, int bytes, int lkey, long remote, int rkey, Idler idler)
      throws FabricException {
    awaitRoom(idler);
    long number = posted + 1;
    block.setLong(Verbs.WR_ID, number);
    block.setInt(Verbs.WR_OPCODE, opcode);
    block.setInt(Verbs.WR_FLAGS, flags);
    block.setLong(Verbs.WR_REMOTE_ADDRESS, remote);
    block.setInt(Verbs.WR_RKEY, rkey);
    block.setLong(ELEMENT + Verbs.ELEMENT_ADDRESS, address);
    block.setInt(ELEMENT + Verbs.ELEMENT_LENGTH, bytes);
    block.setInt(ELEMENT + Verbs.ELEMENT_LKEY, lkey);
    doorbells++;
    try {
      natives._postSend(pair, blockAddress);
    } catch (IOException e) {
      throw broken(new FabricException(text("cannot post", e.getMessage()), e));
    }
    posted = number;
    if ((flags & Verbs.SIGNALED) != 0) {
      lastSignaled = number;
    }
    return number;
  }

  /**
   * Waits until a request, and all before it, is complete. There must be a signaled one at or
   * behind it.
   */
  void await(long number, Idler idler) throws FabricException {
    awaited = number;
    try {
      Wait.until(this, idler, answerNs);
    } catch (DeadlineException e) {
      throw broken(lost(e.getMessage()));
    }
  }

  @Override
  public boolean poll() throws FabricException {
    check();
    if (completed >= awaited) {
      return true;
    }
    int found;
    try {
      found = natives._pollCQ(queue, POLL, blockAddress + COMPLETIONS);
    } catch (IOException e) {
      throw broken(new FabricException(text("cannot poll", e.getMessage()), e));
    }
    for (int i = 0; i < found; i++) {
      take(COMPLETIONS + i * Verbs.WC_BYTES);
    }
    if (found == 0 && ++looks % LOOK_INTERVAL == 0) {
      lookForEnd();
    }
    return completed >= awaited;
  }

  private void take(long at) throws FabricException {
    completions++;
    int status = block.getInt(at + Verbs.WC_STATUS);
    long number = block.getLong(at + Verbs.WC_ID);
    if (status != Verbs.STATUS_SUCCESS) {
      throw broken(failed(status, number));
    }
    completed = number;
  }

  /** Whether the target has said that it disconnects: it has ended, or died. */
  private void lookForEnd() throws FabricException {
    int number = natives._getCmEvent(channel, blockAddress + EVENT, blockAddress + EVENT + 8, 0);
    switch (Verbs.Event.of(number)) {
      case DISCONNECTED -> throw broken(lost("it has closed the connection"));
      case DEVICE_REMOVAL ->
          throw broken(
              new FabricException(
                  "rank %d has lost its RDMA device %s".formatted(rank, device.name())));
      default -> {}
    }
  }

  private FabricException failed(int status, long number) {
    return switch (status) {
      case Verbs.STATUS_RETRIES_EXCEEDED -> lost("it does not answer: retries exceeded");
      case Verbs.STATUS_FLUSHED -> lost("the connection has ended");
      case Verbs.STATUS_REMOTE_ACCESS, Verbs.STATUS_REMOTE_INVALID, Verbs.STATUS_REMOTE_OPERATION ->
          new FabricException(
              ("rank %d has withdrawn a window that rank %d uses, or the key is wrong (work"
                      + " request %d, status %d)")
                  .formatted(target, rank, number, status));
      default ->
          new FabricException(
              "rank %d could not reach rank %d: work request %d ended with status %d"
                  .formatted(rank, target, number, status));
    };
  }

  private PeerLostException lost(String why) {
    return new PeerLostException(target, "rank " + target + " is lost: " + why);
  }

  private String text(String what, String why) {
    return "rank %d %s for rank %d: %s".formatted(rank, what, target, why);
  }

  private void check() throws FabricException {
    if (failure != null) {
      throw failure;
    }
  }

  /** From here on nothing of the connection touches origin memory, once it is closed. */
  private FabricException broken(FabricException why) {
    failure = why;
    natives._disconnect(id);
    return why;
  }

  @Override
  public String describe() {
    return "rank %d waits for rank %d to answer work request %d of %d; %d are complete"
        .formatted(rank, target, awaited, posted, completed);
  }

  /** Whether requests are not known to be complete. */
  boolean isUnderWay() {
    return completed < posted;
  }

  boolean isBroken() {
    return failure != null;
  }

  /** Disconnects and frees. What is under way is lost; whoever wants it has waited before. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (natives._disconnect(id) == 0 && failure == null) {
      int number =
          natives._getCmEvent(
              channel, blockAddress + EVENT, blockAddress + EVENT + 8, DISCONNECT_MS);
      if (number < 0) {
        System.getLogger("paracel.rdma")
            .log(System.Logger.Level.DEBUG, "rank " + target + " does not answer a disconnect");
      }
    }
    free(device, id, queue, channel);
    if (values != null) {
      values.close();
    }
    block.close();
  }

  /** Frees what a connection consists of; 0 stands for what it does not have yet. */
  static void free(Device device, long id, long queue, long channel) {
    NativeDispatcher natives = device.natives();
    if (id > 0) {
      natives._destroyQP(id); // -1 when it has none
      device.ended("connection", natives._destroyCmId(id));
    }
    if (queue > 0) {
      device.ended("completion queue", natives._destroyCQ(queue));
    }
    if (channel > 0) {
      device.ended("event channel", natives._destroyEventChannel(channel));
    }
  }
}
