package paracel.cluster;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import paracel.hosts.Hosts;

/** One mpirun with ranks in Java, on this machine or on hosts. Closing it ends what is left. */
public final class MpiRun implements AutoCloseable {

  private static final long POLL_MS = 10;
  private static final String RANK = "OMPI_COMM_WORLD_RANK";

  /** A variable by whose value all processes of a run know each other; hosts pass it on. */
  private static final String MARK = "PARACEL_TEST_RUN";

  private final String mark = UUID.randomUUID().toString();
  private final Process mpirun;
  private final Path out;
  private final Path err;

  private MpiRun(ProcessBuilder builder, Path directory) throws IOException {
    Files.createDirectories(directory);
    out = Files.createTempFile(directory, "mpirun", ".out");
    err = Files.createTempFile(directory, "mpirun", ".err");
    builder.environment().put(MARK, mark);
    mpirun = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
  }

  /** Starts ranks on this machine; skips the test where there is no mpirun. */
  public static MpiRun start(Path directory, List<String> arguments, List<String> command)
      throws IOException {
    return start(directory, Map.of(), arguments, command);
  }

  /**
   * Starts ranks on this machine.
   *
   * @param environment added to ours, for mpirun and the ranks
   */
  public static MpiRun start(
      Path directory, Map<String, String> environment, List<String> arguments, List<String> command)
      throws IOException {
    String path = System.getenv().getOrDefault("PATH", "");
    assumeTrue(
        Arrays.stream(path.split(File.pathSeparator))
            .anyMatch(entry -> Files.isExecutable(Path.of(entry, "mpirun"))),
        "mpirun is missing; apt-get install openmpi-bin");
    List<String> words = new ArrayList<>(List.of("mpirun", "--oversubscribe", "--bind-to", "none"));
    words.addAll(arguments);
    words.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(words);
    Map<String, String> own = builder.environment();
    own.keySet().removeIf(key -> key.matches("(OMPI|PMI|PMIX|PRTE|SLURM|MPI)_?.*"));
    own.put("OMPI_ALLOW_RUN_AS_ROOT", "1");
    own.put("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1");
    own.put("OMPI_MCA_mpi_yield_when_idle", "1");
    own.putAll(environment);
    return new MpiRun(builder, directory);
  }

  /** Starts ranks on hosts, which are chosen in turn. */
  public static MpiRun start(
      Hosts hosts, Path directory, List<String> arguments, List<String> command)
      throws IOException {
    return new MpiRun(hosts.mpirun(arguments, command), directory);
  }

  /** The command of a rank that runs a class of the tests. */
  public static List<String> java(Class<?> main, String... words) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m", "-XX:-UsePerfData"));
    command.add("-XX:ErrorFile=/dev/stderr");
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(words));
    return command;
  }

  public String out() {
    return read(out);
  }

  public String err() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(file + " cannot be read", e);
    }
  }

  /** Waits until somebody has written this to stderr. */
  public void awaitErr(String text, long seconds) throws InterruptedException {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!err().contains(text)) {
      if (!mpirun.isAlive() || System.nanoTime() > deadlineNs) {
        fail("nobody says '" + text + "': " + out() + err());
      }
      Thread.sleep(POLL_MS);
    }
  }

  /** Exit code of mpirun; fails when it does not end. */
  public int exitCode(long seconds) throws InterruptedException {
    if (!mpirun.waitFor(seconds, TimeUnit.SECONDS)) {
      fail("mpirun has not ended after " + seconds + " s: " + out() + err());
    }
    return mpirun.exitValue();
  }

  /** The process of a rank on this machine or on a host, found by its environment. */
  public ProcessHandle rank(int rank) {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(this::isRank)
          .filter(process -> variable(environment(process), RANK).equals("" + rank))
          .findFirst()
          .orElseThrow();
    }
  }

  /** Waits until no rank is left; fails when one stays. */
  public void awaitRanksEnd(long seconds) throws InterruptedException {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (ranksLeft() > 0) {
      if (System.nanoTime() > deadlineNs) {
        fail("ranks have not ended after " + seconds + " s: " + out() + err());
      }
      Thread.sleep(POLL_MS);
    }
  }

  private long ranksLeft() {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(this::isRank).count();
    }
  }

  /** Whether this is the JVM of a rank of this run, and of no other. */
  private boolean isRank(ProcessHandle process) {
    String environment = environment(process);
    return variable(environment, MARK).equals(mark)
        && !variable(environment, RANK).isEmpty()
        && process.info().command().filter(name -> name.endsWith("java")).isPresent();
  }

  private static String environment(ProcessHandle process) {
    try {
      return "\0" + Files.readString(Path.of("/proc/" + process.pid() + "/environ"));
    } catch (IOException e) {
      return ""; // it has ended, or is another user's
    }
  }

  private static String variable(String environment, String name) {
    int at = environment.indexOf("\0" + name + "=");
    if (at < 0) {
      return "";
    }
    int from = at + name.length() + 2;
    int end = environment.indexOf('\0', from);
    return environment.substring(from, end < 0 ? environment.length() : end);
  }

  /** Ends mpirun, which ends its ranks. */
  @Override
  public void close() throws InterruptedException {
    List<ProcessHandle> ranks = mpirun.descendants().toList();
    mpirun.destroy();
    if (!mpirun.waitFor(10, TimeUnit.SECONDS)) {
      mpirun.destroyForcibly();
    }
    ranks.forEach(ProcessHandle::destroyForcibly);
  }
}
