package paracel.base;

import java.util.concurrent.locks.LockSupport;

/**
 * Spins a hundred times, then yields, and parks only after {@value #PARK_AFTER_NS} ns without work.
 * Pure spinning is 10 to 20 times slower when there are more ranks than cores; parking at once
 * costs tens of microseconds for each message.
 */
public final class BackoffIdler implements Idler {

  static final int SPINS = 100;
  static final long PARK_AFTER_NS = 2_000_000;
  private static final long PARK_MIN_NS = 20_000;
  private static final long PARK_MAX_NS = 500_000;

  private int idles;
  private long yieldingSinceNs;
  private long parkNs = PARK_MIN_NS;

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void idle() {
    if (idles < SPINS) {
      idles++;
      Thread.onSpinWait();
      return;
    }
    long now = System.nanoTime();
    if (idles == SPINS) {
      idles++;
      yieldingSinceNs = now;
    }
    if (now - yieldingSinceNs < PARK_AFTER_NS) {
      Thread.yield();
    } else {
      LockSupport.parkNanos(parkNs);
      parkNs = Math.min(2 * parkNs, PARK_MAX_NS);
    }
  }

  @Override
  public void reset() {
    idles = 0;
    parkNs = PARK_MIN_NS;
  }

  @Override
  public void sleepUntil(long deadlineNs) {
    long left;
    while ((left = deadlineNs - System.nanoTime()) > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(left);
    }
  }
}
