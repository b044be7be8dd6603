package paracel.store;

import java.nio.charset.StandardCharsets;
import paracel.job.Job;
import paracel.job.JobResult;
import paracel.job.JobSpec;
import paracel.table.Consistency;
import paracel.worker.WorkerProgram;

/** Small jobs for tests of the store. */
final class StoreJob {

  private StoreJob() {}

  static JobSpec spec(String fabric, int workers, int servers) {
    return JobSpec.threads(workers, servers, Consistency.asp()).withFabric(fabric);
  }

  static JobResult run(String fabric, int workers, int servers, WorkerProgram program)
      throws Exception {
    return Job.run(spec(fabric, workers, servers), index -> program);
  }

  /** The UTF-8 bytes of a string. */
  static byte[] key(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
