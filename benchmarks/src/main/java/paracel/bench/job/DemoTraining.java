package paracel.bench.job;

import paracel.job.Job;
import paracel.job.JobSpec;
import paracel.solver.StepSchedule;
import paracel.solver.logistic.LogisticProblem;
import paracel.solver.logistic.SgdLoop;
import paracel.solver.logistic.SgdPlan;
import paracel.table.Consistency;
import paracel.worker.TickHook;
import paracel.worker.Worker;

/**
 * One training run of the demonstration: logistic regression by workers that are threads, with a
 * snapshot of the weights at every clock of worker 0. Objectives are computed after the run.
 */
final class DemoTraining {

  static final int WORKERS = 8;
  static final int CLOCKS = 200;

  /** Rows of a worker's batch. */
  private static final int BATCH_ROWS = 8;

  private final DemoData data;
  private final double target;
  private final double stepSize;

  /**
   * @param target objective that is to be reached
   * @param stepSize constant step
   */
  DemoTraining(DemoData data, double target, double stepSize) {
    this.data = data;
    this.target = target;
    this.stepSize = stepSize;
  }

  /** Trains once. */
  DemoRun run(Consistency consistency, TickHook hook, long seed) throws Exception {
    double[][] weights = new double[CLOCKS][DemoData.FEATURES];
    double[] seconds = new double[CLOCKS];
    double[] ends = new double[WORKERS];
    Job.run(
        JobSpec.threads(WORKERS, 1, consistency).withHook(hook).withSeed(seed),
        index -> worker -> train(worker, weights, seconds, ends));
    double[] objectives = new double[CLOCKS];
    for (int clock = 0; clock < CLOCKS; clock++) {
      objectives[clock] = data.objective(weights[clock]);
    }
    double end = 0;
    for (double other : ends) {
      end = Math.max(end, other);
    }
    return new DemoRun(seconds, objectives, end, target);
  }

  private void train(Worker worker, double[][] weights, double[] seconds, double[] ends)
      throws Exception {
    LogisticProblem problem =
        new LogisticProblem(worker, DemoData.part(worker.index(), WORKERS), DemoData.C, false);
    SgdPlan plan =
        SgdPlan.ofClocks(CLOCKS, BATCH_ROWS)
            .withStep(stepSize, StepSchedule.CONSTANT)
            .withSnapshots(worker.index() == 0 ? CLOCKS : 0);
    long[] startNs = new long[1];
    SgdLoop loop =
        new SgdLoop(
            problem,
            plan,
            (clock, timeNs, w, lag) -> {
              System.arraycopy(w, 0, weights[(int) clock], 0, DemoData.FEATURES);
              seconds[(int) clock] = (timeNs - startNs[0]) * 1e-9;
            });
    worker.barrier();
    startNs[0] = worker.nanoTime();
    loop.run();
    ends[worker.index()] = (worker.nanoTime() - startNs[0]) * 1e-9;
  }
}
