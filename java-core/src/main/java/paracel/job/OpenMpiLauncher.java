package paracel.job;

import java.util.Map;
import java.util.Optional;
import paracel.base.UsageException;

/** Open MPI's mpirun, version 1.7 to 5. */
public final class OpenMpiLauncher implements LauncherProvider {

  @Override
  public int priority() {
    return 30;
  }

  @Override
  public Optional<LaunchEnvironment> detect(Map<String, String> env) throws UsageException {
    if (!env.containsKey("OMPI_COMM_WORLD_RANK") || !env.containsKey("OMPI_COMM_WORLD_SIZE")) {
      return Optional.empty();
    }
    int size = LauncherProvider.number(env, "OMPI_COMM_WORLD_SIZE");
    int nodeSize =
        env.containsKey("OMPI_COMM_WORLD_LOCAL_SIZE")
            ? LauncherProvider.number(env, "OMPI_COMM_WORLD_LOCAL_SIZE")
            : 1;
    String jobId = env.getOrDefault("PMIX_NAMESPACE", env.get("OMPI_MCA_ess_base_jobid"));
    if (jobId == null) {
      throw new UsageException(
          "Open MPI gives ranks but no job id: PMIX_NAMESPACE and OMPI_MCA_ess_base_jobid are"
              + " missing in the environment");
    }
    int rank = LauncherProvider.number(env, "OMPI_COMM_WORLD_RANK");
    return Optional.of(
        LauncherProvider.environment("Open MPI", rank, size, nodeSize, "ompi-" + jobId));
  }
}
