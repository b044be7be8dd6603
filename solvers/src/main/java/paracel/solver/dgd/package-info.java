/**
 * Full gradient descent for logistic regression, {@link paracel.solver.dgd.DgdSolver}: the exact
 * bulk-synchronous baseline to which stochastic and stale methods are compared. The method itself
 * is {@link paracel.solver.dgd.DescentLoop}; the problem is {@link
 * paracel.solver.logistic.LogisticProblem}.
 */
package paracel.solver.dgd;
