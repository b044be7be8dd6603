package paracel.slurm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import paracel.base.UsageException;
import paracel.job.LaunchEnvironment;
import paracel.job.LauncherProvider;

final class SlurmLauncherTest {

  private final Map<String, String> env =
      new HashMap<>(
          Map.of(
              "SLURM_PROCID", "5",
              "SLURM_STEP_ID", "0",
              "SLURM_JOB_ID", "71",
              "SLURM_STEP_NUM_TASKS", "11",
              "SLURM_STEP_NUM_NODES", "3",
              "SLURM_STEP_TASKS_PER_NODE", "4(x2),3",
              "SLURM_NODEID", "1"));

  @Test
  void aStepHasRanks() throws Exception {
    LaunchEnvironment found = LauncherProvider.detectAny(env).orElseThrow();
    assertEquals(new LaunchEnvironment("Slurm", 5, 11, 4, "slurm-71.0"), found);
  }

  @Test
  void theLastNodeHasFewer() throws Exception {
    env.put("SLURM_NODEID", "2");
    assertEquals(3, LauncherProvider.detectAny(env).orElseThrow().nodeSize());
  }

  @Test
  void aBatchScriptIsNoRank() throws Exception {
    env.remove("SLURM_STEP_ID");
    assertTrue(LauncherProvider.detectAny(env).isEmpty());
  }

  @Test
  void mpirunInsideAnAllocationWins() throws Exception {
    env.putAll(
        Map.of(
            "OMPI_COMM_WORLD_RANK", "1",
            "OMPI_COMM_WORLD_SIZE", "2",
            "OMPI_COMM_WORLD_LOCAL_SIZE", "2",
            "PMIX_NAMESPACE", "77"));
    assertEquals("Open MPI", LauncherProvider.detectAny(env).orElseThrow().launcher());
  }

  @Test
  void nonsenseIsRefusedByName() {
    env.put("SLURM_PROCID", "eleven");
    String message =
        assertThrows(UsageException.class, () -> LauncherProvider.detectAny(env)).getMessage();
    assertTrue(message.contains("SLURM_PROCID"), message);
  }
}
