package paracel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paracel.base.OptionException;
import paracel.base.UsageException;
import paracel.job.launch.Surroundings;

/** The line that a launch makes of its options, and what it refuses. */
class LaunchCommandTest {

  private static final String[] RUN = {"run", "counting", "--input", "a b.txt"};

  private final Map<String, String> environment = new HashMap<>();
  private int cores = 4;
  private boolean isRoot;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** The line of a dry run. */
  private String line(String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of("launch", "--dry-run"));
    all.addAll(Arrays.asList(words));
    assertEquals(0, launch(all));
    String text = out.toString(StandardCharsets.UTF_8);
    out.reset();
    assertTrue(text.endsWith("\n") && text.lines().count() == 1, text);
    return text.strip();
  }

  private int launch(List<String> words) throws Exception {
    Surroundings at =
        new Surroundings(environment, Path.of("/opt/my paracel"), Path.of("/data"), cores, isRoot);
    try (PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8)) {
      Console console = new Console(stream, stream, false);
      return new CommandTree(List.of(new LaunchCommand(() -> at)), console)
          .run(words.toArray(String[]::new));
    }
  }

  private String lineOfRun(String... options) throws Exception {
    List<String> words = new ArrayList<>(Arrays.asList(options));
    words.addAll(Arrays.asList(RUN));
    return line(words.toArray(String[]::new));
  }

  private static void assertHas(String line, String part) {
    assertTrue((" " + line + " ").contains(" " + part + " "), "no '" + part + "' in: " + line);
  }

  private static void assertLacks(String line, String part) {
    assertFalse(line.contains(part), "'" + part + "' in: " + line);
  }

  private void refuses(String message, String... words) {
    List<String> all = new ArrayList<>(List.of("launch", "--dry-run"));
    all.addAll(Arrays.asList(words));
    UsageException e = assertThrows(UsageException.class, () -> launch(all));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  // ---- the line ---------------------------------------------------------------------------------

  @Test
  void wholeLine() throws Exception {
    environment.put("PARACEL_JAVA_OPTS", "-Xmx1g");
    environment.put("PARACEL_LAUNCH_REPORT", "of a launch around this one");
    environment.put("JAVA_HOME", "/opt/jdk");
    environment.put("HOME", "/nowhere");
    isRoot = true;
    assertEquals(
        "mpirun --allow-run-as-root -n 5 --host a:3,b:3 --map-by node --rank-by node"
            + " --bind-to core:overload-allowed --mca mpi_yield_when_idle 1"
            + " --mca plm_rsh_args '-o BatchMode=yes -o ConnectTimeout=10' --enable-recovery"
            + " --wdir /data -x PARACEL_JAVA_OPTS -x JAVA_HOME --tag-output -x 'A=b c'"
            + " '/opt/my paracel/paracel' run counting --input 'a b.txt' --seed 7 --servers 2",
        line(
            "--nodes=2",
            "--hosts",
            "a,b:3",
            "--workers",
            "3",
            "--servers",
            "2",
            "--enable-recovery",
            "--mpirun-args",
            "--tag-output -x 'A=b c'",
            "--",
            "run",
            "counting",
            "--input",
            "a b.txt",
            "--seed",
            "7"));
  }

  @Test
  void commandNeedsNoDashes() throws Exception {
    String line = lineOfRun("--servers", "2");
    assertTrue(line.startsWith("mpirun -n 4 --map-by node --rank-by node "), line);
    assertTrue(line.endsWith(" run counting --input 'a b.txt' --servers 2"), line);
    assertEquals(line, line("--servers", "2", "--", "run", "counting", "--input", "a b.txt"));
    assertTrue(line("info").endsWith("paracel' info"));
  }

  @Test
  void optionsMayBeGivenToTheCommand() throws Exception {
    String line = line("run", "counting", "--workers", "6", "--workers-per-rank", "3");
    assertHas(line, "-n 3");
    assertTrue(line.endsWith(" run counting --workers 6 --workers-per-rank 3"), line);
    assertHas(line("run", "counting", "--servers", "3"), "-n 5");
  }

  @Test
  void workersPerRankMakeFewerRanks() throws Exception {
    String line = lineOfRun("--workers", "6", "--workers-per-rank", "2", "--servers", "1");
    assertHas(line, "-n 4");
    assertHas(line, "--bind-to none");
    assertTrue(line.endsWith(" --servers 1 --workers-per-rank 2"), line);
    assertHas(lineOfRun("--workers-per-rank", "2", "--bind", "core"), "--map-by node:PE=2");
  }

  @Test
  void ranksAreBoundWhereEachHasACore() throws Exception {
    assertHas(lineOfRun("--workers", "3"), "--bind-to core:overload-allowed");
    assertHas(lineOfRun("--workers", "3"), "--map-by node");
    assertHas(lineOfRun("--workers", "3", "--bind", "none"), "--bind-to none");
    String crowded = lineOfRun("--workers", "4");
    assertHas(crowded, "--bind-to none");
    assertHas(crowded, "--map-by node:OVERSUBSCRIBE");
    assertHas(crowded, "--mca mpi_yield_when_idle 1");
    assertHas(lineOfRun("--workers", "4", "--bind", "core"), "--bind-to core:overload-allowed");
    assertHas(lineOfRun("--workers", "7", "--hosts", "a,b"), "--bind-to core:overload-allowed");
    String hosts = lineOfRun("--workers", "8", "--hosts", "a,b");
    assertHas(hosts, "--bind-to none");
    assertHas(hosts, "--host a:5,b:4");
    assertLacks(hosts, "OVERSUBSCRIBE");
    assertHas(lineOfRun("--workers", "4", "--hosts", "a:4,b:1"), "--bind-to core:overload-allowed");
    assertHas(lineOfRun("--workers", "5", "--hosts", "a:5,b:1"), "--bind-to none");
  }

  @Test
  void workersFillTheSlots() throws Exception {
    assertHas(lineOfRun("--hosts", "a:3,b:4"), "-n 7");
    assertHas(lineOfRun("--hosts", "a:3,b"), "-n 3");
    assertHas(lineOfRun("--hosts", "a:3,b"), "--host a:3,b:1");
    environment.put("SLURM_JOB_ID", "7");
    environment.put("SLURM_JOB_NUM_NODES", "3");
    environment.put("SLURM_TASKS_PER_NODE", "3(x2),2");
    assertHas(lineOfRun("--nodes", "3"), "-n 8");
    assertHas(lineOfRun("--workers", "2"), "-n 3");
    refuses(
        "--servers 8 leaves no rank for workers: the Slurm", "--servers", "8", "run", "counting");
  }

  @Test
  void slurmBringsItsHosts() throws Exception {
    environment.put("SLURM_JOB_ID", "7");
    environment.put("SLURM_JOB_NUM_NODES", "2");
    environment.put("SLURM_TASKS_PER_NODE", "2(x2)");
    environment.put("SLURM_JOB_CPUS_PER_NODE", "16,8");
    String line = lineOfRun("--workers", "3");
    assertLacks(line, "--host");
    assertLacks(line, "plm_rsh_args");
    assertHas(line, "--map-by node");
    assertHas(line, "--bind-to core:overload-allowed");
    String beyondTasks = lineOfRun("--workers", "15");
    assertHas(beyondTasks, "--map-by node:OVERSUBSCRIBE");
    assertHas(beyondTasks, "--bind-to core:overload-allowed");
    assertHas(lineOfRun("--workers", "16"), "--bind-to none");
    refuses("--nodes 3: the Slurm allocation has 2", "--nodes", "3", "info");
    assertHas(lineOfRun("--hosts", "a,b,c", "--nodes", "3"), "--host a:1,b:1,c:1");
    environment.put("SLURM_TASKS_PER_NODE", "two");
    refuses("SLURM_TASKS_PER_NODE", "info");
  }

  @Test
  void pbsBringsItsHosts(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("nodes"), "a\na\nb\nb\nb\n");
    environment.put("PBS_NODEFILE", file.toString());
    String line = lineOfRun("--nodes", "2");
    assertHas(line, "-n 5");
    assertHas(line, "--hostfile " + file);
    assertHas(line, "--bind-to none"); // 3 ranks where the smaller node gives 2
    refuses("--nodes 5: the PBS allocation has 2", "--nodes", "5", "info");
    environment.put("PBS_NODEFILE", file + ".absent");
    refuses("PBS_NODEFILE", "info");
  }

  @Test
  void userHasTheLastWord() throws Exception {
    environment.put("OMPI_MCA_mpi_yield_when_idle", "0");
    environment.put("OMPI_MCA_plm_rsh_agent", "rsh");
    String line =
        lineOfRun(
            "--hosts",
            "a",
            "--mpirun",
            "/opt/ompi/bin/mpirun",
            "--mpirun-args=--map-by slot --rank-by slot -bind-to none --wdir /elsewhere");
    assertTrue(
        line.startsWith(
            "/opt/ompi/bin/mpirun -n 3 --host a:3 --wdir".replace(" --wdir", " --map-by slot")),
        line);
    assertLacks(line, "node");
    assertLacks(line, "core");
    assertLacks(line, "mpi_yield_when_idle");
    assertLacks(line, "plm_rsh_args");
    assertLacks(line, "/data");
    environment.clear();
    assertLacks(lineOfRun("--hosts", "a", "--mpirun-args", "--mca plm_rsh_args -4"), "BatchMode");
  }

  @Test
  void helpOfTheCommandIsPrintedHere() throws Exception {
    assertEquals(0, launch(List.of("launch", "--", "run", "counting", "--help")));
    assertTrue(out.toString(StandardCharsets.UTF_8).contains("--staleness"));
  }

  // ---- refused ----------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--servers 4 --hosts a:2,b:2 | --servers 4 leaves no rank for workers: --hosts has 4",
        "--servers 5 --hosts a:2,b:2 | --servers 5 leaves no rank for workers: --hosts has 4",
        "--servers 3 --workers 2 --hosts a:2,b:2 | --hosts: 4 slots are too few for 5 ranks",
        "--servers 0              | --servers: 0 is not in 1..100000",
        "--workers 0              | --workers: 0 is not in 1..100000",
        "--workers some           | --workers: 'some' is not an integer",
        "--workers 3 --workers-per-rank 2 | --workers 3 is no multiple of --workers-per-rank 2",
        "--nodes 3 --hosts a,b    | --nodes 3: --hosts has 2",
        "--nodes 2                | --nodes 2: give --hosts",
        "--nodes 0                | --nodes: 0 is not in 1..100000",
        "--hosts a,b,a:2          | --hosts: 'a' is given twice",
        "--hosts a,               | --hosts: a host has no name",
        "--hosts ,a               | --hosts: a host has no name",
        "--hosts :2               | --hosts: a host has no name",
        "--hosts a:               | --hosts: the slots of 'a' are '', not a number",
        "--hosts a:two            | --hosts: the slots of 'a' are 'two', not a number",
        "--hosts a:-1             | --hosts: the slots of 'a' are '-1', not a number",
        "--hosts a:1:2            | --hosts: the slots of 'a' are '1:2', not a number",
        "--hosts a:0              | --hosts: the slots of 'a' are 0, not in 1..100000",
        "--hosts -oProxyCommand=x | '-oProxyCommand=x' is not the name of a host",
        "--hosts a;b              | --hosts: 'a;b' is not the name of a host",
        "--hosts a --hosts b      | --hosts: given 2 times",
        "--bind socket            | --bind: 'socket' is not one of core, none",
        "--mpirun-args 'a         | --mpirun-args: a quote is not closed",
        "--worker 2               | did you mean: --workers",
      })
  void wrongOptionIsNamed(String options, String message) {
    List<String> words = new ArrayList<>(Arrays.asList(options.split(" ")));
    words.addAll(Arrays.asList(RUN));
    refuses(message.replace("did you mean: ", ""), words.toArray(String[]::new));
  }

  @Test
  void emptyHostIsRefused() {
    refuses("--hosts: a host has no name", "--hosts", "", "info");
  }

  @Test
  void commandMustBeOneOfOurs() {
    refuses("launch what?");
    refuses("launch what?", "--servers", "2", "--");
    refuses("there is no 'rum'; there are info, launch", "rum", "counting");
    refuses("did you mean", "--", "rum");
    refuses("run what?", "run");
    refuses("there is no 'nothing'", "run", "nothing");
    refuses("stray", "run", "counting", "stray");
    refuses("--stalenes", "run", "counting", "--stalenes", "1");
    refuses("not itself", "launch", "info");
    refuses("--servers: 'info' does not take it", "--servers", "2", "info");
  }

  @Test
  void optionsAreGivenOnce() {
    for (String option : List.of("--servers", "--workers", "--workers-per-rank")) {
      refuses(option + ": given to launch and", option, "2", "run", "counting", option, "2");
    }
  }

  @Test
  void withoutTheScriptNothingIsLaunched() {
    OptionException command =
        assertThrows(
            OptionException.class,
            () ->
                new CommandTree(
                        List.of(
                            new LaunchCommand(
                                () -> {
                                  throw new UsageException("looked around");
                                })),
                        new Console(System.out, System.err, false))
                    .run("launch", "rum"));
    assertTrue(command.getMessage().contains("rum"), command.getMessage());
    UsageException home = assertThrows(UsageException.class, Surroundings::own);
    assertTrue(home.getMessage().contains("./paracel"), home.getMessage());
  }
}
