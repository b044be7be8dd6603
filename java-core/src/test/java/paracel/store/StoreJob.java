package paracel.store;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import paracel.base.UsageException;
import paracel.job.Job;
import paracel.job.JobResult;
import paracel.job.JobSpec;
import paracel.job.LaunchEnvironment;
import paracel.job.LauncherProvider;
import paracel.table.Consistency;
import paracel.worker.WorkerProgram;

/** Small jobs for tests of the store. */
final class StoreJob {

  private static final List<String> THREADS = List.of("local", "shm", "sim");

  private StoreJob() {}

  /** All ranks as threads, or this process as one of the ranks where the fabric is for those. */
  static JobSpec spec(String fabric, int workers, int servers) throws UsageException {
    JobSpec threads = JobSpec.threads(workers, servers, Consistency.asp()).withFabric(fabric);
    if (THREADS.contains(fabric)) {
      return threads;
    }
    Optional<LaunchEnvironment> launch = LauncherProvider.detectAny(System.getenv());
    if (launch.isEmpty() || launch.get().size() != workers + servers) {
      throw new IllegalStateException(
          "the test needs " + (workers + servers) + " ranks, and the launcher has " + launch);
    }
    return threads.withLaunch(launch);
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
