package paracel.base;

import java.util.concurrent.locks.LockSupport;

/**
 * Spins, then yields, and parks only after {@value #PARK_AFTER_NS} ns without work. Parking at once
 * costs tens of microseconds for each message; spinning takes time from the very rank that is
 * waited for, where ranks share cores. So it spins {@value #MOST_SPINS} times as long as yielding
 * comes back at once, and less and less when somebody else has run meanwhile.
 */
public final class BackoffIdler implements Idler {

  static final int MOST_SPINS = 100;
  static final int FEWEST_SPINS = 2;
  static final long PARK_AFTER_NS = 2_000_000;
  private static final long SHARED_AFTER_NS = 1_000; // a yield that nobody took up is shorter
  private static final long PARK_MIN_NS = 20_000;
  private static final long PARK_MAX_NS = 500_000;

  private int spins = MOST_SPINS;
  private int idles;
  private boolean isYielding;
  private long yieldingSinceNs;
  private long parkNs = PARK_MIN_NS;

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void idle() {
    if (idles < spins) {
      idles++;
      Thread.onSpinWait();
      return;
    }
    long now = System.nanoTime();
    if (!isYielding) {
      isYielding = true;
      yieldingSinceNs = now;
    }
    if (now - yieldingSinceNs < PARK_AFTER_NS) {
      Thread.yield();
      adapt(System.nanoTime() - now);
    } else {
      LockSupport.parkNanos(parkNs);
      parkNs = Math.min(2 * parkNs, PARK_MAX_NS);
    }
  }

  /** Learns from a yield whether the core is shared. */
  private void adapt(long yieldNs) {
    spins =
        yieldNs > SHARED_AFTER_NS
            ? Math.max(FEWEST_SPINS, spins / 2)
            : Math.min(MOST_SPINS, spins + 1);
  }

  @Override
  public void reset() {
    idles = 0;
    isYielding = false;
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
