/**
 * Logistic regression on the parameter server.
 *
 * <p>{@link paracel.solver.logistic.LogisticProblem} is the problem: the rows of one worker, sizes
 * over all workers, the objective. {@link paracel.solver.logistic.SgdLoop} is the method,
 * stochastic gradient descent, and begins with its algebra; it can be used with data in memory and
 * an explicit {@link paracel.solver.logistic.SgdPlan}. {@link
 * paracel.solver.logistic.LogisticSolver} puts both behind the command line. The exact
 * bulk-synchronous baseline for the same problem is {@link paracel.solver.dgd}.
 *
 * <p>The weights are in one dense table, {@link paracel.solver.logistic.WeightTable}; all workers
 * read it under the job's consistency and push to it; nobody else knows its shape.
 */
package paracel.solver.logistic;
