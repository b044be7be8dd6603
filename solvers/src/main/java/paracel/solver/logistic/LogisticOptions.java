package paracel.solver.logistic;

import java.util.ArrayList;
import java.util.List;
import paracel.base.Option;
import paracel.base.UsageException;
import paracel.data.DataOptions;
import paracel.solver.StepSchedule;
import paracel.worker.SolverContext;

/** Options of all that solves logistic regression. */
public final class LogisticOptions {

  public static final Option<Double> C =
      Option.ofDouble("C", 1.0, 0, 1e100, "", "weight of the loss against 0.5 w'w, above 0");

  public static final Option<Boolean> BIAS =
      Option.ofFlag("bias", "add a feature that is always 1; its weight is regularised too");

  public static final Option<Integer> EPOCHS =
      Option.ofInt(
          "epochs",
          0,
          0,
          Integer.MAX_VALUE,
          "epochs",
          "passes over the data; 0 for 30, or as many as make 6000 clocks");

  public static final Option<Integer> BATCH =
      Option.ofInt(
          "batch",
          0,
          0,
          Integer.MAX_VALUE,
          "rows",
          "rows of each worker in a clock; 0 for what makes 512 clocks an epoch, in 32..4096");

  public static final Option<String> SCHEDULE =
      Option.ofChoice(
          "schedule",
          StepSchedule.LINEAR.word(),
          StepSchedule.words(),
          "how steps shrink: linear to 0 at the end, inverse (or its root) in epochs");

  private LogisticOptions() {}

  /** Those of the data, the problem, and the method's own. */
  public static List<Option<?>> with(Option<?>... own) {
    List<Option<?>> options =
        new ArrayList<>(
            List.of(
                DataOptions.INPUT,
                DataOptions.TEST,
                DataOptions.FORMAT,
                DataOptions.LABEL_COLUMN,
                DataOptions.HEADER,
                DataOptions.DELIMITER,
                C,
                BIAS));
    options.addAll(List.of(own));
    return List.copyOf(options);
  }

  /** Refuses what a single option's type cannot. */
  public static void check(SolverContext context) throws UsageException {
    if (context.input() == null) {
      throw new UsageException("--input: no file is given");
    }
    checkPositive(context, C);
    if ("none".equals(context.values().get(DataOptions.LABEL_COLUMN))) {
      throw new UsageException("--label-column: logistic regression needs labels");
    }
  }

  /** Refuses zero; null is let pass. */
  public static void checkPositive(SolverContext context, Option<Double> option)
      throws UsageException {
    Double value = context.values().get(option);
    if (value != null && !(value > 0)) {
      throw new UsageException("--" + option.key() + ": " + value + " is not above 0");
    }
  }
}
