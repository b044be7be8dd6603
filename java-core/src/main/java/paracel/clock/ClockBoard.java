package paracel.clock;

import paracel.base.Check;

/** Ticks that a parameter rank has met, by worker, and their minimum. Used by one thread. */
public final class ClockBoard {

  private final long[] clocks;
  private long min;

  public ClockBoard(int workers) {
    clocks = new long[workers];
  }

  public long clock(int worker) {
    return clocks[worker];
  }

  /**
   * The clock that every worker has reached; {@link StatusDescriptor#INFINITY} when all have left.
   */
  public long min() {
    return min;
  }

  /** A worker has completed a clock. */
  public void tick(int worker) {
    Check.state(clocks[worker] != StatusDescriptor.INFINITY, "a worker that has left ticks");
    advance(worker, clocks[worker] + 1);
  }

  /** A worker will push nothing more. */
  public void leave(int worker) {
    advance(worker, StatusDescriptor.INFINITY);
  }

  public boolean hasLeft(int worker) {
    return clocks[worker] == StatusDescriptor.INFINITY;
  }

  private void advance(int worker, long clock) {
    long before = clocks[worker];
    clocks[worker] = clock;
    if (before == min) {
      min = clock;
      for (long other : clocks) {
        min = Math.min(min, other);
      }
    }
  }
}
