package paracel.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import paracel.base.UsageException;

/** What launchers say in the environment, and what of it is refused. */
class LaunchEnvironmentTest {

  private static final Map<String, String> OPEN_MPI =
      Map.of(
          "OMPI_COMM_WORLD_RANK", "2",
          "OMPI_COMM_WORLD_SIZE", "6",
          "OMPI_COMM_WORLD_LOCAL_SIZE", "3",
          "PMIX_NAMESPACE", "prterun-node7-1234@1",
          "OMPI_MCA_ess_base_jobid", "77");

  private static final Map<String, String> PMI =
      Map.of("PMI_RANK", "1", "PMI_SIZE", "4", "MPI_LOCALNRANKS", "4", "PMI_JOBID", "kvs_1_0");

  /** The environment without a variable, or with another value of it. */
  private static Map<String, String> with(Map<String, String> from, String name, String value) {
    Map<String, String> changed = new HashMap<>(from);
    changed.remove(name);
    if (value != null) {
      changed.put(name, value);
    }
    return changed;
  }

  private static LaunchEnvironment detect(Map<String, String> environment) throws Exception {
    return LauncherProvider.detectAny(environment).orElseThrow();
  }

  private static String refusal(Map<String, String> environment) {
    return assertThrows(
            UsageException.class, () -> LauncherProvider.detectAny(environment), "" + environment)
        .getMessage();
  }

  @Test
  void withoutALauncherRanksAreThreads() throws Exception {
    assertEquals(Optional.empty(), LauncherProvider.detectAny(Map.of("PATH", "/bin")));
    assertEquals(
        Optional.empty(),
        LauncherProvider.detectAny(Map.of("OMPI_COMM_WORLD_RANK", "0", "PMI_SIZE", "2")),
        "neither is complete");
  }

  @Test
  void openMpiIsRead() throws Exception {
    assertEquals(
        new LaunchEnvironment("Open MPI", 2, 6, 3, "ompi-prterun-node7-1234_1"), detect(OPEN_MPI));
    assertEquals("ompi-77", detect(with(OPEN_MPI, "PMIX_NAMESPACE", null)).jobId());
    assertEquals(
        1,
        detect(with(OPEN_MPI, "OMPI_COMM_WORLD_LOCAL_SIZE", null)).nodeSize(),
        "what is not known to be on this node is not");
  }

  @Test
  void openMpiWithoutAJobIdIsRefused() {
    String message =
        refusal(with(with(OPEN_MPI, "PMIX_NAMESPACE", null), "OMPI_MCA_ess_base_jobid", null));
    assertTrue(message.contains("PMIX_NAMESPACE"), message);
  }

  @ParameterizedTest
  @CsvSource({
    "OMPI_COMM_WORLD_RANK,-1",
    "OMPI_COMM_WORLD_RANK,6",
    "OMPI_COMM_WORLD_SIZE,0",
    "OMPI_COMM_WORLD_SIZE,2",
    "OMPI_COMM_WORLD_LOCAL_SIZE,0",
    "OMPI_COMM_WORLD_LOCAL_SIZE,7",
  })
  void numbersThatMakeNoSenseAreRefused(String name, String value) {
    String message = refusal(with(OPEN_MPI, name, value));
    assertTrue(message.startsWith("Open MPI says rank "), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "two", "2.0", "0x2", "99999999999", "2 "})
  void garbageIsRefusedWithTheNameOfTheVariable(String garbage) {
    for (String name :
        new String[] {
          "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_SIZE"
        }) {
      String message = refusal(with(OPEN_MPI, name, garbage));
      assertTrue(message.contains(name) && message.contains("'" + garbage + "'"), message);
    }
    for (String name : new String[] {"PMI_RANK", "PMI_SIZE", "MPI_LOCALNRANKS"}) {
      String message = refusal(with(PMI, name, garbage));
      assertTrue(message.contains(name), message);
    }
  }

  @Test
  void pmiIsRead() throws Exception {
    assertEquals(new LaunchEnvironment("PMI", 1, 4, 4, "pmi-kvs_1_0"), detect(PMI));
    assertEquals(4, detect(with(PMI, "MPI_LOCALNRANKS", null)).nodeSize(), "all, unless it says");
    assertTrue(refusal(with(PMI, "PMI_SIZE", null)).contains("PMI_SIZE"));
    String byParent = detect(with(PMI, "PMI_JOBID", null)).jobId();
    assertTrue(byParent.matches("pmi-\\d+"), byParent);
  }

  @Test
  void pmixIsReadWithTheSizeThatItDoesNotTell() throws Exception {
    Map<String, String> pmix =
        new HashMap<>(Map.of("PMIX_RANK", "2", "PMIX_NAMESPACE", "prte-1@1", "PARACEL_SIZE", "3"));
    assertEquals(new LaunchEnvironment("PMIx", 2, 3, 3, "pmix-prte-1_1"), detect(pmix));
    assertEquals(2, detect(with(pmix, "PARACEL_NODE_SIZE", "2")).nodeSize());
    assertTrue(refusal(with(pmix, "PARACEL_SIZE", null)).contains("PARACEL_SIZE"));
    assertTrue(refusal(with(pmix, "PMIX_NAMESPACE", null)).contains("PMIX_NAMESPACE"));
  }

  @Test
  void openMpiGoesBeforePmi() throws Exception {
    Map<String, String> both = new HashMap<>(PMI);
    both.putAll(OPEN_MPI);
    assertEquals("Open MPI", detect(both).launcher());
  }

  @Test
  void jobIdsAreShortAndFitFileNames() throws Exception {
    String odd = "a/b\\c d:é@" + "x".repeat(200);
    String id = detect(with(OPEN_MPI, "PMIX_NAMESPACE", odd)).jobId();
    assertTrue(id.matches("[A-Za-z0-9._-]{1,100}"), id);
    assertNotEquals(
        detect(with(OPEN_MPI, "PMIX_NAMESPACE", "x".repeat(200) + "1")).jobId(),
        detect(with(OPEN_MPI, "PMIX_NAMESPACE", "x".repeat(200) + "2")).jobId(),
        "two jobs do not get the same id because it is long");
  }

  @Test
  void ranksAreStartedByHand() throws Exception {
    Map<String, String> hand =
        Map.of("PARACEL_RANK", "1", "PARACEL_SIZE", "3", "PARACEL_JOB_ID", "try 7");
    LaunchEnvironment at = detect(hand);
    assertEquals("by-hand-try_7", at.jobId());
    assertEquals(1, at.rank());
    assertEquals(3, at.size());
    assertEquals(1, at.nodeSize());
    assertEquals(2, detect(with(hand, "PARACEL_NODE_SIZE", "2")).nodeSize());
    assertTrue(refusal(with(hand, "PARACEL_JOB_ID", null)).contains("PARACEL_JOB_ID"));
    assertTrue(refusal(with(hand, "PARACEL_SIZE", null)).contains("PARACEL_SIZE"));
    assertTrue(refusal(with(hand, "PARACEL_RANK", "3")).contains("rank 3 of 3"));
    Map<String, String> both = new HashMap<>(OPEN_MPI);
    both.putAll(hand);
    assertEquals(2, detect(both).rank(), "a launcher that is there knows better");
  }
}
