package paracel.solver.dgd;

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

/** L2-regularised logistic regression by gradient descent on all rows, bulk-synchronous. */
public final class DgdSolver implements Solver {

  static final Option<Integer> ITERATIONS =
      Option.ofInt("iterations", 5000, 1, Integer.MAX_VALUE, "", "most iterations");

  static final Option<Double> TOLERANCE =
      Option.ofDouble(
          "tolerance",
          1e-6,
          0,
          1,
          "",
          "end when the gradient's largest element is this part of the first one's");

  static final Option<String> MOMENTUM =
      Option.ofChoice(
          "momentum",
          "nesterov",
          List.of("nesterov", "none"),
          "Nesterov's momentum with restarts, or the plain method");

  static final Option<Double> STEP_SIZE =
      Option.ofDouble(
          "step-size", null, 0, 1e100, "", "step; from a bound of the curvature when absent");

  @Override
  public String name() {
    return "dgd";
  }

  @Override
  public String summary() {
    return "L2-regularised logistic regression by full gradient descent, the exact baseline";
  }

  @Override
  public List<Option<?>> options() {
    return LogisticOptions.with(ITERATIONS, TOLERANCE, MOMENTUM, STEP_SIZE);
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
      throw new UsageException("--consistency: dgd is exact, which only bsp allows");
    }
    OptionValues values = context.values();
    return index ->
        worker ->
            LogisticMethod.solve(
                worker,
                context,
                (problem, log) ->
                    new DescentLoop(
                        problem,
                        log,
                        values.get(ITERATIONS),
                        values.get(TOLERANCE),
                        values.get(MOMENTUM).equals("nesterov"),
                        values.get(STEP_SIZE)));
  }
}
