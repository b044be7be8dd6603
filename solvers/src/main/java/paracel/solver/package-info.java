/**
 * What solvers share: {@link paracel.solver.OutputFile} for results, {@link
 * paracel.solver.ConvergenceLog} for what a run looked like on its way, and {@link
 * paracel.solver.StepSchedule} for the size of steps.
 *
 * <p>A solver implements {@link paracel.worker.Solver} in a package of its own below this one and
 * is listed in {@code META-INF/services}. The smallest is {@link
 * paracel.solver.wordcount.WordCountSolver}. Solvers see tables, data and the worker; never
 * fabrics, rings or gates.
 */
package paracel.solver;
