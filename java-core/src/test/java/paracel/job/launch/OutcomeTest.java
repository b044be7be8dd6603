package paracel.job.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paracel.base.OptionValues;
import paracel.base.UsageException;
import paracel.job.JobOptions;

/** What a job of four ranks, the first of which is a parameter rank, has come to. */
class OutcomeTest {

  private static final String RULE = "-".repeat(74) + "\n";
  private static final String ABORTED =
      RULE
          + "Primary job  terminated normally, but 1 process returned\n"
          + "a non-zero exit code. Per user-direction, the job has been aborted.\n"
          + RULE;

  private static LaunchPlan plan(String hosts, boolean recovers) throws UsageException {
    OptionValues.Builder values = OptionValues.builder(LaunchOptions.ALL);
    values.set(LaunchOptions.WORKERS, 3);
    values.set(LaunchOptions.ENABLE_RECOVERY, recovers);
    if (hosts != null) {
      values.set(LaunchOptions.HOSTS, hosts);
    }
    return LaunchPlan.of(
        values.build(),
        List.of("run"),
        OptionValues.defaults(JobOptions.ALL),
        new Surroundings(Map.of(), Path.of("/opt"), Path.of("/data"), 2, false));
  }

  /** Reports of ranks 0 to 3, with a dash for a rank that has not reported. */
  private static Map<Integer, Integer> reports(String text) {
    Map<Integer, Integer> codes = new TreeMap<>();
    String[] words = text.split(" ");
    for (int rank = 0; rank < words.length; rank++) {
      if (!words[rank].equals("-")) {
        codes.put(rank, Integer.parseInt(words[rank]));
      }
    }
    return codes;
  }

  @ParameterizedTest
  @CsvSource({
    "0 0 0 0, 0, 0",
    "0 0 0 0, 1, 0", // mpirun's own troubles at the end are not the job's
    "0 3 0 0, 3, 3",
    "- 3 - -, 3, 3",
    "1 3 0 0, 3, 1",
    "1 1 2 1, 1, 2",
    "3 - 2 -, 137, 2",
    "- 1 - -, 137, 1",
    "0 0 77 0, 77, 1",
  })
  void reportsDecide(String reports, int mpirunCode, int expected) throws UsageException {
    Outcome outcome = Outcome.of(plan(null, false), true, reports(reports), mpirunCode, ABORTED);
    assertEquals(expected, outcome.exitCode());
    assertNull(outcome.message());
  }

  @Test
  void killedRankIsNamedAndNotThoseThatMpirunEnded() throws UsageException {
    String said =
        ABORTED
            + "mpirun noticed that process rank 2 with PID 0 on node b exited on signal 9"
            + " (Killed).\n";
    for (String reports : List.of("- - - -", "- 0 - -", "1 - - 1")) {
      Outcome outcome = Outcome.of(plan(null, false), true, reports(reports), 137, said);
      assertEquals(1, outcome.exitCode());
      assertEquals(
          "rank 2 died without a word (on b, by signal 9 (Killed))", outcome.message(), reports);
    }
  }

  @Test
  void rankThatEndedBeforeJavaIsNamed() throws UsageException {
    String said = ABORTED + "  Process name: [[1663,1],0]\n  Exit code:    127\n";
    Outcome outcome = Outcome.of(plan(null, false), true, reports("- - - -"), 127, said);
    assertEquals(1, outcome.exitCode());
    assertEquals(
        "rank 0, a parameter rank, died without a word (with exit code 127)", outcome.message());
  }

  @Test
  void withRecoveryEverySilentRankHasDied() throws UsageException {
    Outcome outcome = Outcome.of(plan(null, true), true, reports("- 0 0 -"), 0, "");
    assertEquals(1, outcome.exitCode());
    assertEquals(
        "rank 0, a parameter rank, died without a word; rank 3 died without a word",
        outcome.message());
    outcome = Outcome.of(plan(null, true), true, reports("1 1 - 1"), 0, "");
    assertEquals(1, outcome.exitCode());
    assertEquals("rank 2 died without a word", outcome.message());
    outcome = Outcome.of(plan(null, true), true, reports("- - - -"), 0, "");
    assertEquals(1, outcome.exitCode());
    assertEquals(4, outcome.message().split(";").length, outcome.message());
    outcome = Outcome.of(plan(null, true), false, Map.of(), 0, "");
    assertEquals(1, outcome.exitCode());
    assertTrue(outcome.message().contains("not Open MPI's"), outcome.message());
  }

  private static void noRank(String hosts, String said, String... parts) throws UsageException {
    Outcome outcome = Outcome.of(plan(hosts, false), false, Map.of(), 255, said);
    assertEquals(1, outcome.exitCode());
    assertEquals(1, outcome.message().lines().count());
    for (String part : parts) {
      assertTrue(outcome.message().contains(part), outcome.message());
    }
  }

  @Test
  void hostThatCannotBeReachedIsNamed() throws UsageException {
    String unable = RULE + "ORTE was unable to reliably start\none or more daemons b.\n" + RULE;
    noRank(
        "a,bb,b",
        "[a:12] a log line\nssh: connect to host b port 22: Connection refused\n" + unable,
        "'b' cannot be reached",
        "ssh: connect to host b port 22: Connection refused");
    noRank(
        "a.cluster.org,b.cluster.org",
        "ssh: Could not resolve hostname b: Name or service not known\n" + unable,
        "'b.cluster.org' cannot be reached",
        "ssh: Could not resolve");
    noRank(
        "a,b",
        unable,
        "--hosts a,b: no rank has come up",
        "255",
        "ORTE was unable to reliably start one");
    noRank("a", RULE + "parameter \"plm_rsh_agent\"\n" + RULE, "openssh-client");
    noRank(null, RULE + "There are not enough\nslots\n" + RULE, "There are not enough slots");
  }
}
