package paracel.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ranks as processes that meet in shared memory: good jobs, and every way in which one ends badly.
 */
@Timeout(90)
class ProcessIT {

  /** Within so many seconds every rank ends when another has died: the law. */
  private static final double LAW_SECONDS = 10;

  private static final long TEST_SECONDS = 20;
  private static final int ELEMENTS = CountingSolver.ROWS * CountingSolver.COLUMNS;

  /** A job that goes on until it is ended. */
  private static final String[] ENDLESS = {"--clocks", "1000000", "--sleep", "5", "--servers", "2"};

  /** A job whose workers compute for a minute without entering the worker's code. */
  private static final String[] AWAY = {"--away", "60", "--servers", "2"};

  @TempDir Path directory;
  private final List<RankProcesses> jobs = new ArrayList<>();

  @BeforeAll
  static void needsSharedMemory() {
    assumeTrue(
        Files.isDirectory(RankProcesses.SHARED_MEMORY)
            && Files.isWritable(RankProcesses.SHARED_MEMORY),
        "needs " + RankProcesses.SHARED_MEMORY + "; mount a tmpfs there");
  }

  @AfterEach
  void endProcesses() throws InterruptedException {
    for (RankProcesses job : jobs) {
      job.close();
    }
  }

  private RankProcesses newJob(int size) throws IOException {
    return newJob(RankProcesses.uniqueId("it"), size);
  }

  private RankProcesses newJob(String id, int size) throws IOException {
    RankProcesses job = new RankProcesses(directory.resolve("job-" + jobs.size()), id, size);
    jobs.add(job);
    return job;
  }

  private static void expectExit(RankProcesses job, int rank, int code) throws Exception {
    int actual = job.exitCode(rank, TEST_SECONDS);
    assertEquals(code, actual, () -> "rank " + rank + " says: " + job.err(rank));
  }

  /** All ranks end well, worker 0 alone prints, and nothing is left. */
  private static void expectResult(RankProcesses job, int servers, int workers, int clocks)
      throws Exception {
    for (int rank = 0; rank < job.size(); rank++) {
      expectExit(job, rank, 0);
      if (rank != servers) {
        assertEquals("", job.out(rank) + job.err(rank), "rank " + rank + " is silent");
      }
    }
    String sum = "the result is " + workers * clocks * ELEMENTS + "\n";
    assertTrue(job.out(servers).startsWith(sum), job.out(servers));
    assertEquals(List.of(), job.files());
  }

  private static void expectNamed(RankProcesses job, int rank, int lost) {
    assertTrue(
        Pattern.compile("rank " + lost + " \\([^)]*\\) is lost").matcher(job.err(rank)).find(),
        () -> "rank " + rank + " does not name rank " + lost + ": " + job.err(rank));
  }

  /** Every other rank ends with exit code 1 within the law, and names the rank that is lost. */
  private static void expectLoss(String what, RankProcesses job, int lost, long lostNs)
      throws Exception {
    expectLoss(what, job, lost, lostNs, LAW_SECONDS);
  }

  private static void expectLoss(
      String what, RankProcesses job, int lost, long lostNs, double limitSeconds) throws Exception {
    StringBuilder seconds = new StringBuilder();
    for (int rank = 0; rank < job.size(); rank++) {
      if (rank != lost) {
        expectExit(job, rank, 1);
        expectNamed(job, rank, lost);
        assertEquals("", job.out(rank));
        double took = (job.endNs(rank) - lostNs) * 1e-9;
        assertTrue(took <= limitSeconds, "rank " + rank + " ends only after " + took + " s");
        seconds.append(" rank %d %.2f s".formatted(rank, took));
      }
    }
    System.out.printf("%s, rank %d is lost:%s%n", what, lost, seconds);
    assertEquals(List.of(), job.files());
  }

  // ---- good jobs --------------------------------------------------------------------------------

  /** Jobs of several shapes, all at a time: they do not meet. */
  @Test
  void workerZeroPrintsAlone() throws Exception {
    int[][] shapes = {{1, 1, 1}, {1, 2, 1}, {2, 3, 1}, {2, 2, 3}}; // servers, ranks, per rank
    for (int i = 0; i < shapes.length; i++) {
      newJob(shapes[i][0] + shapes[i][1])
          .startAll(
              "--servers", "" + shapes[i][0],
              "--workers-per-rank", "" + shapes[i][2],
              "--clocks", "" + (20 + i));
    }
    for (int i = 0; i < shapes.length; i++) {
      expectResult(jobs.get(i), shapes[i][0], shapes[i][1] * shapes[i][2], 20 + i);
    }
  }

  @Test
  void inTheMiddleNothingIsInSharedMemoryAnyMore() throws Exception {
    RankProcesses job = newJob(4).startAll(ENDLESS);
    job.awaitErr(2, CountingSolver.COUNTING);
    assertEquals(List.of(), job.files(), "names are removed as soon as all ranks have attached");
  }

  // ---- death ------------------------------------------------------------------------------------

  /** Six jobs: killed is a worker, or one of two parameter ranks; others count or compute. */
  @Test
  void deathOfARankEndsTheOthers() throws Exception {
    int[] victims = {0, 1, 3};
    long[] killedNs = killAll(victims, CountingSolver.COUNTING, ENDLESS);
    long[] killedLaterNs = killAll(victims, CountingSolver.AWAY, AWAY);
    for (int i = 0; i < victims.length; i++) {
      expectLoss("counting", jobs.get(i), victims[i], killedNs[i]);
      expectLoss("computing", jobs.get(3 + i), victims[i], killedLaterNs[i]);
    }
  }

  /** Starts a job for each victim and kills it in the middle; returns when. */
  private long[] killAll(int[] victims, String phase, String... words) throws Exception {
    long[] killedNs = new long[victims.length];
    List<RankProcesses> all = new ArrayList<>();
    for (int i = 0; i < victims.length; i++) {
      all.add(newJob(4).startAll(words));
    }
    for (int i = 0; i < victims.length; i++) {
      all.get(i).awaitErr(2, phase);
      Thread.sleep(200); // the other worker is at most two clocks behind
      killedNs[i] = System.nanoTime();
      all.get(i).process(victims[i]).destroyForcibly();
    }
    return killedNs;
  }

  @Test
  void programThatThrowsEndsTheJob() throws Exception {
    RankProcesses one = newJob(4).startAll("--servers", "2", "--fault", "throw");
    RankProcesses two = newJob(3).startAll("--workers-per-rank", "2", "--fault", "error");
    for (RankProcesses job : List.of(one, two)) {
      int last = job.size() - 1;
      expectExit(job, last, 1);
      assertTrue(job.err(last).contains("the last worker"), job.err(last));
      expectLoss("program fails", job, last, job.endNs(last));
    }
  }

  @Test
  void wrongInputFoundByOneWorkerIsItsUsageError() throws Exception {
    RankProcesses job = newJob(4).startAll("--servers", "2", "--fault", "input");
    expectExit(job, 3, 2);
    assertEquals("paracel: rows.txt:3:7: the last worker cannot read this\n", job.err(3));
    expectLoss("input is wrong", job, 3, job.endNs(3));
  }

  // ---- suspended --------------------------------------------------------------------------------

  /**
   * Two ranks of one job, and all of another: nobody but the stopped ones themselves is missing.
   */
  @Test
  void ranksThatAreStoppedForAMomentAreNotLost() throws Exception {
    // five seconds, so that they are still there to be stopped when the machine is busy
    String[] words = {"--servers", "2", "--clocks", "250", "--sleep", "20"};
    RankProcesses partly = newJob(4).startAll(words);
    partly.awaitErr(2, CountingSolver.COUNTING);
    signal(partly, "STOP", 1, 3);
    RankProcesses wholly = newJob(4).startAll(with(words, "--peer-timeout", "2"));
    Thread.sleep(2000);
    signal(partly, "CONT", 1, 3);
    wholly.awaitErr(2, CountingSolver.COUNTING);
    signal(wholly, "STOP", 0, 1, 2, 3);
    Thread.sleep(3000);
    for (int rank = 3; rank >= 0; rank--) { // as a batch system would, one after the other
      signal(wholly, "CONT", rank);
      Thread.sleep(100);
    }
    expectResult(wholly, 2, 2, 250);
    expectResult(partly, 2, 2, 250);
  }

  private static void signal(RankProcesses job, String name, int... ranks) throws Exception {
    for (int rank : ranks) {
      job.signal(rank, name);
    }
  }

  private static String[] with(String[] words, String... more) {
    return Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray(String[]::new);
  }

  @Test
  void rankThatIsStoppedForLongIsLost() throws Exception {
    RankProcesses job = newJob(4).startAll(with(ENDLESS, "--peer-timeout", "2"));
    job.awaitErr(2, CountingSolver.COUNTING);
    long stoppedNs = System.nanoTime();
    job.signal(3, "STOP");
    expectLoss("stopped", job, 3, stoppedNs);
    job.signal(3, "CONT");
    expectExit(job, 3, 1);
    expectNamed(job, 3, 3);
  }

  // ---- start ------------------------------------------------------------------------------------

  @Test
  void rankThatNeverComesIsNamed() throws Exception {
    int[] absent = {0, 1, 3};
    List<RankProcesses> all = new ArrayList<>();
    long startNs = System.nanoTime();
    for (int never : absent) {
      RankProcesses job = newJob(4);
      for (int rank = 0; rank < 4; rank++) {
        if (rank != never) {
          job.start(rank, "--servers", "2", "--start-timeout", "8");
        }
      }
      all.add(job);
    }
    for (int i = 0; i < absent.length; i++) {
      expectLoss("never came", all.get(i), absent[i], startNs, TEST_SECONDS);
    }
  }

  @Test
  void rankWithOtherOptionsIsRefused() throws Exception {
    RankProcesses job = newJob(4);
    for (int rank = 0; rank < 3; rank++) {
      job.start(rank, "--servers", "2");
    }
    job.awaitFiles(2);
    Thread.sleep(300); // the first worker is there, too; who comes later finds nobody
    job.start(3, "--servers", "2", "--clocks", "21");
    expectExit(job, 3, 2);
    assertTrue(job.err(3).contains("rank 3 (worker 1) and rank 0 (parameter rank 0)"), job.err(3));
    expectLoss("other options", job, 3, job.endNs(3));
  }

  /** Nobody can tell which side is right: a worker refuses, who comes too late finds nobody. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void parameterRankWithOtherOptionsIsFoundOut(int odd) throws Exception {
    RankProcesses job = newJob(4);
    for (int rank = 0; rank < 4; rank++) {
      String clocks = rank == odd ? "21" : "20";
      job.start(rank, "--servers", "2", "--start-timeout", "5", "--clocks", clocks);
    }
    for (int rank = 0; rank < 4; rank++) {
      assertTrue(job.exitCode(rank, TEST_SECONDS) > 0, job.err(rank));
    }
    String both = "and rank " + odd + " (parameter rank " + odd + ") were started with different";
    assertTrue((job.err(2) + job.err(3)).contains(both), job.err(2) + job.err(3));
  }

  /** A launcher ends the job when rank 0 has spoken; without one the others speak, too. */
  @Test
  void wrongOptionIsSaidByRankZeroFirst() throws Exception {
    RankProcesses job = newJob(3).startAll("--staleness", "-1");
    for (int rank = 0; rank < 3; rank++) {
      expectExit(job, rank, 2);
    }
    assertEquals("paracel: --staleness: -1 is not in 0..1000000\n", job.err(0));
    for (int rank = 1; rank < 3; rank++) {
      String said = "paracel: rank " + rank + ": --staleness: -1 is not in 0..1000000\n";
      assertEquals(said, job.err(rank));
      assertTrue(job.endNs(0) < job.endNs(rank), "rank 0 speaks first");
    }
  }

  // ---- signals and what is left -----------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({"TERM,15", "INT,2"})
  void nothingIsLeftAfterASignal(String name, int number) throws Exception {
    RankProcesses.assumeNotIgnored(name, number);
    RankProcesses middle = newJob(4).startAll(ENDLESS);
    RankProcesses starting = newJob(3);
    starting.start(0);
    starting.start(1);
    starting.awaitFiles(1);
    middle.awaitErr(2, CountingSolver.COUNTING);
    for (int rank = 0; rank < 4; rank++) {
      middle.signal(rank, name);
    }
    for (int rank = 0; rank < 2; rank++) {
      starting.signal(rank, name);
    }
    for (int rank = 0; rank < 4; rank++) {
      expectExit(middle, rank, 128 + number);
    }
    for (int rank = 0; rank < 2; rank++) {
      expectExit(starting, rank, 128 + number);
    }
    assertEquals(List.of(), middle.files());
    assertEquals(List.of(), starting.files());
  }

  @Test
  void leftoversOfAKilledJobAreRemovedByTheNext() throws Exception {
    String id = RankProcesses.uniqueId("again");
    RankProcesses killed = newJob(id, 3);
    RankProcesses other = newJob(3);
    for (RankProcesses job : List.of(killed, other)) {
      job.start(0);
    }
    for (RankProcesses job : List.of(killed, other)) {
      job.awaitFiles(1);
      job.process(0).destroyForcibly().waitFor();
      assertEquals(1, job.files().size(), "a killed process cannot clear up");
    }
    RankProcesses again = newJob(id, 3).startAll();
    for (int rank = 0; rank < 3; rank++) {
      expectExit(again, rank, 0);
    }
    assertTrue(again.out(1).startsWith("the result is "), again.out(1));
    assertEquals(List.of(), again.files());
    assertEquals(List.of(), other.files(), "any job clears up");
  }

  @Test
  void jobOfThreadsLeavesNothingWhenItIsInterrupted() throws Exception {
    RankProcesses.assumeNotIgnored("INT", 2);
    RankProcesses job = newJob(1);
    ProcessBuilder builder =
        new ProcessBuilder(
            RankProcesses.command(
                directory.resolve("input.txt"),
                "--fabric",
                "shm",
                "--clocks",
                "1000000",
                "--sleep",
                "5"));
    Map<String, String> environment = builder.environment();
    RankProcesses.forgetLauncher(environment);
    job.start(0, builder);
    job.awaitErr(0, CountingSolver.COUNTING);
    job.signal(0, "INT");
    expectExit(job, 0, 128 + 2);
    assertEquals(List.of(), RankProcesses.files("pid-" + job.process(0).pid() + "-"));
    assertTrue(job.process(0).waitFor(0, TimeUnit.SECONDS), "it has ended");
  }
}
