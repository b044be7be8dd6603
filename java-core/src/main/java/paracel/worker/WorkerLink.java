package paracel.worker;

import paracel.base.Idler;
import paracel.clock.Gate;
import paracel.clock.StatusDescriptor;
import paracel.clock.StatusReader;
import paracel.fabric.Endpoint;
import paracel.fabric.FabricException;
import paracel.table.ByteReader;
import paracel.table.ByteWriter;
import paracel.table.Consistency;
import paracel.table.RequestDescriptor;
import paracel.table.WindowLayout;

/**
 * What tables need of their worker: its clock, its way through the gate, its endpoint and outboxes.
 * Used by one thread.
 */
final class WorkerLink {

  private static final long NOT_BEGUN = Long.MIN_VALUE;

  final Endpoint endpoint;
  final StatusReader status;
  final Gate gate;
  final Outbox[] outboxes;
  final WindowLayout layout;
  final int worker;
  private final Idler idler;
  private final RequestChannel[] channels;
  private final long timeoutNs;

  private long clock;
  private long lastTickNs;
  private long clockStartNs = NOT_BEGUN;
  private long lag;
  private long maxLag;

  WorkerLink(
      Endpoint endpoint,
      StatusReader status,
      Gate gate,
      Outbox[] outboxes,
      WindowLayout layout,
      int worker,
      Idler idler,
      long timeoutNs) {
    this.endpoint = endpoint;
    this.status = status;
    this.gate = gate;
    this.outboxes = outboxes;
    this.layout = layout;
    this.worker = worker;
    this.idler = idler;
    this.timeoutNs = timeoutNs;
    this.channels = new RequestChannel[outboxes.length];
    this.lastTickNs = idler.nanoTime();
  }

  /** The way of requests to a parameter rank. */
  RequestChannel channel(int server) {
    if (channels[server] == null) {
      channels[server] = new RequestChannel(server, this, idler, timeoutNs);
    }
    return channels[server];
  }

  /** Takes the answers that are there; gives whether there were any. */
  boolean takeAnswers() throws FabricException {
    boolean any = false;
    for (RequestChannel channel : channels) {
      if (channel != null && channel.underWay() > 0) {
        channel.publish();
        any |= channel.takeAnswers();
      }
    }
    return any;
  }

  /** Waits until nothing is under way. */
  void awaitAnswers() throws FabricException {
    boolean any = true;
    while (any) { // what is done at one parameter rank may lead to a request to another
      any = false;
      for (RequestChannel channel : channels) {
        if (channel != null && channel.underWay() > 0) {
          channel.awaitAll();
          any = true;
        }
      }
    }
  }

  /**
   * Fails when the parameter rank is known to have refused updates of this worker.
   *
   * @throws RequestRefusedException with the reason of the first
   */
  void throwIfRefused(int server) throws FabricException {
    if (status.refused(server) > 0) {
      Question why = new Question();
      RequestChannel channel = channel(server);
      channel.reserve();
      channel.send(0, RequestDescriptor.REFUSALS, new ByteWriter(), why);
      channel.await(why);
      why.throwIfRefused();
    }
  }

  /** A request of whose answer nothing is wanted but a refusal. */
  static final class Question extends PendingRequest {
    @Override
    void take(ByteReader answer) {}
  }

  void close() {
    for (RequestChannel channel : channels) {
      if (channel != null) {
        channel.close();
      }
    }
  }

  /** Ticks completed, or {@link StatusDescriptor#INFINITY} when the worker has left. */
  long clock() {
    return clock;
  }

  boolean hasLeft() {
    return clock == StatusDescriptor.INFINITY;
  }

  /** Goes on to a clock, or to {@link StatusDescriptor#INFINITY}. */
  void clock(long newClock) {
    clock = newClock;
    lastTickNs = idler.nanoTime();
    clockStartNs = NOT_BEGUN;
  }

  /**
   * When the worker began to compute in this clock: behind its first gate, else at the last tick.
   */
  long clockStartNs() {
    return clockStartNs == NOT_BEGUN ? lastTickNs : clockStartNs;
  }

  private void beginClock() {
    if (clockStartNs == NOT_BEGUN) {
      clockStartNs = idler.nanoTime();
    }
  }

  /**
   * Waits until rows of a parameter rank may be read. An asynchronous reader waits for nobody's
   * clock but still for its own updates: otherwise it would compute from the same rows again and
   * again, as fast as its ring takes the results.
   */
  void passGate(int server, Consistency consistency) throws FabricException {
    boolean isBounded = consistency.mode() != Consistency.Mode.ASP;
    long staleness = isBounded ? consistency.staleness() : clock;
    gate.pass(server, clock, staleness, outboxes[server].lastTick());
    throwIfRefused(server);
    beginClock();
    if (!hasLeft()) {
      lag = Math.max(0, clock - status.appliedClock(server));
      maxLag = Math.max(maxLag, lag);
    }
  }

  /** Whether rows of a parameter rank may be read at once; looks, and does not wait. */
  boolean isGateOpen(int server, Consistency consistency) throws FabricException {
    boolean isBounded = consistency.mode() != Consistency.Mode.ASP;
    long staleness = isBounded ? consistency.staleness() : clock;
    return gate.isOpenFor(server, clock, staleness, outboxes[server].lastTick());
  }

  /** Clocks that the last read was behind at most, as far as known when it was issued. */
  long lag() {
    return lag;
  }

  long maxLag() {
    return maxLag;
  }

  /** Applied clock that a row must have to be used again without asking. */
  long requiredClock(Consistency consistency) {
    if (hasLeft() || consistency.mode() == Consistency.Mode.ASP) {
      return clock;
    }
    return clock - consistency.staleness();
  }
}
