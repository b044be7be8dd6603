package paracel.solver.agd;

import paracel.base.Check;

/**
 * How long and in what steps {@link AggregateLoop} goes.
 *
 * @param epochs most passes of each worker over its rows, 1 or more
 * @param batchRows most rows of a part of a worker's rows; 0: all of them
 * @param stepSize for the mean loss; null: chosen
 * @param tolerance part of the first gradient's largest element below which the loop ends
 */
record AgdPlan(long epochs, int batchRows, Double stepSize, double tolerance) {

  AgdPlan {
    Check.argument(epochs >= 1, "at least one epoch");
    Check.argument(batchRows >= 0, "rows of a part are not negative");
    Check.argument(stepSize == null || stepSize > 0, "a step is positive");
    Check.argument(tolerance >= 0, "a tolerance is not negative");
  }

  /** Clocks of the run when a pass has so many. */
  long clocks(int parts) {
    return Math.multiplyExact(epochs, (long) parts);
  }
}
