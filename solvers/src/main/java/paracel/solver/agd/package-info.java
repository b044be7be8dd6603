/**
 * Asynchronous gradient descent for logistic regression, {@link paracel.solver.agd.AgdSolver}:
 * workers that push what has changed in their part of the gradient and wait for nobody, and yet
 * come to the exact optimum. The method itself is {@link paracel.solver.agd.AggregateLoop}; the
 * problem is {@link paracel.solver.logistic.LogisticProblem}.
 */
package paracel.solver.agd;
