package paracel.worker;

import java.nio.file.Path;
import paracel.data.BlockPlan;
import paracel.metrics.Progress;
import paracel.metrics.Report;
import paracel.table.Consistency;

/**
 * What the workers of a job are given beside their place in it.
 *
 * @param consistency of tables that have none of their own
 * @param ringCapacity bytes of each ring, agreed by all ranks
 * @param seed of the job; each worker derives its own random numbers from it
 * @param isDeterministic whether results must be bitwise equal from run to run
 * @param plan which blocks of the input belong to which worker; null without input
 * @param output directory for results; null when there is none
 * @param hook called at the end of each clock
 * @param report filled by worker 0
 * @param progress shown by worker 0
 */
public record WorkerSettings(
    Consistency consistency,
    int ringCapacity,
    long seed,
    boolean isDeterministic,
    BlockPlan plan,
    Path output,
    TickHook hook,
    Report report,
    Progress progress) {

  /** Settings for a job without input and output, for tests and embedded use. */
  public static WorkerSettings of(Consistency consistency, int ringCapacity, long seed) {
    return new WorkerSettings(
        consistency,
        ringCapacity,
        seed,
        false,
        null,
        null,
        TickHook.NONE,
        new Report(),
        Progress.NONE);
  }
}
