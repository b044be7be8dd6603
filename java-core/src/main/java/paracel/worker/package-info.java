/**
 * What a user programs against. A {@link paracel.worker.WorkerProgram} runs once for each worker;
 * it asks its {@link paracel.worker.Worker} for the next block of data, pulls rows, computes,
 * pushes updates and ticks.
 *
 * <pre>{@code
 * public void run(Worker worker) throws Exception {
 *   worker.openTables(TableSpec.dense("weights", rows, columns));
 *   DenseTable weights = worker.dense("weights");
 *   for (int clock = 0; clock < clocks; clock++) {
 *     weights.pull(0, rows, w);
 *     computeDelta(w, delta);
 *     weights.push(0, rows, delta);
 *     worker.tick();
 *   }
 *   worker.leave();               // reads from here on see the final values
 * }
 * }</pre>
 *
 * <p>A worker and all it hands out belong to one thread. The guarantee of a pull is stated at
 * {@link paracel.clock.Gate}. {@link paracel.worker.WorkerRank} is the life of a rank that holds
 * workers.
 */
package paracel.worker;
