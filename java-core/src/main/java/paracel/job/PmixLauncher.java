package paracel.job;

import java.util.Map;
import java.util.Optional;
import paracel.base.UsageException;

/**
 * Launchers that speak PMIx and are neither Open MPI's nor Slurm's. PMIx puts rank and job into the
 * environment but not the number of ranks: {@code PARACEL_SIZE} has to say it, and {@code
 * PARACEL_NODE_SIZE} how many of them are on this node where that is not all.
 */
public final class PmixLauncher implements LauncherProvider {

  @Override
  public int priority() {
    return 5;
  }

  @Override
  public Optional<LaunchEnvironment> detect(Map<String, String> env) throws UsageException {
    if (!env.containsKey("PMIX_RANK")) {
      return Optional.empty();
    }
    if (!env.containsKey("PMIX_NAMESPACE")) {
      throw new UsageException(
          "the environment has PMIX_RANK but not PMIX_NAMESPACE: a launcher sets both");
    }
    if (!env.containsKey("PARACEL_SIZE")) {
      throw new UsageException(
          "PMIx says that this is rank "
              + env.get("PMIX_RANK")
              + " but not of how many: set PARACEL_SIZE to the number of ranks");
    }
    int size = LauncherProvider.number(env, "PARACEL_SIZE");
    int nodeSize =
        env.containsKey("PARACEL_NODE_SIZE")
            ? LauncherProvider.number(env, "PARACEL_NODE_SIZE")
            : size;
    return Optional.of(
        LauncherProvider.environment(
            "PMIx",
            LauncherProvider.number(env, "PMIX_RANK"),
            size,
            nodeSize,
            "pmix-" + env.get("PMIX_NAMESPACE")));
  }
}
