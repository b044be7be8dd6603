package paracel.slurm;

import java.util.Map;
import java.util.Optional;
import paracel.base.UsageException;
import paracel.job.LaunchEnvironment;
import paracel.job.LauncherProvider;

/**
 * Slurm's srun, with any {@code --mpi}. A batch script itself is no rank of a job, although Slurm
 * sets a task number there, too: only a step has ranks.
 */
public final class SlurmLauncher implements LauncherProvider {

  @Override
  public int priority() {
    return 20;
  }

  @Override
  public Optional<LaunchEnvironment> detect(Map<String, String> env) throws UsageException {
    if (!env.containsKey("SLURM_PROCID")
        || !env.containsKey("SLURM_STEP_ID")
        || !env.containsKey("SLURM_STEP_NUM_TASKS")) {
      return Optional.empty();
    }
    int size = LauncherProvider.number(env, "SLURM_STEP_NUM_TASKS");
    return Optional.of(
        LauncherProvider.environment(
            "Slurm",
            LauncherProvider.number(env, "SLURM_PROCID"),
            size,
            tasksOnThisNode(env, size),
            "slurm-" + env.get("SLURM_JOB_ID") + "." + env.get("SLURM_STEP_ID")));
  }

  /**
   * SLURM_STEP_TASKS_PER_NODE has entries like {@code 4(x2),3}, one for each run of equal nodes.
   */
  private static int tasksOnThisNode(Map<String, String> env, int size) throws UsageException {
    String counts = env.get("SLURM_STEP_TASKS_PER_NODE");
    if (counts == null || !env.containsKey("SLURM_NODEID")) {
      return "1".equals(env.get("SLURM_STEP_NUM_NODES")) ? size : 1;
    }
    int node = LauncherProvider.number(env, "SLURM_NODEID");
    int next = 0;
    for (String entry : counts.split(",")) {
      if (!entry.matches("\\d{1,9}(\\(x\\d{1,9}\\))?")) {
        throw new UsageException(
            "the environment variable SLURM_STEP_TASKS_PER_NODE is '" + counts + "'");
      }
      int open = entry.indexOf('(');
      int tasks = Integer.parseInt(open < 0 ? entry : entry.substring(0, open));
      next += open < 0 ? 1 : Integer.parseInt(entry.substring(open + 2, entry.length() - 1));
      if (node < next) {
        return tasks;
      }
    }
    throw new UsageException(
        "node " + node + " is not in SLURM_STEP_TASKS_PER_NODE '" + counts + "'");
  }
}
