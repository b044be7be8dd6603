package paracel.fabric.mpi;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import paracel.base.Agent;
import paracel.fabric.Endpoint;
import paracel.fabric.FabricException;
import paracel.fabric.WindowTable;
import paracel.memory.Region;
import paracel.mpi.Mpi;
import paracel.mpi.MpiException;

/**
 * Serves the windows of a rank to the others: carries out their puts, and answers their gets.
 *
 * <p>Receives are posted in turn and looked at in the same turn. MPI matches messages with the
 * oldest receive, and messages of one sender in the order in which they were sent; so the requests
 * of an endpoint are carried out in the order of its calls, whatever their length.
 *
 * <p>{@link #doWork} belongs to one thread, which should do nothing else: as long as it runs, a get
 * is answered, whatever the rank computes. Never waits for a rank.
 */
final class MessageService implements Agent {

  private static final int RECEIVES = 16;
  private static final int MAX_REQUESTS = 64; // in one doWork

  /** Who waits for a window to be exposed. */
  private record Attacher(int rank, int window, int tag) {}

  private final Mpi mpi;
  private final int rank;
  private final WindowTable windows;
  private final Endpoint own;
  private final Transfer[] receives = new Transfer[RECEIVES];
  private final ReplySlots replies;
  private final List<Attacher> attachers = new ArrayList<>();
  private int oldest;

  /**
   * @param windows of this rank, filled as they are exposed
   * @param own endpoint to them
   */
  MessageService(Mpi mpi, WindowTable windows, Endpoint own) throws MpiException {
    this.mpi = mpi;
    this.rank = mpi.rank();
    this.windows = windows;
    this.own = own;
    this.replies = new ReplySlots(mpi);
    for (int i = 0; i < RECEIVES; i++) {
      receives[i] = new Transfer(mpi, true);
      post(receives[i]);
    }
  }

  private void post(Transfer receive) throws MpiException {
    receive.request.receive(
        receive.memory(MessageDescriptor.MESSAGE_BYTES),
        0,
        MessageDescriptor.MESSAGE_BYTES,
        Mpi.ANY_SOURCE,
        MessageDescriptor.REQUEST_TAG);
    receive.isUnderWay = true;
  }

  @Override
  public String roleName() {
    return "service of rank " + rank;
  }

  /**
   * Serves what has come.
   *
   * @return number of requests served
   * @throws FabricException when MPI fails
   */
  @Override
  public int doWork() throws FabricException {
    try {
      int served = 0;
      while (served < MAX_REQUESTS && receives[oldest].isDone()) {
        serve(receives[oldest]);
        post(receives[oldest]);
        oldest = (oldest + 1) % RECEIVES;
        served++;
      }
      return served + (attachers.isEmpty() ? 0 : answerAttachers());
    } catch (MpiException e) {
      throw new FabricException("rank " + rank + " cannot serve its windows: " + e.getMessage(), e);
    }
  }

  private void serve(Transfer receive) throws MpiException, FabricException {
    Region message = receive.memory(MessageDescriptor.MESSAGE_BYTES);
    MessageDescriptor.check(message, receive.request.receivedBytes());
    int source = receive.request.source();
    int window = message.getInt(MessageDescriptor.WINDOW_OFFSET);
    long offset = message.getLong(MessageDescriptor.OFFSET_OFFSET);
    long bytes = message.getLong(MessageDescriptor.BYTES_OFFSET);
    int tag = (int) message.getLong(MessageDescriptor.REPLY_TAG_OFFSET);
    switch (message.getInt(MessageDescriptor.KIND_OFFSET)) {
      case MessageDescriptor.PUT -> put(window, offset, message, bytes);
      case MessageDescriptor.PUT_LONG -> putLong(window, offset, bytes);
      case MessageDescriptor.GET -> reply(source, tag, window, offset, bytes);
      case MessageDescriptor.ATTACH -> attachers.add(new Attacher(source, window, tag));
      default -> answer(source, tag, 0);
    }
  }

  private void put(int window, long offset, Region message, long bytes) throws FabricException {
    try {
      own.put(rank, window, offset, message, MessageDescriptor.HEADER_BYTES, bytes);
      own.fence(rank);
    } catch (FabricException e) {
      withdrawn(e);
    }
  }

  private void putLong(int window, long offset, long value) throws FabricException {
    try {
      own.putLong(rank, window, offset, value);
      own.fence(rank);
    } catch (FabricException e) {
      withdrawn(e);
    }
  }

  /** A put into a window that is withdrawn is lost, as on every fabric. */
  private static void withdrawn(FabricException e) {
    System.getLogger("paracel.fabric.mpi").log(System.Logger.Level.DEBUG, e.getMessage());
  }

  private void reply(int target, int tag, int window, long offset, long bytes) throws MpiException {
    Transfer slot = replies.acquire();
    long skew = offset & 7; // the same place in a unit at both sides, as get demands
    Region message = slot.memory(skew + bytes);
    long sent = bytes;
    try {
      own.get(rank, window, offset, message, skew, bytes);
    } catch (FabricException e) {
      sent = 0; // which tells that the window is withdrawn
    }
    slot.request.send(message, skew, sent, target, tag);
    slot.starts(target, window, offset, sent);
  }

  /** Answers those whose window is exposed by now. */
  private int answerAttachers() throws MpiException {
    int answered = 0;
    for (Iterator<Attacher> all = attachers.iterator(); all.hasNext(); ) {
      Attacher attacher = all.next();
      if (windows.has(rank, attacher.window())) {
        all.remove();
        answer(attacher.rank(), attacher.tag(), windows.bytes(rank, attacher.window()));
        answered++;
      }
    }
    return answered;
  }

  private void answer(int target, int tag, long value) throws MpiException {
    Transfer slot = replies.acquire();
    Region message = slot.memory(Long.BYTES);
    message.setLong(0, value);
    slot.request.send(message, 0, Long.BYTES, target, tag);
    slot.starts(target, 0, 0, Long.BYTES);
  }

  /** Ends the receives. Called by the thread of {@link #doWork} when it has no more work. */
  void close() {
    for (Transfer receive : receives) {
      try {
        receive.request.cancel();
        for (int looks = 0; looks < 1000 && !receive.isDone(); looks++) {
          Thread.onSpinWait();
        }
      } catch (MpiException e) {
        withdrawn(new FabricException(e.getMessage(), e));
      }
      receive.close();
    }
    replies.close();
  }
}
