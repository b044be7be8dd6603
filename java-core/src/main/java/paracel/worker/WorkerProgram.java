package paracel.worker;

/** What one worker does. One instance for each worker. */
@FunctionalInterface
public interface WorkerProgram {

  /**
   * Runs the program on the worker's own thread. A worker that returns without having left leaves.
   *
   * @throws paracel.base.UsageException when the input is wrong; the job ends with exit code 2
   * @throws Exception when the worker cannot go on; the job ends with exit code 1
   */
  void run(Worker worker) throws Exception;
}
