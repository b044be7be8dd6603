/**
 * Downpour stochastic gradient descent for logistic regression, {@link
 * paracel.solver.downpour.DownpourSolver}: workers that go on with weights of their own between
 * pulls and pushes. The method itself is {@link paracel.solver.downpour.DownpourLoop}; the problem
 * is {@link paracel.solver.logistic.LogisticProblem}.
 */
package paracel.solver.downpour;
