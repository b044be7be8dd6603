package paracel.fabric.mpi;

import java.util.ArrayDeque;
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
 * <p>Receives are posted in turn and looked at in the same turn. MPI matches a message with the
 * oldest receive, and messages of one sender in the order in which they were sent; so requests of
 * an endpoint come in the order of its calls. A request whose bytes come in a message of their own
 * waits for them, and the later ones of the same rank wait behind it, those of other ranks do not:
 * a rank that dies in the middle of a put holds up nobody else.
 *
 * <p>{@link #doWork} belongs to one thread, which should do nothing else: as long as it runs, a get
 * is answered, whatever the rank computes. Never waits for a rank.
 */
final class MessageService implements Agent {

  private static final int RECEIVES = 64;
  private static final int MAX_REQUESTS = 64; // in one doWork

  /** Who waits for a window to be exposed. */
  private record Attacher(int rank, int window, int tag) {}

  private final Mpi mpi;
  private final int rank;
  private final WindowTable windows;
  private final Endpoint own;
  private final ArrayDeque<Incoming> posted = new ArrayDeque<>();
  private final ArrayDeque<Incoming> spare = new ArrayDeque<>();
  private final ArrayDeque<Transfer> sparePayloads = new ArrayDeque<>();
  private final List<ArrayDeque<Incoming>> waitingBySource = new ArrayList<>();
  private final List<ArrayDeque<Incoming>> waiting = new ArrayList<>(); // those not empty
  private final ReplySlots replies;
  private final List<Attacher> attachers = new ArrayList<>();

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
    for (int source = 0; source < mpi.size(); source++) {
      waitingBySource.add(new ArrayDeque<>());
    }
    for (int i = 0; i < RECEIVES; i++) {
      postNext();
    }
  }

  private void postNext() throws MpiException {
    Incoming next = spare.isEmpty() ? new Incoming(mpi) : spare.poll();
    next.post();
    posted.add(next);
  }

  @Override
  public String roleName() {
    return "service of rank " + rank;
  }

  /**
   * Serves what has come.
   *
   * @return number of requests that came or were served
   * @throws FabricException when MPI fails
   */
  @Override
  public int doWork() throws FabricException {
    try {
      int work = waiting.isEmpty() ? 0 : serveWaiting();
      for (int come = 0; come < MAX_REQUESTS && posted.peek().hasCome(); come++) {
        Incoming request = posted.poll();
        postNext();
        accept(request);
        work++;
      }
      return work + (attachers.isEmpty() ? 0 : answerAttachers());
    } catch (MpiException e) {
      throw new FabricException("rank " + rank + " cannot serve its windows: " + e.getMessage(), e);
    }
  }

  private void accept(Incoming request) throws MpiException, FabricException {
    MessageDescriptor.check(request.message(), request.bytes());
    boolean isAnnounced = request.kind() == MessageDescriptor.LONG_PUT;
    if (isAnnounced) {
      request.receivePayload(
          sparePayloads.isEmpty() ? new Transfer(mpi, true) : sparePayloads.poll());
    }
    ArrayDeque<Incoming> before = waitingBySource.get(request.source());
    if (!before.isEmpty() || isAnnounced) {
      if (before.isEmpty()) {
        waiting.add(before);
      }
      before.add(request);
    } else {
      serve(request);
      spare.add(request);
    }
  }

  /** Carries out what waited for its bytes, or behind such. */
  private int serveWaiting() throws MpiException, FabricException {
    int served = 0;
    for (int i = waiting.size() - 1; i >= 0; i--) {
      ArrayDeque<Incoming> requests = waiting.get(i);
      while (!requests.isEmpty() && requests.peek().isWhole()) {
        Incoming request = requests.poll();
        serve(request);
        Transfer payload = request.takePayload();
        if (payload != null) {
          sparePayloads.add(payload);
        }
        spare.add(request);
        served++;
      }
      if (requests.isEmpty()) {
        waiting.remove(i);
      }
    }
    return served;
  }

  private void serve(Incoming request) throws MpiException, FabricException {
    switch (request.kind()) {
      case MessageDescriptor.PUT -> put(request, request.message(), MessageDescriptor.HEADER_BYTES);
      case MessageDescriptor.LONG_PUT -> put(request, request.payloadMemory(), 0);
      case MessageDescriptor.PUT_LONG -> putWord(request);
      case MessageDescriptor.GET -> reply(request);
      case MessageDescriptor.ATTACH ->
          attachers.add(new Attacher(request.source(), request.window(), request.tag()));
      default -> answer(request.source(), request.tag(), 0);
    }
  }

  private void put(Incoming request, Region from, long at) throws FabricException {
    try {
      own.put(rank, request.window(), request.offset(), from, at, request.bytesOrValue());
      own.fence(rank);
    } catch (FabricException e) {
      logged(e);
    }
  }

  private void putWord(Incoming request) throws FabricException {
    try {
      own.putLong(rank, request.window(), request.offset(), request.bytesOrValue());
      own.fence(rank);
    } catch (FabricException e) {
      logged(e);
    }
  }

  /** What concerns one other rank is no reason to end; a put into a withdrawn window is lost. */
  private static void logged(FabricException e) {
    System.getLogger("paracel.fabric.mpi").log(System.Logger.Level.DEBUG, e.getMessage());
  }

  private void reply(Incoming request) {
    Transfer slot = replies.acquire();
    long bytes = request.bytesOrValue();
    long skew = request.offset() & 7; // the same place in a unit at both sides, as get demands
    Region message = slot.memory(skew + bytes);
    long sent = bytes;
    try {
      own.get(rank, request.window(), request.offset(), message, skew, bytes);
    } catch (FabricException e) {
      sent = 0; // which tells that the window is withdrawn
    }
    send(slot, message, skew, sent, request.source(), request.tag());
  }

  /** Answers those whose window is exposed by now. */
  private int answerAttachers() {
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

  private void answer(int target, int tag, long value) {
    Transfer slot = replies.acquire();
    Region message = slot.memory(Long.BYTES);
    message.setLong(0, value);
    send(slot, message, 0, Long.BYTES, target, tag);
  }

  private static void send(
      Transfer slot, Region message, long offset, long bytes, int target, int tag) {
    try {
      slot.request.send(message, offset, bytes, target, tag);
      slot.starts(target, 0, 0, bytes);
    } catch (MpiException e) {
      // who has asked is lost; that is found by its heartbeat, and the others are to be served
      logged(new FabricException("a reply to rank " + target + ": " + e.getMessage(), e));
    }
  }

  /** Ends the receives. Called by the thread of {@link #doWork} when it has no more work. */
  void close() {
    posted.forEach(Incoming::close);
    waiting.forEach(requests -> requests.forEach(Incoming::close));
    spare.forEach(Incoming::close);
    sparePayloads.forEach(Transfer::close);
    replies.close();
  }
}
