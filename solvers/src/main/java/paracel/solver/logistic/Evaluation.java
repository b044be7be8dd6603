package paracel.solver.logistic;

/**
 * How good weights are on rows.
 *
 * @param rows number of rows, over all workers
 * @param meanLoss {@code 1/rows sum_i log(1 + exp(-y_i w'x_i))}; NaN without rows
 * @param accuracy part of the rows that are classified right; NaN without rows
 */
public record Evaluation(long rows, double meanLoss, double accuracy) {}
