package paracel.solver.ipm;

import paracel.base.Check;
import paracel.solver.StepSchedule;

/**
 * How long and in what steps {@link MixingLoop} goes.
 *
 * @param rounds passes over the data, 1 or more
 * @param stepSize first step, for the loss of a row; null: the largest safe one
 * @param schedule of the later steps, of which a round is an epoch
 * @param tolerance relative change of the running loss from round to round below which the loop
 *     ends; 0 for never
 */
record MixingPlan(long rounds, Double stepSize, StepSchedule schedule, double tolerance) {

  MixingPlan {
    Check.argument(rounds >= 1, "at least one round");
    Check.argument(stepSize == null || stepSize > 0, "a step is positive");
    Check.argument(tolerance >= 0, "a tolerance is not negative");
  }
}
