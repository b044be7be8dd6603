package paracel.worker;

import paracel.base.Idler;
import paracel.clock.Gate;
import paracel.clock.StatusDescriptor;
import paracel.clock.StatusReader;
import paracel.fabric.Endpoint;
import paracel.fabric.FabricException;
import paracel.table.Consistency;
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
      Idler idler) {
    this.endpoint = endpoint;
    this.status = status;
    this.gate = gate;
    this.outboxes = outboxes;
    this.layout = layout;
    this.worker = worker;
    this.idler = idler;
    this.lastTickNs = idler.nanoTime();
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
    beginClock();
    if (!hasLeft()) {
      lag = Math.max(0, clock - status.appliedClock(server));
      maxLag = Math.max(maxLag, lag);
    }
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
