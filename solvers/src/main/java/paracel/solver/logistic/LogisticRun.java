package paracel.solver.logistic;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import paracel.metrics.ConvergencePoint;
import paracel.metrics.Report;
import paracel.metrics.StopReason;
import paracel.solver.ConvergenceLog;
import paracel.solver.OutputFile;
import paracel.table.Consistency;
import paracel.worker.Reduction;
import paracel.worker.SolverContext;
import paracel.worker.Worker;

/**
 * What a method has done with a problem, and the report of it.
 *
 * @param reason why the method ended, as far as it knows itself
 * @param iterations of the method: epochs or steps
 * @param clocks of this worker
 * @param loadNs when loading began, by the worker's time
 * @param startNs when the method began
 * @param endNs when the final weights were read
 * @param stepSize step of the method, in its own unit
 */
public record LogisticRun(
    StopReason reason,
    long iterations,
    long clocks,
    long loadNs,
    long startNs,
    long endNs,
    double stepSize) {

  /** Objectives above so many times that of w = 0 are divergence. */
  private static final double DIVERGED_FACTOR = 2;

  /**
   * Computes what is reported, of the final weights and of those on the way, and writes the files.
   * Collective.
   *
   * @param w final weights, the same in all workers; not modified
   * @param log of this worker
   */
  public void report(LogisticProblem problem, SolverContext context, double[] w, ConvergenceLog log)
      throws Exception {
    Worker worker = problem.worker();
    double objective = problem.objective(w);
    Evaluation train = problem.evaluate(w);
    Evaluation test = context.test() == null ? null : problem.evaluate(context.test(), context, w);
    long maxLag = worker.allReduce(worker.maxLag(), Reduction.MAX);
    log.report(worker, startNs, problem::objective);
    if (worker.index() != 0) {
      return;
    }
    Report report = worker.report();
    double solveSeconds = (endNs - startNs) * 1e-9;
    report.convergence(new ConvergencePoint(solveSeconds, clocks, objective, 0));
    report.ended(judge(problem, objective), iterations, clocks);
    report.objective(objective);
    report.seconds((startNs - loadNs) * 1e-9, solveSeconds);
    int features = problem.hasBias() ? w.length - 1 : w.length;
    report.data(problem.allRows(), features, problem.allNnz());
    metrics(report, "train", train);
    if (test != null) {
      metrics(report, "test", test);
    }
    if (context.consistency().mode() != Consistency.Mode.ASP) {
      report.metric("max_lag", maxLag); // nobody knows it where there is no gate
    }
    report.metric("step_size", stepSize);
    resultLines(report, train, test);
    if (worker.output() != null) {
      writeWeights(worker.output(), problem, w);
      ConvergenceLog.write(worker.output(), report);
    }
  }

  /** Whether the weights are of use. The negation also catches what is not a number. */
  private StopReason judge(LogisticProblem problem, double objective) {
    boolean isUsable = objective <= DIVERGED_FACTOR * problem.objectiveAtZero();
    return isUsable ? reason : StopReason.DIVERGED;
  }

  private static void metrics(Report report, String on, Evaluation evaluation) {
    report.metric(on + "_accuracy", evaluation.accuracy());
    report.metric(on + "_logloss", evaluation.meanLoss());
  }

  private static void resultLines(Report report, Evaluation train, Evaluation test) {
    report.resultLine("          rows  accuracy   mean loss");
    report.resultLine(line("train", train));
    if (test != null) {
      report.resultLine(line("test", test));
    }
  }

  private static String line(String on, Evaluation evaluation) {
    return String.format(
        Locale.ROOT,
        "%-5s %8d  %8.5f  %10.6f",
        on,
        evaluation.rows(),
        evaluation.accuracy(),
        evaluation.meanLoss());
  }

  /** Lines of feature, from 1, and weight; that of the bias has its name for a feature. */
  private static void writeWeights(Path directory, LogisticProblem problem, double[] w)
      throws IOException {
    OutputFile.write(
        directory,
        "weights.tsv",
        out -> {
          for (int j = 0; j < w.length; j++) {
            boolean isBias = problem.hasBias() && j == w.length - 1;
            String feature = isBias ? "bias" : Integer.toString(j + 1);
            OutputFile.print(out, feature + "\t" + w[j] + "\n");
          }
        });
  }
}
