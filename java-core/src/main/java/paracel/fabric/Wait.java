package paracel.fabric;

import paracel.base.Idler;

/**
 * Waiting with a deadline. All waits of a rank come through here, so that each can be interrupted,
 * each ends, and each says who waited for what. Allocates nothing unless it fails.
 */
public final class Wait {

  /** What is waited for. */
  public interface Condition {

    /** Looks once whether the condition holds; may read remote memory, must not wait itself. */
    boolean poll() throws FabricException;

    /**
     * Completes the sentence "waited 5.0 s: "; says who waits for what, with the last state seen.
     */
    String describe();
  }

  private Wait() {}

  /**
   * Polls until the condition holds.
   *
   * @param timeoutNs longest wait in nanoseconds
   * @throws DeadlineException when it does not hold in time
   * @throws InterruptedRankException when the thread is interrupted
   */
  public static void until(Condition condition, Idler idler, long timeoutNs)
      throws FabricException {
    if (condition.poll()) {
      return;
    }
    long startNs = idler.nanoTime();
    idler.reset();
    while (true) {
      idler.idle();
      if (condition.poll()) {
        return;
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedRankException("interrupted: " + condition.describe());
      }
      long waitedNs = idler.nanoTime() - startNs;
      if (waitedNs > timeoutNs) {
        throw new DeadlineException(
            "waited %.1f s: %s".formatted(waitedNs * 1e-9, condition.describe()));
      }
    }
  }
}
