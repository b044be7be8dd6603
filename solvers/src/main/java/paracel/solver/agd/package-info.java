/**
 * Asynchronous gradient descent for logistic regression, {@link paracel.solver.agd.AgdSolver}:
 * workers whose points' average the weights are, wait for nobody, and yet come to the exact
 * optimum. The method itself is {@link paracel.solver.agd.AggregateLoop}; the problem is {@link
 * paracel.solver.logistic.LogisticProblem}.
 */
package paracel.solver.agd;
