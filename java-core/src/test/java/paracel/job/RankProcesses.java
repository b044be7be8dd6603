package paracel.job;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import paracel.cli.Main;

/**
 * A job of the counting solver whose ranks are processes, started by hand with the environment that
 * a launcher would make. Closing it ends the processes that are left, by their handles.
 */
final class RankProcesses implements AutoCloseable {

  static final Path SHARED_MEMORY = Path.of("/dev/shm");

  /** Until a job that nobody disturbs must be where it is waited for, on a busy machine. */
  static final long PATIENCE_SECONDS = 30;

  private final Path directory;
  private final String id;
  private final Process[] ranks;
  private final AtomicLongArray endNs;

  /**
   * @param directory for input and outputs; of this job alone
   * @param id of the job
   */
  RankProcesses(Path directory, String id, int size) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.id = id;
    this.ranks = new Process[size];
    this.endNs = new AtomicLongArray(size);
    Files.writeString(input(), "1 1:1\n");
  }

  /** An id that no other job of this machine has. */
  static String uniqueId(String name) {
    return name + "-" + ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime());
  }

  private Path input() {
    return directory.resolveSibling("input.txt"); // the same for all jobs of a test
  }

  /** The command of a rank. */
  static List<String> command(Path input, String... words) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(
        List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m", "-XX:-UsePerfData"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of(Main.class.getName(), "run", "counting", "--input", input.toString()));
    // rings for a few workers, so that many jobs fit in a small /dev/shm
    command.addAll(List.of("--ring-budget", Integer.toString(1 << 20)));
    command.addAll(Arrays.asList(words));
    return command;
  }

  /** Makes an environment without what a launcher may have left in ours. */
  static void forgetLauncher(Map<String, String> environment) {
    environment.keySet().removeIf(key -> key.matches("(OMPI|PMI|PMIX|PRTE|SLURM|MPI)_?.*"));
  }

  RankProcesses startAll(String... words) throws IOException {
    for (int rank = 0; rank < ranks.length; rank++) {
      start(rank, words);
    }
    return this;
  }

  /** Starts one rank over shared memory. */
  void start(int rank, String... words) throws IOException {
    List<String> all = new ArrayList<>(Arrays.asList(words));
    all.addAll(List.of("--fabric", "shm"));
    ProcessBuilder builder = new ProcessBuilder(command(input(), all.toArray(String[]::new)));
    Map<String, String> environment = builder.environment();
    forgetLauncher(environment);
    String size = Integer.toString(ranks.length);
    environment.put("OMPI_COMM_WORLD_RANK", Integer.toString(rank));
    environment.put("OMPI_COMM_WORLD_SIZE", size);
    environment.put("OMPI_COMM_WORLD_LOCAL_SIZE", size);
    environment.put("PMIX_NAMESPACE", id);
    start(rank, builder);
  }

  /** Starts a process that stands in for a rank. */
  void start(int rank, ProcessBuilder builder) throws IOException {
    Process process =
        builder.redirectOutput(file(rank, "out")).redirectError(file(rank, "err")).start();
    ranks[rank] = process;
    process.onExit().thenRun(() -> endNs.set(rank, System.nanoTime()));
  }

  private File file(int rank, String stream) {
    return directory.resolve("rank-" + rank + "." + stream).toFile();
  }

  int size() {
    return ranks.length;
  }

  Process process(int rank) {
    return ranks[rank];
  }

  String out(int rank) {
    return read(file(rank, "out"));
  }

  String err(int rank) {
    return read(file(rank, "err"));
  }

  private static String read(File file) {
    try {
      return Files.readString(file.toPath());
    } catch (IOException e) {
      throw new IllegalStateException(file + " cannot be read", e);
    }
  }

  /** Waits until a rank has written something to stderr. */
  void awaitErr(int rank, String text) throws InterruptedException {
    await(
        () -> err(rank).contains(text) || !ranks[rank].isAlive(),
        () -> "rank " + rank + " does not say '" + text + "'");
    assertTrue(err(rank).contains(text), () -> "rank " + rank + " has ended: " + err(rank));
  }

  /** Waits until files of the job are in shared memory, and say whose they are. */
  void awaitFiles(int count) throws InterruptedException {
    await(
        () -> files(id).stream().filter(RankProcesses::hasHeader).count() == count,
        () -> "there are " + files(id) + ", not " + count);
  }

  private static boolean hasHeader(String name) {
    try {
      return Files.size(SHARED_MEMORY.resolve(name)) > 4096; // grows when the header is written
    } catch (IOException e) {
      return false;
    }
  }

  private static void await(BooleanSupplier condition, Supplier<String> what)
      throws InterruptedException {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadlineNs) {
        fail("waited " + PATIENCE_SECONDS + " s: " + what.get());
      }
      Thread.sleep(10);
    }
  }

  /** Exit code of a rank; fails when it does not end. */
  int exitCode(int rank, long seconds) throws InterruptedException {
    if (!ranks[rank].waitFor(seconds, TimeUnit.SECONDS)) {
      fail("rank " + rank + " has not ended after " + seconds + " s: " + err(rank));
    }
    return ranks[rank].exitValue();
  }

  /** When a rank that has ended did so. */
  long endNs(int rank) throws InterruptedException {
    await(() -> endNs.get(rank) != 0, () -> "the end of rank " + rank + " is not seen");
    return endNs.get(rank);
  }

  /** Sends a signal to one rank. */
  void signal(int rank, String name) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + ranks[rank].pid()).start();
    assertTrue(kill.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "kill does not end");
    assertTrue(kill.exitValue() == 0, "there is no rank " + rank + " to be sent " + name);
  }

  /** Files of a job in shared memory. */
  List<String> files() {
    return files(id);
  }

  /** Files in shared memory whose names contain the id of a job. */
  static List<String> files(String jobId) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(SHARED_MEMORY, "paracel-*" + jobId + "*")) {
      found.forEach(path -> names.add(path.getFileName().toString()));
    } catch (IOException e) {
      throw new IllegalStateException(SHARED_MEMORY + " cannot be listed", e);
    }
    return names;
  }

  /** Skips a test where this process ignores the signal: those that it starts ignore it, too. */
  static void assumeNotIgnored(String name, int number) throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(text -> text.startsWith("SigIgn:"))
            .findFirst()
            .orElse("SigIgn: 0");
    long ignored = Long.parseUnsignedLong(line.split("\\s+")[1], 16);
    assumeTrue((ignored >> number - 1 & 1) == 0, "SIG" + name + " is ignored here (nohup, or &)");
  }

  @Override
  public void close() throws InterruptedException {
    for (Process process : ranks) {
      if (process != null) {
        process.destroyForcibly();
      }
    }
    for (Process process : ranks) {
      if (process != null) {
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "a rank is left");
      }
    }
  }
}
