package paracel.solver.ipm;

import java.util.List;
import java.util.function.IntFunction;
import paracel.base.Option;
import paracel.base.OptionValues;
import paracel.base.UsageException;
import paracel.solver.StepSchedule;
import paracel.solver.logistic.LogisticMethod;
import paracel.solver.logistic.LogisticOptions;
import paracel.table.Consistency;
import paracel.worker.Solver;
import paracel.worker.SolverContext;
import paracel.worker.WorkerProgram;

/** L2-regularised logistic regression by iterative parameter mixing, bulk-synchronous. */
public final class IpmSolver implements Solver {

  static final Option<Integer> ROUNDS =
      Option.ofInt("rounds", 30, 1, Integer.MAX_VALUE, "", "most passes over the data");

  static final Option<String> SCHEDULE =
      Option.ofChoice(
          "schedule",
          StepSchedule.LINEAR.word(),
          StepSchedule.words(),
          "how steps shrink: linear to 0 at the end, inverse (or its root) in rounds");

  static final Option<Double> STEP_SIZE =
      Option.ofDouble(
          "step-size",
          null,
          0,
          1e100,
          "",
          "first step, for the loss of one row; the largest that cannot diverge when absent");

  static final Option<Double> TOLERANCE =
      Option.ofDouble(
          "tolerance",
          0.0,
          0,
          1,
          "",
          "end when the running loss changes relatively less from round to round; 0 for never");

  @Override
  public String name() {
    return "ipm";
  }

  @Override
  public String summary() {
    return "L2-regularised logistic regression by passes at each worker whose weights are averaged";
  }

  @Override
  public List<Option<?>> options() {
    return LogisticOptions.with(ROUNDS, SCHEDULE, STEP_SIZE, TOLERANCE);
  }

  @Override
  public Consistency defaultConsistency() {
    return Consistency.bsp();
  }

  @Override
  public IntFunction<WorkerProgram> prepare(SolverContext context) throws UsageException {
    LogisticOptions.check(context);
    LogisticOptions.checkPositive(context, STEP_SIZE);
    if (!context.consistency().isStaged()) {
      throw new UsageException("--consistency: ipm averages whole rounds, which only bsp allows");
    }
    OptionValues values = context.values();
    MixingPlan plan =
        new MixingPlan(
            values.get(ROUNDS),
            values.get(STEP_SIZE),
            StepSchedule.of(values.get(SCHEDULE)),
            values.get(TOLERANCE));
    return index ->
        worker ->
            LogisticMethod.solve(
                worker, context, (problem, log) -> new MixingLoop(problem, plan, log));
  }
}
