package paracel.job;

import java.util.Map;
import java.util.Optional;
import paracel.base.UsageException;

/**
 * Launchers that speak PMI: Hydra, the mpiexec of MPICH and Intel MPI. Its proxy, one on each node,
 * is the parent of all ranks there, so its process id tells jobs of a node apart.
 */
public final class PmiLauncher implements LauncherProvider {

  @Override
  public int priority() {
    return 10;
  }

  @Override
  public Optional<LaunchEnvironment> detect(Map<String, String> env) throws UsageException {
    if (!env.containsKey("PMI_RANK")) {
      return Optional.empty();
    }
    int size = LauncherProvider.number(env, "PMI_SIZE");
    int nodeSize =
        env.containsKey("MPI_LOCALNRANKS") ? LauncherProvider.number(env, "MPI_LOCALNRANKS") : size;
    long parent = ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
    return Optional.of(
        LauncherProvider.environment(
            "PMI",
            LauncherProvider.number(env, "PMI_RANK"),
            size,
            nodeSize,
            "pmi-" + env.getOrDefault("PMI_JOBID", Long.toString(parent))));
  }
}
