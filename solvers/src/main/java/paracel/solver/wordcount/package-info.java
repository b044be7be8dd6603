/**
 * Counts words on the parameter server: {@link paracel.solver.wordcount.WordCountSolver}. Each
 * worker reads its own blocks and pushes 1 for each word; nobody reads before all have left.
 */
package paracel.solver.wordcount;
