package paracel.job;

import java.util.Map;
import java.util.Optional;
import paracel.base.UsageException;

/**
 * Ranks that are started by hand or by a script: {@code PARACEL_RANK} and {@code PARACEL_SIZE},
 * {@code PARACEL_NODE_SIZE} where more than one rank is on this node, and {@code PARACEL_JOB_ID},
 * the same word for all ranks and another one for each job.
 */
public final class ManualLauncher implements LauncherProvider {

  @Override
  public int priority() {
    return 1;
  }

  @Override
  public Optional<LaunchEnvironment> detect(Map<String, String> env) throws UsageException {
    if (!env.containsKey("PARACEL_RANK")) {
      return Optional.empty();
    }
    String jobId = env.get("PARACEL_JOB_ID");
    if (jobId == null || jobId.isBlank()) {
      throw new UsageException(
          "PARACEL_RANK is set but not PARACEL_JOB_ID: set it to a word that all ranks of this"
              + " job, and no other job, have");
    }
    int nodeSize =
        env.containsKey("PARACEL_NODE_SIZE")
            ? LauncherProvider.number(env, "PARACEL_NODE_SIZE")
            : 1;
    return Optional.of(
        LauncherProvider.environment(
            "the environment",
            LauncherProvider.number(env, "PARACEL_RANK"),
            LauncherProvider.number(env, "PARACEL_SIZE"),
            nodeSize,
            "by-hand-" + jobId));
  }
}
