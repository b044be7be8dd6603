package paracel.solver.agd;

import java.util.List;
import java.util.function.IntFunction;
import paracel.base.Option;
import paracel.base.OptionValues;
import paracel.base.UsageException;
import paracel.solver.logistic.LogisticMethod;
import paracel.solver.logistic.LogisticOptions;
import paracel.table.Consistency;
import paracel.worker.Solver;
import paracel.worker.SolverContext;
import paracel.worker.WorkerProgram;

/** L2-regularised logistic regression by asynchronous gradient descent, exact in the end. */
public final class AgdSolver implements Solver {

  static final Option<Integer> EPOCHS =
      Option.ofInt(
          "epochs", 500, 1, Integer.MAX_VALUE, "epochs", "most passes of a worker over its rows");

  static final Option<Integer> BATCH =
      Option.ofInt(
          "batch",
          64,
          0,
          Integer.MAX_VALUE,
          "rows",
          "rows of each worker in a clock, whose part of the gradient is renewed; 0 for all");

  static final Option<Double> STEP_SIZE =
      Option.ofDouble(
          "step-size", null, 0, 1e100, "", "step, for the mean loss; from a curvature when absent");

  static final Option<Double> TOLERANCE =
      Option.ofDouble(
          "tolerance",
          1e-4,
          0,
          1,
          "",
          "end when the gradient's largest element is this part of the first one's");

  @Override
  public String name() {
    return "agd";
  }

  @Override
  public String summary() {
    return "L2-regularised logistic regression by asynchronous gradient descent, exact in the end";
  }

  @Override
  public List<Option<?>> options() {
    return LogisticOptions.with(EPOCHS, BATCH, STEP_SIZE, TOLERANCE);
  }

  @Override
  public Consistency defaultConsistency() {
    return Consistency.asp();
  }

  @Override
  public IntFunction<WorkerProgram> prepare(SolverContext context) throws UsageException {
    LogisticOptions.check(context);
    LogisticOptions.checkPositive(context, STEP_SIZE);
    OptionValues values = context.values();
    AgdPlan plan =
        new AgdPlan(
            values.get(EPOCHS), values.get(BATCH), values.get(STEP_SIZE), values.get(TOLERANCE));
    return index ->
        worker ->
            LogisticMethod.solve(
                worker, context, (problem, log) -> new AggregateLoop(problem, plan, log));
  }
}
