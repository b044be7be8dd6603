package paracel.solver.logistic;

import java.util.List;
import java.util.function.IntFunction;
import paracel.base.Option;
import paracel.base.OptionValues;
import paracel.base.UsageException;
import paracel.metrics.StopReason;
import paracel.solver.ConvergenceLog;
import paracel.solver.StepSchedule;
import paracel.table.Consistency;
import paracel.worker.Solver;
import paracel.worker.SolverContext;
import paracel.worker.Worker;
import paracel.worker.WorkerProgram;

/**
 * L2-regularised logistic regression by stochastic gradient descent: {@link LogisticProblem} by
 * {@link SgdLoop}, and a report of it. Works under every consistency.
 */
public final class LogisticSolver implements Solver {

  static final Option<Integer> EPOCHS =
      Option.ofInt(
          "epochs",
          0,
          0,
          Integer.MAX_VALUE,
          "epochs",
          "passes over the data; 0 for 30, or as many as make 6000 clocks");

  static final Option<Integer> BATCH =
      Option.ofInt(
          "batch",
          0,
          0,
          Integer.MAX_VALUE,
          "rows",
          "rows of each worker in a clock; 0 for what makes 512 clocks an epoch, in 32..4096");

  static final Option<String> SCHEDULE =
      Option.ofChoice(
          "schedule",
          StepSchedule.LINEAR.word(),
          StepSchedule.words(),
          "how steps shrink: linear to 0 at the end, inverse (or its root) in epochs");

  static final Option<Double> STEP_SIZE =
      Option.ofDouble(
          "step-size",
          null,
          0,
          1e100,
          "",
          "first step, for the mean loss; from the data's curvature when absent");

  static final Option<Double> TOLERANCE =
      Option.ofDouble(
          "tolerance",
          0.0,
          0,
          1,
          "",
          "end when the running loss changes relatively less from epoch to epoch; 0 for never");

  @Override
  public String name() {
    return "logistic";
  }

  @Override
  public String summary() {
    return "L2-regularised logistic regression by stochastic gradient descent";
  }

  @Override
  public List<Option<?>> options() {
    return LogisticOptions.with(EPOCHS, BATCH, SCHEDULE, STEP_SIZE, TOLERANCE);
  }

  @Override
  public Consistency defaultConsistency() {
    return Consistency.ssp(1);
  }

  @Override
  public IntFunction<WorkerProgram> prepare(SolverContext context) throws UsageException {
    LogisticOptions.check(context);
    LogisticOptions.checkPositive(context, STEP_SIZE);
    return index -> worker -> run(worker, context);
  }

  private static SgdPlan plan(OptionValues values) {
    Double step = values.get(STEP_SIZE);
    return SgdPlan.ofEpochs(values.get(EPOCHS), values.get(BATCH))
        .withStep(step == null ? 0 : step, StepSchedule.of(values.get(SCHEDULE)))
        .withTolerance(values.get(TOLERANCE));
  }

  private static void run(Worker worker, SolverContext context) throws Exception {
    long loadNs = worker.nanoTime();
    LogisticProblem problem = LogisticProblem.load(worker, context);
    ConvergenceLog log = new ConvergenceLog(worker, problem.weights());
    SgdPlan plan = plan(context.values()).withSnapshots(log.room());
    SgdLoop loop = new SgdLoop(problem, plan, log::add);
    worker.barrier();
    long startNs = worker.nanoTime();
    loop.run();
    double[] w = loop.weights();
    LogisticRun run =
        new LogisticRun(
            loop.isConverged() ? StopReason.CONVERGED : StopReason.LIMIT,
            Math.ceilDiv(loop.clock(), loop.clocksEachEpoch()),
            loop.clock(),
            loadNs,
            startNs,
            worker.nanoTime(),
            loop.stepSize());
    run.report(problem, context, w, log);
  }
}
