package paracel.hosts;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Hosts on one machine, for a test: each is a set of namespaces with a name, an address, an
 * /etc/hosts and a /dev/shm of its own. A switch connects them with each other and with nothing
 * else. They share the machine's other files, its processors and its process ids.
 *
 * <pre>{@code
 * try (Hosts hosts = Hosts.open(3)) {
 *   Process job = hosts.mpirun(List.of("-n", "6"), List.of("./paracel", "run", ...)).start();
 *   hosts.cut(2);
 *   ...
 * }
 * }</pre>
 *
 * <p>Hosts are numbered from 0. Names and addresses are equal in all runs; two runs at once do not
 * meet. Closing, or the end of this JVM in any way, ends what runs on the hosts and removes them.
 * For one thread; {@link #cut}, {@link #restore}, {@link #crash} and {@link #pids} for any.
 */
public final class Hosts implements AutoCloseable {

  /** What a host has of its own, as options of unshare and nsenter. */
  static final List<String> NAMESPACES = List.of("--net", "--uts", "--ipc", "--mount");

  private static final int COUNT_MAX = 64;
  private static final int SLOTS = 4;
  private static final long COMMAND_SECONDS = 10;

  /** What making a host takes, tried in namespaces that end with the script. */
  private static final String PROBE =
      """
      set -e
      ip link add bridge type bridge
      ip link add eth0 type veth peer name port0
      mount -t tmpfs tmpfs /dev/shm
      mount -t sysfs sysfs /sys
      """;

  /** Enters a keeper's namespaces, which undoes the working directory, and goes back there. */
  private static final String ENTER =
      """
      keeper=$1
      shift
      exec nsenter --target "$keeper" NAMESPACES sh -c 'cd "$0" && exec "$@"' "$PWD" "$@"
      """
          .replace("NAMESPACES", String.join(" ", NAMESPACES));

  /** Has the ranks on other hosts see what mpirun itself sees, of what concerns us. */
  private static final String MPIRUN =
      """
      for name in $(env | sed -n 's/^\\(PARACEL_[A-Za-z0-9_]*\\|JAVA_HOME\\)=.*/\\1/p'); do
        set -- -x "$name" "$@"
      done
      exec mpirun "$@"
      """;

  /**
   * What mpirun calls in the place of ssh: with a host's name and the words of a command. Only what
   * a login there would set is in the command's environment.
   */
  private static final String AGENT =
      """
      #!/bin/sh
      name=$1
      shift
      case $name in
      KEEPERS
      *) echo "there is no host $name" >&2; exit 255 ;;
      esac
      env -i PATH="$PATH" HOME="${HOME:-/}" SHELL=/bin/sh \\
        nsenter --target "$keeper" NAMESPACES sh -c "$*"
      """
          .replace("NAMESPACES", String.join(" ", NAMESPACES));

  private final Path directory;
  private final Keeper hub; // keeps the switch
  private final List<Keeper> keepers = new ArrayList<>();
  private boolean closed;

  private Hosts(Path directory) throws IOException {
    this.directory = directory;
    this.hub = Keeper.startSwitch(directory.toFile());
  }

  /**
   * Makes hosts. Skips the test, and says why, where that is impossible: it takes root, iproute2,
   * util-linux, and a kernel that lets root make namespaces.
   *
   * @param count 1 to 64
   */
  public static Hosts open(int count) throws IOException, InterruptedException {
    if (count < 1 || count > COUNT_MAX) {
      throw new IllegalArgumentException("1 to " + COUNT_MAX + " hosts, not " + count);
    }
    assumePossible();
    Leftovers.clear();
    Hosts hosts = new Hosts(Leftovers.newDirectory());
    try {
      hosts.start(count);
    } catch (IOException | InterruptedException | RuntimeException e) {
      try (hosts) {
        throw e;
      }
    }
    return hosts;
  }

  /** Skips the test where hosts cannot be made. */
  public static void assumePossible() throws IOException, InterruptedException {
    assumeTrue(isRoot(), "a test's hosts are made of namespaces, which takes root");
    assumeProgram("ip", "iproute2");
    assumeProgram("unshare", "util-linux");
    assumeProgram("nsenter", "util-linux");
    List<String> probe = new ArrayList<>(List.of("unshare"));
    probe.addAll(NAMESPACES);
    probe.addAll(List.of("sh", "-c", PROBE));
    String wrong = errorOf(probe);
    assumeTrue(wrong.isEmpty(), () -> "namespaces for hosts cannot be made here: " + wrong);
  }

  private static boolean isRoot() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .anyMatch(line -> line.matches("Uid:\\s+\\d+\\s+0\\s.*"));
  }

  private static void assumeProgram(String program, String debianPackage) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    assumeTrue(
        Arrays.stream(path.split(File.pathSeparator))
            .anyMatch(entry -> Files.isExecutable(Path.of(entry, program))),
        () -> "no " + program + " on the PATH; apt-get install " + debianPackage + " brings it");
  }

  private void start(int count) throws IOException, InterruptedException {
    Files.createDirectory(node());
    StringBuilder table = new StringBuilder("127.0.0.1 localhost\n");
    StringBuilder slots = new StringBuilder();
    for (int i = 0; i < count; i++) {
      table.append(addressOf(i)).append(' ').append(nameOf(i)).append('\n');
      slots.append(nameOf(i)).append(" slots=").append(SLOTS).append('\n');
    }
    Files.writeString(directory.resolve("hosts"), table);
    Files.writeString(hostfile(), slots);
    hub.awaitReady();
    for (int i = 0; i < count; i++) {
      keepers.add(Keeper.startHost(nameOf(i), addressOf(i), portOf(i), hub, directory.toFile()));
    }
    for (Keeper keeper : keepers) {
      keeper.awaitReady();
    }
    writeAgents();
  }

  private void writeAgents() throws IOException {
    StringBuilder cases = new StringBuilder();
    for (int i = 0; i < keepers.size(); i++) {
      String end = i < keepers.size() - 1 ? "\n" : "";
      cases.append("%s) keeper=%d ;;%s".formatted(nameOf(i), keepers.get(i).pid(), end));
    }
    String agent = AGENT.replace("KEEPERS", cases);
    for (boolean tolerant : new boolean[] {false, true}) {
      Files.writeString(agent(tolerant), agent + (tolerant ? "exit 0\n" : ""));
      Files.setPosixFilePermissions(
          agent(tolerant),
          Set.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));
    }
  }

  private Path agent(boolean tolerant) {
    return directory.resolve(tolerant ? "agent-tolerant" : "agent");
  }

  private Path hostfile() {
    return directory.resolve("hostfile");
  }

  /** A directory of each host's own, at the same path on all. */
  private Path node() {
    return directory.resolve("node");
  }

  private static String nameOf(int host) {
    return "host" + host;
  }

  private static String addressOf(int host) {
    return "10.213.0." + (host + 1);
  }

  /** The switch's end of the wire to a host. */
  private static String portOf(int host) {
    return "port" + host;
  }

  // ---- what they are ----------------------------------------------------------------------------

  public int count() {
    return keepers.size();
  }

  /** The host's name, which all hosts can resolve. */
  public String name(int host) {
    return nameOf(checkHost(host));
  }

  /** The host's IPv4 address, of its device eth0, in a network of 24 bits. */
  public String address(int host) {
    return addressOf(checkHost(host));
  }

  /** The directory with what belongs to these hosts; it goes with them. */
  Path directory() {
    return directory;
  }

  /** The processes that now are on a host. */
  public List<Long> pids(int host) throws IOException {
    Keeper keeper = keeper(host);
    String network = Namespaces.network(keeper.pid()).orElseThrow();
    Predicate<Long> isThere =
        pid -> pid != keeper.pid() && Namespaces.network(pid).filter(network::equals).isPresent();
    return Namespaces.allPids().stream().filter(isThere).toList();
  }

  private Keeper keeper(int host) {
    return keepers.get(checkHost(host));
  }

  private int checkHost(int host) {
    if (closed) {
      throw new IllegalStateException("the hosts are closed");
    }
    return Objects.checkIndex(host, keepers.size());
  }

  // ---- processes --------------------------------------------------------------------------------

  /**
   * A process on a host. Its pid is the command's own; it keeps to the builder's directory. The
   * environment is ours, without what a launcher left there, and with JAVA_HOME of this JVM.
   */
  public ProcessBuilder process(int host, List<String> command) {
    List<String> words = new ArrayList<>(List.of("sh", "-c", ENTER, "sh", "" + keeper(host).pid()));
    words.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(words);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(key -> key.matches("(OMPI|PMI|PMIX|PRTE|SLURM|MPI)_?.*"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }

  /**
   * Open MPI's mpirun, on host 0. Without other words ranks go round all hosts, are not bound, and
   * use TCP between hosts and shared memory within. All of that is said by OMPI_MCA_ variables in
   * the builder's environment, so that arguments, such as {@code --mca}, and the caller's changes
   * there override it. Ranks see JAVA_HOME and PARACEL_ variables of the environment; others take
   * {@code -x}. Skips the test where there is no mpirun.
   *
   * @param arguments of mpirun
   * @param command of the ranks
   */
  public ProcessBuilder mpirun(List<String> arguments, List<String> command) {
    assumeProgram("mpirun", "openmpi-bin");
    List<String> words = new ArrayList<>(List.of("sh", "-c", MPIRUN, "mpirun"));
    words.addAll(arguments);
    words.addAll(command);
    ProcessBuilder builder = process(0, words);
    Map<String, String> environment = builder.environment();
    environment.put("OMPI_ALLOW_RUN_AS_ROOT", "1");
    environment.put("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1");
    parameter(builder, "plm", "rsh");
    parameter(builder, "plm_rsh_agent", agent(false).toString());
    parameter(builder, "orte_default_hostfile", hostfile().toString());
    parameter(builder, "orte_tmpdir_base", node().toString());
    parameter(builder, "oob_tcp_if_include", "eth0");
    parameter(builder, "btl_tcp_if_include", "eth0");
    parameter(builder, "pml", "ob1");
    parameter(builder, "btl", "self,vader,tcp");
    // The hosts have the same processors: rank 0 of each would be bound to the same one.
    parameter(builder, "hwloc_base_binding_policy", "none");
    parameter(builder, "rmaps_base_mapping_policy", "node:oversubscribe");
    parameter(builder, "mpi_yield_when_idle", "1");
    return builder;
  }

  private static void parameter(ProcessBuilder mpirun, String name, String value) {
    mpirun.environment().put("OMPI_MCA_" + name, value);
  }

  /**
   * Lets a job outlive the loss of a host. mpirun ends a job when the ssh to a host fails, as it
   * does with the daemon there; here it ends with 0 instead. The job needs {@code
   * --enable-recovery}, too.
   *
   * @param mpirun modified
   * @return mpirun
   */
  public ProcessBuilder tolerateLoss(ProcessBuilder mpirun) {
    parameter(mpirun, "plm_rsh_agent", agent(true).toString());
    return mpirun;
  }

  // ---- failures ---------------------------------------------------------------------------------

  /**
   * Pulls the wire out of the switch: nothing passes to or from a host, and nobody is told; its own
   * processes go on and reach each other.
   */
  public void cut(int host) throws IOException, InterruptedException {
    wire(host, "down");
  }

  /** Plugs the wire in again; what TCP sends again gets through. */
  public void restore(int host) throws IOException, InterruptedException {
    wire(host, "up");
  }

  private void wire(int host, String state) throws IOException, InterruptedException {
    checkHost(host);
    List<String> command = new ArrayList<>(List.of("nsenter", "--target", "" + hub.pid(), "--net"));
    command.addAll(List.of("ip", "link", "set", portOf(host), state));
    String wrong = errorOf(command);
    if (!wrong.isEmpty()) {
      throw new IOException(
          "the wire of " + nameOf(host) + " cannot be set " + state + ": " + wrong);
    }
  }

  /**
   * The host is gone at once, as by loss of power: the wire is cut first, so that no end of a
   * connection is seen, then all its processes are killed. mpirun sees it as late as it would see
   * that: the job's own deadlines have to. It can be restored, and is empty then.
   */
  public void crash(int host) throws IOException, InterruptedException {
    cut(host);
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(COMMAND_SECONDS);
    for (List<Long> left = pids(host); !left.isEmpty(); left = pids(host)) {
      if (System.nanoTime() > deadlineNs) {
        throw new IOException(nameOf(host) + " still has processes, after being killed: " + left);
      }
      left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
      Thread.sleep(10);
    }
  }

  /**
   * Runs a command to its end.
   *
   * @return what is wrong; empty when it succeeded
   */
  private static String errorOf(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return "waited " + COMMAND_SECONDS + " s for " + command;
    }
    String said = new String(process.getInputStream().readAllBytes()).strip();
    return process.exitValue() == 0 ? "" : said + " (exit code " + process.exitValue() + ")";
  }

  // ---- end --------------------------------------------------------------------------------------

  /** Ends all processes on the hosts, TERM first, and removes the hosts. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    keepers.forEach(Keeper::release);
    StringBuilder wrong = new StringBuilder();
    try {
      for (Keeper keeper : keepers) {
        wrong.append(keeper.awaitEnd());
      }
      hub.release();
      wrong.append(hub.awaitEnd());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      wrong.append("interrupted before all had ended");
    } finally {
      hub.release();
    }
    if (!wrong.isEmpty()) {
      throw new IOException("hosts could not be removed: " + wrong);
    }
  }
}
