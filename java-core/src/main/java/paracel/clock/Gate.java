package paracel.clock;

import paracel.base.Idler;
import paracel.fabric.FabricException;
import paracel.fabric.Wait;

/**
 * Where a worker waits until it may read rows.
 *
 * <p>A worker at clock c with staleness s passes when, at every parameter rank it is going to read,
 * the applied clock is at least c - s and its own ring is consumed up to its last tick. Why rows
 * read afterwards hold every update that any worker pushed before its tick number c - s, and all of
 * its own before its last tick: a ring is written and consumed in order, a tick follows the updates
 * of its clock in the same ring, the status line is released after the updates before the tick have
 * been applied, and the get is issued after the line was read.
 *
 * <p>Used by one thread; allocates nothing unless it fails.
 */
public class Gate implements Wait.Condition {

  private final StatusReader status;
  private final Topology topology;
  private final int worker;
  private final Idler idler;
  private final long timeoutNs;

  private int server;
  private long clock;
  private long wantedClock;
  private long wantedHead;
  private long waits;

  /**
   * @param timeoutNs longest wait in nanoseconds
   */
  public Gate(StatusReader status, Topology topology, int worker, Idler idler, long timeoutNs) {
    this.status = status;
    this.topology = topology;
    this.worker = worker;
    this.idler = idler;
    this.timeoutNs = timeoutNs;
  }

  /**
   * Returns when rows of one parameter rank may be read. Reads no remote memory when what is known
   * of the parameter rank is enough.
   *
   * @param server parameter rank whose rows are going to be read
   * @param clock the worker's clock, or {@link StatusDescriptor#INFINITY} when it has left
   * @param staleness bound, 0 or more
   * @param lastTick stream position behind the worker's last tick in its ring at that rank
   * @throws paracel.fabric.DeadlineException naming the parameter rank and what it has not reached
   */
  public void pass(int server, long clock, long staleness, long lastTick) throws FabricException {
    want(server, clock, staleness, lastTick);
    if (!isOpen()) {
      Wait.until(this, idler, timeoutNs);
    }
  }

  /** Whether {@link #pass} would return without waiting; looks once at most. */
  public boolean isOpenFor(int server, long clock, long staleness, long lastTick)
      throws FabricException {
    want(server, clock, staleness, lastTick);
    return isOpen() || poll();
  }

  private void want(int wantedServer, long atClock, long staleness, long lastTick) {
    this.server = wantedServer;
    this.clock = atClock;
    this.wantedClock = requiredClock(atClock, staleness);
    this.wantedHead = requiredHead(lastTick);
  }

  /** The applied clock that a reader needs: c - s. */
  protected long requiredClock(long clock, long staleness) {
    return clock == StatusDescriptor.INFINITY ? clock : clock - staleness;
  }

  /** The head that a reader needs: its last tick. */
  protected long requiredHead(long lastTick) {
    return lastTick;
  }

  private boolean isOpen() {
    return status.appliedClock(server) >= wantedClock && status.head(server) >= wantedHead;
  }

  /** How many times {@link #pass} had to look at remote memory. */
  public long waits() {
    return waits;
  }

  @Override
  public boolean poll() throws FabricException {
    waits++;
    status.refresh(server);
    return isOpen();
  }

  @Override
  public String describe() {
    return ("worker %d at clock %s waits for parameter rank %d to reach applied clock %s and"
            + " head %d; it is at %d and %d (%s)")
        .formatted(
            worker,
            clock == StatusDescriptor.INFINITY ? "infinity" : Long.toString(clock),
            server,
            wantedClock == StatusDescriptor.INFINITY ? "infinity" : Long.toString(wantedClock),
            wantedHead,
            status.appliedClock(server),
            status.head(server),
            topology.describe(server));
  }
}
