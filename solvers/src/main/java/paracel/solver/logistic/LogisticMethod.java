package paracel.solver.logistic;

import paracel.metrics.Report;
import paracel.metrics.StopReason;
import paracel.solver.ConvergenceLog;
import paracel.worker.SolverContext;
import paracel.worker.Worker;

/**
 * A method that minimises a {@link LogisticProblem}, as one worker has a part in it. Used by that
 * worker's thread.
 */
public interface LogisticMethod {

  /** Makes a worker's part of a method and opens its table. Collective. */
  @FunctionalInterface
  interface Factory {

    /**
     * @param log of the worker; filled by {@link #run}
     */
    LogisticMethod of(LogisticProblem problem, ConvergenceLog log) throws Exception;
  }

  /** Goes on until the method ends, and leaves. Called once. */
  void run() throws Exception;

  /** The final weights, the same in all workers. Waits until all have left. */
  double[] weights() throws Exception;

  /** Whether the method's tolerance was met; the same in all workers after {@link #weights}. */
  boolean isConverged();

  /** Epochs, rounds or iterations. */
  long iterations();

  /** Clocks that this worker has completed. */
  long clocks();

  /** First step, in the method's own unit. */
  double stepSize();

  /** Adds what only this method can tell. Called in worker 0. */
  default void report(Report report) {}

  /** Loads the data, runs a method and reports: the whole of a solver's program. Collective. */
  static void solve(Worker worker, SolverContext context, Factory factory) throws Exception {
    long loadNs = worker.nanoTime();
    LogisticProblem problem = LogisticProblem.load(worker, context);
    ConvergenceLog log = new ConvergenceLog(worker, problem.weights());
    LogisticMethod method = factory.of(problem, log);
    worker.barrier();
    long startNs = worker.nanoTime();
    method.run();
    double[] w = method.weights();
    long endNs = worker.nanoTime();
    if (worker.index() == 0) {
      method.report(worker.report());
    }
    LogisticRun run =
        new LogisticRun(
            method.isConverged() ? StopReason.CONVERGED : StopReason.LIMIT,
            method.iterations(),
            method.clocks(),
            loadNs,
            startNs,
            endNs,
            method.stepSize());
    run.report(problem, context, w, log);
  }
}
