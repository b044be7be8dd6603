package paracel.solver.logistic;

/**
 * Gives all rows one weight although nobody waits for anybody.
 *
 * <p>Problem: asynchronously nothing keeps workers together, and weights would drift to the rows of
 * whoever is faster, or in the end of whoever is last. Idea: a shared element holds the sum of what
 * each worker has been credited. The mean over workers takes the place of the clock in schedules
 * and ends the loop, and a clock whose worker has credit {@code c} when the mean is {@code m}
 * counts, in its step and its credit, {@code 1 + (m - c)/K}, in 0..{@value #WEIGHT_MAX}, with K one
 * part in {@value #SLACK_PART} of all clocks. In lockstep that is 1; who is ahead counts less and
 * who is behind more.
 *
 * <p>Of one worker; used by its thread.
 */
public final class ClockCredit {

  private static final double WEIGHT_MAX = 4;
  private static final int SLACK_PART = 128;
  private static final double SLACK_MIN = 4;

  private final double slack;
  private final long activeWorkers;

  private double credit;

  /**
   * @param clocks of the run
   * @param activeWorkers that are credited anything
   */
  public ClockCredit(long clocks, long activeWorkers) {
    this.slack = Math.max(SLACK_MIN, (double) clocks / SLACK_PART);
    this.activeWorkers = activeWorkers;
  }

  /** Mean credit of a worker when all together have a sum. */
  public double mean(double sum) {
    return sum / activeWorkers;
  }

  /** What a clock counts that is begun at a mean; the caller adds it to the shared sum. */
  public double take(double mean) {
    double weight = Math.clamp(1 + (mean - credit) / slack, 0, WEIGHT_MAX);
    credit += weight;
    return weight;
  }
}
