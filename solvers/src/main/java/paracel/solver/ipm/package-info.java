/**
 * Iterative parameter mixing for logistic regression, {@link paracel.solver.ipm.IpmSolver}: passes
 * of stochastic gradient descent at each worker, and the mean of their weights, bulk-synchronous.
 * The method itself is {@link paracel.solver.ipm.MixingLoop}; the problem is {@link
 * paracel.solver.logistic.LogisticProblem}.
 */
package paracel.solver.ipm;
