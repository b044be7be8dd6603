package paracel.fabric.sim;

import paracel.base.Idler;

/** Passes simulated time: a little at first, longer while there is nothing to do. */
final class SimIdler implements Idler {

  private static final long FIRST_NS = 200;
  private static final long LONGEST_NS = 1_000_000;

  private final SimScheduler scheduler;
  private long longestNs = FIRST_NS;

  SimIdler(SimScheduler scheduler) {
    this.scheduler = scheduler;
  }

  @Override
  public long nanoTime() {
    return scheduler.nowNs();
  }

  @Override
  public void idle() {
    scheduler.pauseUntil(scheduler.nowNs() + 1 + scheduler.random().nextLong(longestNs));
    longestNs = Math.min(LONGEST_NS, 2 * longestNs);
  }

  @Override
  public void reset() {
    longestNs = FIRST_NS;
  }

  @Override
  public void sleepUntil(long deadlineNs) {
    while (scheduler.nowNs() < deadlineNs && !Thread.currentThread().isInterrupted()) {
      scheduler.pauseUntil(deadlineNs);
    }
  }
}
