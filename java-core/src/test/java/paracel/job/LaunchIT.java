package paracel.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paracel.base.ShellWords;
import paracel.cli.Main;
import paracel.job.launch.Surroundings;

/**
 * {@code paracel launch} with Open MPI's mpirun. A script stands in for {@code paracel}, and a
 * remote shell that stays here for ssh, so that hosts of any name are this machine.
 */
@Timeout(90)
class LaunchIT {

  private static final long TEST_SECONDS = 40;
  private static final int ELEMENTS = CountingSolver.ROWS * CountingSolver.COLUMNS;
  private static final String[] ENDLESS = {"--clocks", "1000000", "--sleep", "5"};

  @TempDir Path directory;
  private RankProcesses launch; // the process of launch stands in for all ranks
  private Path home;

  @BeforeAll
  static void needsMpirun() {
    OpenMpi.assumeMpirun();
  }

  @BeforeEach
  void writeScript() throws IOException {
    launch = new RankProcesses(directory.resolve("job"), "launch", 1);
    home = Files.createDirectory(directory.resolve("with blanks"));
    writeScript("exec " + ShellWords.join(java()) + " \"$@\"\n");
  }

  private void writeScript(String text) throws IOException {
    script(home.resolve("paracel"), text);
  }

  private static void script(Path path, String text) throws IOException {
    Files.writeString(path, "#!/bin/sh\n" + text);
    assertTrue(path.toFile().setExecutable(true));
  }

  private static List<String> java() {
    return List.of(
        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xmx64m",
        "-XX:-UsePerfData",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName());
  }

  @AfterEach
  void endProcesses() throws InterruptedException {
    Process process = launch.process(0);
    if (process == null) {
      return;
    }
    List<ProcessHandle> all = process.descendants().toList();
    process.destroy();
    process.waitFor(15, TimeUnit.SECONDS);
    launch.close();
    all.forEach(ProcessHandle::destroyForcibly);
  }

  private ProcessBuilder builder(List<String> options, String... words) {
    List<String> command = new ArrayList<>(java());
    command.add(1, "-D" + Surroundings.HOME + "=" + home);
    command.add("launch");
    command.addAll(options);
    command.addAll(List.of("--", "run", "counting", "--ring-budget", "" + (1 << 20)));
    command.addAll(List.of("--input", directory.resolve("input.txt").toString()));
    command.addAll(Arrays.asList(words));
    ProcessBuilder builder = new ProcessBuilder(command);
    forget(builder.environment());
    return builder;
  }

  private static void forget(Map<String, String> environment) {
    RankProcesses.forgetLauncher(environment);
    environment.keySet().removeIf(key -> key.startsWith("PBS_"));
  }

  private void start(List<String> options, String... words) throws IOException {
    launch.start(0, builder(options, words));
  }

  private void expectExit(int code) throws InterruptedException {
    assertEquals(code, launch.exitCode(0, TEST_SECONDS), () -> launch.err(0));
    assertFalse(launch.err(0).contains("\u0001"), "reports are not for the user");
  }

  private void expectSaid(String text) {
    assertEquals(
        1,
        launch.err(0).split(Pattern.quote(text), -1).length - 1,
        () -> text + ": " + launch.err(0));
  }

  private String resultOf(int workers) {
    return "the result is " + workers * 20 * ELEMENTS + "\n";
  }

  // ---- ends of a job ----------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({"1,2,1", "2,4,2"})
  void resultIsOnStdoutAlone(int servers, int workers, int perRank) throws Exception {
    start(List.of("--servers=" + servers, "--workers=" + workers, "--workers-per-rank=" + perRank));
    expectExit(0);
    assertTrue(launch.out(0).startsWith(resultOf(workers)), launch.out(0));
    assertTrue(
        launch.out(0).contains(workers + " workers, " + servers + " parameter ranks"),
        launch.out(0));
    assertTrue(launch.err(0).contains("objective"), "the convergence log: " + launch.err(0));
  }

  @ParameterizedTest
  @CsvSource({"throw,1", "input,2", "diverge,3"})
  void exitCodeIsTheJobs(String fault, int code) throws Exception {
    for (List<String> options : List.of(List.<String>of(), List.of("--enable-recovery"))) {
      start(options, "--fault", fault);
      expectExit(code);
      assertFalse(launch.err(0).contains("died"), launch.err(0));
    }
  }

  @Test
  void wrongOptionStartsNothing() throws Exception {
    start(List.of("--mpirun", "/nowhere/mpirun"), "--clocks", "0");
    expectExit(2);
    expectSaid("paracel: --clocks");
  }

  @Test
  void killedRankEndsTheJobAndIsNamed() throws Exception {
    start(List.of("--servers", "1"), ENDLESS);
    kill(2);
    expectExit(1);
    expectSaid("paracel: rank 2 died without a word");
  }

  @Test
  void ranksThatMayLiveOnNameTheKilledOne() throws Exception {
    start(List.of("--enable-recovery"), ENDLESS);
    kill(0);
    expectExit(1);
    expectSaid("paracel: rank 0, a parameter rank, died without a word");
    assertTrue(
        Pattern.compile("rank 0 \\([^)]*\\) is lost").matcher(launch.err(0)).find(), launch.err(0));
  }

  private void kill(int rank) throws InterruptedException {
    launch.awaitErr(0, CountingSolver.COUNTING);
    OpenMpi.rank(launch.process(0), rank).destroyForcibly();
  }

  @ParameterizedTest
  @CsvSource({"TERM,143", "INT,130"})
  void signalEndsAllProcesses(String signal, int code) throws Exception {
    RankProcesses.assumeNotIgnored(signal, signal.equals("INT") ? 2 : 15);
    start(List.of(), ENDLESS);
    launch.awaitErr(0, CountingSolver.COUNTING);
    List<ProcessHandle> all = launch.process(0).descendants().toList();
    assertTrue(all.size() >= 4, "mpirun and three ranks, not " + all.size());
    long signalNs = System.nanoTime();
    launch.signal(0, signal);
    expectExit(code);
    double took = (launch.endNs(0) - signalNs) * 1e-9;
    System.out.printf("launch ends %.2f s after SIG%s%n", took, signal);
    assertTrue(took < 10, "launch ends only after " + took + " s");
    assertFalse(launch.err(0).contains("died"), launch.err(0));
    for (ProcessHandle process : all) {
      awaitEnd(process);
    }
  }

  /** Waits while a killed process is torn down; one that nobody has reaped has ended. */
  private static void awaitEnd(ProcessHandle process) throws Exception {
    for (long endNs = System.nanoTime() + 2_000_000_000L; isAlive(process); Thread.sleep(10)) {
      if (System.nanoTime() > endNs) {
        fail("process " + process.pid() + " is left");
      }
    }
  }

  private static boolean isAlive(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return process.isAlive() && !stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
    } catch (IOException e) {
      return false; // it is gone
    }
  }

  @Test
  void dryRunCanBePasted() throws Exception {
    start(List.of("--dry-run", "--servers", "2"));
    expectExit(0);
    assertEquals("", launch.err(0));
    String line = launch.out(0);
    assertEquals(1, line.lines().count(), line);
    ProcessBuilder shell = new ProcessBuilder("/bin/sh", "-c", line);
    forget(shell.environment());
    launch.start(0, shell);
    expectExit(0);
    assertTrue(launch.out(0).startsWith(resultOf(2)), launch.out(0));
  }

  // ---- hosts ------------------------------------------------------------------------------------

  /** A remote shell that stays here; like others it knows where it is. */
  private Path remoteShell() throws IOException {
    Path shell = directory.resolve("remote-shell");
    String temporary = ShellWords.join(List.of(directory.toString()));
    script(
        shell,
        """
        if [ "$1" = lost ]; then echo "no way to host $1" >&2; exit 255; fi
        export STAND_IN_HOST=$1 TMPDIR=%s/tmp-$1
        mkdir -p "$TMPDIR"
        shift
        exec sh -c "$*"
        """
            .formatted(temporary));
    return shell;
  }

  @Test
  void parameterRanksAreOnDifferentHosts() throws Exception {
    writeScript("echo \"rank $OMPI_COMM_WORLD_RANK on $STAND_IN_HOST, $PARACEL_WORD, $PWD\"\n");
    ProcessBuilder builder =
        builder(List.of("--nodes=3", "--hosts", "a:3,b:2,c", "--servers=3", "--workers=4"));
    builder.directory(home.toFile());
    builder.environment().put("OMPI_MCA_plm_rsh_agent", remoteShell().toString());
    builder.environment().put("PARACEL_WORD", "a word");
    launch.start(0, builder);
    expectExit(1); // these ranks do not tell how they end
    String rest = ", a word, " + home;
    assertEquals(
        List.of("a", "b", "c", "a", "b", "c", "a"),
        launch.out(0).lines().sorted().map(line -> word(line, rest)).toList());
  }

  private static String word(String line, String rest) {
    assertTrue(line.endsWith(rest), line);
    return line.substring(line.indexOf(" on ") + 4, line.length() - rest.length());
  }

  @Test
  void hostThatCannotBeReachedIsNamed() throws Exception {
    ProcessBuilder builder = builder(List.of("--hosts", "a,lost"));
    builder.environment().put("OMPI_MCA_plm_rsh_agent", remoteShell().toString());
    launch.start(0, builder);
    assertEquals(1, launch.exitCode(0, 30), () -> launch.err(0));
    expectSaid("paracel: --hosts: 'lost' cannot be reached: no way to host lost");
  }

  @Test
  void hostThatNeverAnswersIsWaitedForOnlySoLong() throws Exception {
    Path shell = directory.resolve("dumb-shell");
    script(shell, "exec sleep 77\n");
    ProcessBuilder builder = builder(List.of("--hosts", "a,b"), "--start-timeout", "1");
    builder.environment().put("OMPI_MCA_plm_rsh_agent", shell.toString());
    launch.start(0, builder);
    expectExit(1);
    expectSaid("paracel: waited 1.0 s for mpirun to start a rank on --hosts a,b; --start-timeout");
  }

  @Test
  void unknownHostIsNamed() throws Exception {
    start(List.of("--hosts", "no-such-host.invalid"));
    assertEquals(1, launch.exitCode(0, 30), () -> launch.err(0));
    String last = launch.err(0).lines().toList().getLast();
    assertTrue(last.startsWith("paracel: --hosts"), last);
    assertTrue(last.contains("no-such-host.invalid") || last.contains("openssh-client"), last);
  }

  // ---- no job -----------------------------------------------------------------------------------

  @Test
  void absentMpirunNamesThePackage() throws Exception {
    start(List.of("--mpirun", "/nowhere/mpirun"));
    expectExit(1);
    expectSaid("paracel: --mpirun: '/nowhere/mpirun' cannot be started");
    expectSaid("openmpi-bin");
  }

  @Test
  void otherMpirunIsDoubted() throws Exception {
    start(List.of("--mpirun", "true"));
    expectExit(1);
    expectSaid("'true' is not Open MPI's mpirun");
  }

  @Test
  void mpirunsRefusalIsPassedOn() throws Exception {
    start(List.of("--mpirun-args", "--no-such-option"));
    expectExit(1);
    expectSaid("paracel: no rank has come up; mpirun ends with");
    assertTrue(launch.err(0).split("no-such-option", -1).length > 2, launch.err(0));
  }

  @Test
  void rankWithoutJavaIsNamed() throws Exception {
    writeScript("echo 'no JDK' >&2; exit 1\n");
    start(List.of());
    expectExit(1);
    // mpirun does not always say which rank was the first
    String last = launch.err(0).lines().toList().getLast();
    assertTrue(
        last.contains("died without a word (with exit code 1)")
            || last.contains("no rank has come up; mpirun ends with 1 and says: no JDK"),
        last);
  }

  /** What a rank says last may be much, and end in the middle of a line. */
  @Test
  void reportsComeThroughMuchOtherText() throws Exception {
    String noise = "i=0; while [ $i -lt 500 ]; do printf '%0200d\\r' $i >&2; i=$((i+1)); done\n";
    writeScript(noise + ShellWords.join(java()) + " \"$@\"\ncode=$?\n" + noise + "exit $code\n");
    start(List.of("--workers", "3"));
    expectExit(0);
    int sent = 4 * 2 * 500 * 201;
    long passed = launch.err(0).chars().filter(c -> c == '0' || c == '\r').count();
    assertTrue(launch.err(0).length() >= sent, passed + " bytes of " + sent);
    if (!launch.out(0).startsWith(resultOf(3))) {
      fail(launch.out(0));
    }
  }
}
