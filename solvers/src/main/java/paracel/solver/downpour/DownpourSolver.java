package paracel.solver.downpour;

import java.util.List;
import java.util.function.IntFunction;
import paracel.base.Option;
import paracel.base.OptionValues;
import paracel.base.UsageException;
import paracel.solver.StepSchedule;
import paracel.solver.logistic.LogisticMethod;
import paracel.solver.logistic.LogisticOptions;
import paracel.solver.logistic.SgdPlan;
import paracel.table.Consistency;
import paracel.worker.Solver;
import paracel.worker.SolverContext;
import paracel.worker.WorkerProgram;

/** L2-regularised logistic regression by downpour stochastic gradient descent, asynchronous. */
public final class DownpourSolver implements Solver {

  static final Option<Integer> FETCH_EVERY =
      Option.ofInt(
          "fetch-every", 4, 1, 1_000_000, "batches", "batches of a worker between its pulls");

  static final Option<Integer> PUSH_EVERY =
      Option.ofInt(
          "push-every", 4, 1, 1_000_000, "batches", "batches of a worker between its pushes");

  static final Option<Boolean> ADAGRAD =
      Option.ofFlag("adagrad", "a step of its own for each weight (AdaGrad), kept by each worker");

  static final Option<Double> STEP_SIZE =
      Option.ofDouble(
          "step-size",
          null,
          0,
          1e100,
          "",
          "first step, for the mean loss; chosen when absent, from the data's curvature");

  @Override
  public String name() {
    return "downpour";
  }

  @Override
  public String summary() {
    return "L2-regularised logistic regression by downpour stochastic gradient descent";
  }

  @Override
  public List<Option<?>> options() {
    return LogisticOptions.with(
        LogisticOptions.EPOCHS,
        LogisticOptions.BATCH,
        FETCH_EVERY,
        PUSH_EVERY,
        ADAGRAD,
        LogisticOptions.SCHEDULE,
        STEP_SIZE);
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
    Double step = values.get(STEP_SIZE);
    SgdPlan sgd =
        SgdPlan.ofEpochs(values.get(LogisticOptions.EPOCHS), values.get(LogisticOptions.BATCH))
            .withStep(
                step == null ? 0 : step, StepSchedule.of(values.get(LogisticOptions.SCHEDULE)));
    DownpourPlan plan =
        new DownpourPlan(sgd, values.get(FETCH_EVERY), values.get(PUSH_EVERY), values.get(ADAGRAD));
    return index ->
        worker ->
            LogisticMethod.solve(
                worker, context, (problem, log) -> new DownpourLoop(problem, plan, log));
  }
}
