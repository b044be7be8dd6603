package paracel.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The counting job under Open MPI's mpirun. */
@Timeout(90)
class MpirunIT {

  private static final long TEST_SECONDS = 40;
  private static final int ELEMENTS = CountingSolver.ROWS * CountingSolver.COLUMNS;

  @TempDir Path directory;
  private RankProcesses mpirun; // stands in for all ranks

  @BeforeAll
  static void needsMpirun() {
    OpenMpi.assumeMpirun();
  }

  @AfterEach
  void endProcesses() throws InterruptedException {
    if (mpirun == null) {
      return;
    }
    Process process = mpirun.process(0);
    List<ProcessHandle> ranks = process.descendants().toList();
    process.destroy(); // lets it end its ranks and remove its own files
    process.waitFor(10, TimeUnit.SECONDS);
    mpirun.close();
    ranks.forEach(ProcessHandle::destroyForcibly);
  }

  private void start(int size, String... words) throws IOException {
    mpirun = new RankProcesses(directory.resolve("job"), "mpirun", 1);
    List<String> command = new ArrayList<>(List.of("mpirun", "-n", "" + size, "--oversubscribe"));
    if (isRoot()) {
      command.add("--allow-run-as-root");
    }
    command.addAll(RankProcesses.command(directory.resolve("input.txt"), words));
    ProcessBuilder builder = new ProcessBuilder(command);
    RankProcesses.forgetLauncher(builder.environment());
    mpirun.start(0, builder);
  }

  private static boolean isRoot() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .anyMatch(line -> line.matches("Uid:\\s+\\d+\\s+0\\s.*"));
  }

  @ParameterizedTest
  @CsvSource({"3,1,1", "4,2,2"})
  void resultIsPrintedOnce(int size, int servers, int perRank) throws Exception {
    start(size, "--servers", "" + servers, "--workers-per-rank", "" + perRank);
    assertEquals(0, mpirun.exitCode(0, TEST_SECONDS), () -> mpirun.err(0));
    int workers = (size - servers) * perRank;
    String sum = "the result is " + workers * 20 * ELEMENTS;
    assertEquals(1, mpirun.out(0).split(Pattern.quote(sum), -1).length - 1, mpirun.out(0));
    assertTrue(mpirun.out(0).contains("fabric shm"), mpirun.out(0));
  }

  @Test
  void killedRankEndsTheJobAndIsNamed() throws Exception {
    start(3, "--clocks", "1000000", "--sleep", "5");
    mpirun.awaitErr(0, CountingSolver.COUNTING);
    long killedNs = System.nanoTime();
    OpenMpi.rank(mpirun.process(0), 2).destroyForcibly();
    assertNotEquals(0, mpirun.exitCode(0, TEST_SECONDS));
    double took = (mpirun.endNs(0) - killedNs) * 1e-9;
    System.out.printf("mpirun ends %.2f s after a rank was killed%n", took);
    assertTrue(took <= 10, "mpirun ends only after " + took + " s");
    assertTrue(Pattern.compile("rank 2\\b").matcher(mpirun.err(0)).find(), mpirun.err(0));
  }

  @Test
  void wrongOptionIsSaidOnceAndIsExitCode2() throws Exception {
    start(3, "--clocks", "0");
    assertEquals(2, mpirun.exitCode(0, TEST_SECONDS), () -> mpirun.err(0));
    assertEquals(1, mpirun.err(0).split("paracel: --clocks", -1).length - 1, mpirun.err(0));
  }
}
