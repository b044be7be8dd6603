package paracel.solver.logistic;

import paracel.base.Check;
import paracel.solver.StepSchedule;
import paracel.worker.Reduction;

/**
 * How long and in what steps {@link SgdLoop} goes.
 *
 * @param epochs passes over the data; 0 when {@code clocks} says how long
 * @param clocks ticks of each worker; 0 when {@code epochs} says how long; both 0: chosen
 * @param batchRows most rows of a worker's batch; 0: chosen
 * @param stepSize step at clock 0, for the mean loss; 0: chosen
 * @param schedule of the later steps
 * @param tolerance relative change of the running loss from epoch to epoch below which the loop
 *     ends; 0 for never. Anything else makes the workers wait for each other once an epoch
 * @param snapshots most calls of the observer, at clock 0 and then evenly spaced; as many as there
 *     are clocks for one at every clock
 */
public record SgdPlan(
    long epochs,
    long clocks,
    int batchRows,
    double stepSize,
    StepSchedule schedule,
    double tolerance,
    long snapshots) {

  private static final int BATCH_MIN = 32;
  private static final int BATCH_MAX = 4096;
  private static final int CLOCKS_PER_EPOCH = 512;
  private static final int EPOCHS_MIN = 30;
  private static final int CLOCKS_MIN = 6000;

  public SgdPlan {
    Check.argument(epochs >= 0 && clocks >= 0, "epochs and clocks are not negative");
    Check.argument(epochs == 0 || clocks == 0, "either epochs or clocks");
    Check.argument(batchRows >= 0, "rows of a batch are not negative");
    Check.argument(stepSize >= 0 && Double.isFinite(stepSize), "a step is finite, not negative");
    Check.argument(tolerance >= 0, "a tolerance is not negative");
    Check.argument(snapshots >= 0, "a number of snapshots is not negative");
  }

  /** A given number of clocks with batches of a given size, without snapshots. */
  public static SgdPlan ofClocks(long clocks, int batchRows) {
    return new SgdPlan(0, clocks, batchRows, 0, StepSchedule.LINEAR, 0, 0);
  }

  /** A given number of epochs with batches of a given size, without snapshots; 0: chosen. */
  public static SgdPlan ofEpochs(long epochs, int batchRows) {
    return new SgdPlan(epochs, 0, batchRows, 0, StepSchedule.LINEAR, 0, 0);
  }

  public SgdPlan withStep(double size, StepSchedule steps) {
    return new SgdPlan(epochs, clocks, batchRows, size, steps, tolerance, snapshots);
  }

  public SgdPlan withTolerance(double relative) {
    return new SgdPlan(epochs, clocks, batchRows, stepSize, schedule, relative, snapshots);
  }

  public SgdPlan withSnapshots(long most) {
    return new SgdPlan(epochs, clocks, batchRows, stepSize, schedule, tolerance, most);
  }

  /**
   * In how many batches each worker cuts its rows: the same number in all workers, so that an epoch
   * has as many clocks in all. Collective.
   *
   * @param batchRows most rows of a batch; 0: chosen
   */
  public static int batches(LogisticProblem problem, int batchRows) throws Exception {
    long rowsMax = problem.worker().allReduce((long) problem.x().rows(), Reduction.MAX);
    long batch = batchRows;
    if (batch == 0) {
      batch = Math.clamp(Math.ceilDiv(rowsMax, CLOCKS_PER_EPOCH), BATCH_MIN, BATCH_MAX);
    }
    return (int) Math.ceilDiv(rowsMax, batch);
  }

  /** Clocks of the run when an epoch has so many. */
  public long clocks(int clocksPerEpoch) {
    if (clocks > 0) {
      return clocks;
    }
    return clocksPerEpoch
        * (epochs > 0 ? epochs : Math.max(EPOCHS_MIN, Math.ceilDiv(CLOCKS_MIN, clocksPerEpoch)));
  }
}
