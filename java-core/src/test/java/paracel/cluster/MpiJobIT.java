package paracel.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paracel.cli.Main;
import paracel.hosts.Hosts;

/** Whole jobs on the MPI fabric: the staleness law, deaths, and what users get wrong. */
@Timeout(180)
class MpiJobIT {

  private static final long SECONDS = 90;
  private static final String COUNTING = "counting";

  @TempDir Path directory;

  // ---- the law

  @ParameterizedTest
  @CsvSource({
    "foreign, 1, ssp, 0",
    "foreign, 2, ssp, 1",
    "foreign, 1, ssp, 3",
    "foreign, 2, bsp, 0",
    "bindings, 1, ssp, 1",
    "bindings, 2, bsp, 0"
  })
  void lawHoldsOnOneNode(String provider, int servers, String consistency, int staleness)
      throws Exception {
    List<String> words = law("mpi", servers, consistency, staleness);
    words.addAll(List.of("--mpi-provider", provider));
    try (MpiRun run = MpiRun.start(directory, List.of("-n", "4"), words)) {
      checkLaw(run, 4 - servers, "fabric mpi");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2, mpi, ssp, 0, mpi",
    "2, auto, ssp, 3, shm+mpi",
    "3, mpi, bsp, 0, mpi",
    "3, auto, ssp, 1, shm+mpi"
  })
  void lawHoldsAcrossHosts(
      int count, String fabric, String consistency, int staleness, String chosen) throws Exception {
    try (Hosts hosts = Hosts.open(count);
        MpiRun run =
            MpiRun.start(
                hosts,
                directory,
                List.of("-n", "" + 2 * count),
                law(fabric, 2, consistency, staleness))) {
      checkLaw(run, 2 * count - 2, "fabric " + chosen);
    }
  }

  private static List<String> law(String fabric, int servers, String consistency, int staleness) {
    List<String> words = new ArrayList<>(MpiRun.java(Main.class, "run", "law"));
    words.addAll(List.of("--fabric", fabric, "--servers", "" + servers, "--clocks", "40"));
    words.addAll(List.of("--consistency", consistency));
    if (consistency.equals("ssp")) {
      words.addAll(List.of("--staleness", "" + staleness));
    }
    return words;
  }

  private static void checkLaw(MpiRun run, int workers, String fabric) throws Exception {
    assertEquals(0, run.exitCode(SECONDS), () -> run.out() + run.err());
    assertTrue(
        Pattern.compile("checked +" + 40 * workers + "\\b").matcher(run.out()).find(), run.out());
    assertTrue(run.out().contains(fabric + ","), run.out());
  }

  // ---- deaths

  /** With recovery mpirun lets survivors run, and they must find the death and end. */
  @ParameterizedTest
  @CsvSource({"2, true", "0, true", "2, false"})
  void killedRankIsNamed(int victim, boolean recovers) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-n", "3"));
    if (recovers) {
      arguments.add("--enable-recovery");
    }
    try (MpiRun run = MpiRun.start(directory, arguments, counting())) {
      killAndCheck(run, victim, recovers);
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 3, 1", "3, 6, 4", "3, 6, 0"})
  void killedRankAcrossHostsIsNamed(int count, int size, int victim) throws Exception {
    List<String> arguments = List.of("-n", "" + size, "--enable-recovery");
    try (Hosts hosts = Hosts.open(count);
        MpiRun run = MpiRun.start(hosts, directory, arguments, counting())) {
      killAndCheck(run, victim, true);
    }
  }

  private static void killAndCheck(MpiRun run, int victim, boolean recovers) throws Exception {
    run.awaitErr(COUNTING, SECONDS);
    long killedNs = System.nanoTime();
    assertTrue(run.rank(victim).destroyForcibly());
    if (!recovers) {
      assertNotEquals(0, run.exitCode(SECONDS));
      assertTrue(run.err().contains("rank " + victim), run.err());
      return;
    }
    run.awaitErr("is lost", SECONDS);
    System.out.printf(
        "rank %d is named %.1f s after its death%n", victim, (System.nanoTime() - killedNs) * 1e-9);
    // the ranks and not mpirun, which waits for ever in version 4.1 if it was on several hosts
    run.awaitRanksEnd(SECONDS);
    assertTrue(
        Pattern.compile("paracel: rank " + victim + " .*is lost").matcher(run.err()).find(),
        run.err());
  }

  private List<String> counting(String... more) throws IOException {
    Path input = directory.resolve("input.txt");
    Files.writeString(input, "1 1:1\n");
    List<String> words = new ArrayList<>(MpiRun.java(Main.class, "run", "counting"));
    words.addAll(List.of("--input", input.toString(), "--fabric", "mpi"));
    if (more.length == 0) {
      words.addAll(List.of("--clocks", "1000000", "--sleep", "2"));
    }
    words.addAll(List.of(more));
    return words;
  }

  // ---- start and end

  /** Init and finalise again and again: nothing crashes, hangs, or is left. */
  @Test
  void jobsEndCleanly() throws Exception {
    int cycles = Integer.getInteger("paracel.mpi.cycles", 5);
    for (int cycle = 0; cycle < cycles; cycle++) {
      List<String> arguments = List.of("-n", "3");
      try (MpiRun run = MpiRun.start(directory, arguments, counting("--clocks", "6"))) {
        assertEquals(0, run.exitCode(SECONDS), () -> run.out() + run.err());
        assertTrue(run.out().contains("the result is"), run.out());
      }
    }
  }

  // ---- what users get wrong

  @Test
  void ranksStartedDifferentlyAreNamed() throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-n", "2"));
    List<String> words = new ArrayList<>(counting("--clocks", "6", "--servers", "2"));
    words.addAll(List.of(":", "-n", "1"));
    words.addAll(counting("--clocks", "6"));
    try (MpiRun run = MpiRun.start(directory, arguments, words)) {
      assertEquals(2, run.exitCode(SECONDS), () -> run.out() + run.err());
      String said = "ranks 0 and 2 were started differently: servers=2 against servers=1";
      assertEquals(1, run.err().split(Pattern.quote(said), -1).length - 1, run.err());
    }
  }

  @Test
  void missingLibraryNamesThePackageOrTheVariable() throws Exception {
    Map<String, String> wrong = Map.of("PARACEL_MPI_LIBRARY", "/nowhere/libmpi.so.40");
    List<String> words = counting("--mpi-provider", "foreign");
    try (MpiRun run = MpiRun.start(directory, wrong, List.of("-n", "2"), words)) {
      assertEquals(2, run.exitCode(SECONDS), () -> run.out() + run.err());
      assertTrue(run.err().contains("PARACEL_MPI_LIBRARY must name"), run.err());
    }
  }

  /** A library in front of the real one that grants less than it could. */
  @Test
  void mpiWithoutThreadMultipleIsRefused() throws Exception {
    Path source = directory.resolve("meek.c");
    Files.writeString(
        source,
        """
        int PMPI_Init_thread(int *argc, char ***argv, int required, int *provided);
        int MPI_Init_thread(int *argc, char ***argv, int required, int *provided) {
          int code = PMPI_Init_thread(argc, argv, required, provided);
          *provided = 1;
          return code;
        }
        """);
    Path library = directory.resolve("libmeek.so");
    assumeTrue(compiles(source, library), "no C compiler, or no libmpi.so.40; apt-get install gcc");
    Map<String, String> meek = Map.of("PARACEL_MPI_LIBRARY", library.toString());
    List<String> words = counting("--mpi-provider", "foreign");
    try (MpiRun run = MpiRun.start(directory, meek, List.of("-n", "2"), words)) {
      assertEquals(1, run.exitCode(SECONDS), () -> run.out() + run.err());
      assertTrue(run.err().contains("grants threads only level FUNNELED"), run.err());
    }
  }

  private static boolean compiles(Path source, Path library) throws InterruptedException {
    try {
      return new ProcessBuilder(
                  "cc",
                  "-shared",
                  "-fPIC",
                  "-o",
                  library.toString(),
                  source.toString(),
                  "-Wl,--no-as-needed",
                  "-l:libmpi.so.40")
              .inheritIO()
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void noWorkerIsLeftForTooManyServers() throws Exception {
    try (MpiRun run =
        MpiRun.start(directory, List.of("-n", "2"), counting("--clocks", "6", "--servers", "2"))) {
      assertEquals(2, run.exitCode(SECONDS), () -> run.out() + run.err());
      assertTrue(run.err().contains("--servers 2 leaves no rank for workers"), run.err());
      assertFalse(run.out().contains("the result is"), run.out());
    }
  }
}
