package paracel.solver.logistic;

import java.util.List;
import java.util.function.IntFunction;
import paracel.base.Option;
import paracel.base.OptionValues;
import paracel.base.UsageException;
import paracel.solver.StepSchedule;
import paracel.table.Consistency;
import paracel.worker.Solver;
import paracel.worker.SolverContext;
import paracel.worker.WorkerProgram;

/**
 * L2-regularised logistic regression by stochastic gradient descent: {@link LogisticProblem} by
 * {@link SgdLoop}, and a report of it. Works under every consistency.
 */
public final class LogisticSolver implements Solver {

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
    return LogisticOptions.with(
        LogisticOptions.EPOCHS,
        LogisticOptions.BATCH,
        LogisticOptions.SCHEDULE,
        STEP_SIZE,
        TOLERANCE);
  }

  @Override
  public Consistency defaultConsistency() {
    return Consistency.ssp(1);
  }

  @Override
  public IntFunction<WorkerProgram> prepare(SolverContext context) throws UsageException {
    LogisticOptions.check(context);
    LogisticOptions.checkPositive(context, STEP_SIZE);
    SgdPlan plan = plan(context.values());
    return index ->
        worker ->
            LogisticMethod.solve(
                worker,
                context,
                (problem, log) -> new SgdLoop(problem, plan.withSnapshots(log.room()), log::add));
  }

  private static SgdPlan plan(OptionValues values) {
    Double step = values.get(STEP_SIZE);
    return SgdPlan.ofEpochs(values.get(LogisticOptions.EPOCHS), values.get(LogisticOptions.BATCH))
        .withStep(step == null ? 0 : step, StepSchedule.of(values.get(LogisticOptions.SCHEDULE)))
        .withTolerance(values.get(TOLERANCE));
  }
}
