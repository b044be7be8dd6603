package paracel.base;

/**
 * How one thread of a rank passes time: what it reads as now, and what it does while there is
 * nothing to do. Under simulation time is simulated, so code that waits asks its idler and never
 * the JVM. Not shared between threads.
 */
public interface Idler {

  /** Monotonic time in nanoseconds; only differences have a meaning. */
  long nanoTime();

  /**
   * Called each time a polling loop has found nothing to do; waits a little, and longer each time.
   */
  void idle();

  /** Called when a polling loop has found work: the next {@link #idle} is short again. */
  void reset();

  /** Returns when {@link #nanoTime} has reached {@code deadlineNs}, or when interrupted. */
  void sleepUntil(long deadlineNs);
}
