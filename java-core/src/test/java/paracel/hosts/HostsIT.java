package paracel.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts of a test are apart, reach each other, and go without a trace. */
@Timeout(60)
class HostsIT {

  private static final long PATIENCE_SECONDS = 20;

  @BeforeAll
  static void needsNamespaces() throws Exception {
    Hosts.assumePossible();
  }

  // ---- what a host has of its own ---------------------------------------------------------------

  @Test
  void namesAndAddressesAreTheirOwn() throws Exception {
    try (Hosts hosts = Hosts.open(3)) {
      assertEquals(3, hosts.count());
      for (int i = 0; i < 3; i++) {
        assertEquals(hosts.name(i), output(hosts, i, "uname", "-n"));
        String addresses = output(hosts, i, "ip", "-4", "-o", "address", "show", "dev", "eth0");
        assertTrue(addresses.contains(" " + hosts.address(i) + "/24 "), addresses);
        for (int other = 0; other < 3; other++) {
          String resolved = output(hosts, i, "getent", "hosts", hosts.name(other));
          assertEquals(hosts.address(other), resolved.split("\\s+")[0]);
        }
      }
      assertThrows(IndexOutOfBoundsException.class, () -> hosts.name(3));
    }
  }

  @Test
  void deviceListsAreTheirOwn() throws Exception {
    try (Hosts hosts = Hosts.open(1)) {
      assertEquals("eth0\nlo", output(hosts, 0, "ls", "/sys/class/net"));
    }
  }

  @Test
  void sharedMemoryIsTheirOwn() throws Exception {
    String file = "/dev/shm/paracel-hosts-it-" + ProcessHandle.current().pid();
    try (Hosts hosts = Hosts.open(2)) {
      output(hosts, 0, "sh", "-c", "echo mine > " + file);
      assertEquals("mine", output(hosts, 0, "cat", file));
      assertEquals("", output(hosts, 1, "ls", "/dev/shm"));
      assertFalse(Files.exists(Path.of(file)), "it is in the machine's /dev/shm");
    }
  }

  @Test
  void processIsTheCommandItself(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("shared"), "of all hosts\n");
    try (Hosts hosts = Hosts.open(2)) {
      List<String> command = List.of("sh", "-c", "echo $$; pwd; cat shared; exec sleep 1000");
      Process process = hosts.process(1, command).directory(directory.toFile()).start();
      assertEquals("" + process.pid(), line(process));
      assertEquals(directory.toString(), line(process));
      assertEquals("of all hosts", line(process));
      assertEquals(List.of(process.pid()), hosts.pids(1));
      assertEquals(List.of(), hosts.pids(0));
      process.destroy();
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
      assertEquals(128 + 15, process.exitValue());
    }
  }

  @Test
  void environmentHasOurJdk() throws Exception {
    try (Hosts hosts = Hosts.open(1)) {
      String seen = output(hosts, 0, "sh", "-c", "echo $JAVA_HOME");
      assertEquals(System.getProperty("java.home"), seen);
    }
  }

  // ---- the network ------------------------------------------------------------------------------

  @Test
  void hostsReachEachOther() throws Exception {
    try (Hosts hosts = Hosts.open(3)) {
      startGreeter(hosts, 2);
      for (int i = 0; i < 3; i++) {
        assertEquals(hosts.name(2), greeting(hosts, i, 2));
      }
      startGreeter(hosts, 0); // the same port
      assertEquals(hosts.name(0), greeting(hosts, 1, 0));
    }
  }

  @Test
  void hostsDoNotReachTheMachine() throws Exception {
    try (Hosts hosts = Hosts.open(1);
        ServerSocket server = new ServerSocket(0)) {
      for (InetAddress address : addressesOfMachine()) {
        String target = address.getHostAddress() + "/" + server.getLocalPort();
        Process client = connect(hosts, 0, target);
        assertNotEquals(0, exitCode(client), target + " is reached from a host");
      }
    }
  }

  private static List<InetAddress> addressesOfMachine() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(Inet4Address.class::isInstance)
        .toList();
  }

  @Test
  void hostsOfTwoRunsDoNotMeet() throws Exception {
    try (Hosts some = Hosts.open(2);
        Hosts others = Hosts.open(2)) {
      startGreeter(some, 1);
      assertEquals(some.address(1), others.address(1));
      assertEquals(some.name(1), greeting(some, 0, 1));
      assertNotEquals(0, exitCode(connect(others, 0, others.address(1) + "/" + Greeter.PORT)));
    }
  }

  @Test
  void cutHostIsUnreachableUntilRestored() throws Exception {
    try (Hosts hosts = Hosts.open(3)) {
      startGreeter(hosts, 1);
      startGreeter(hosts, 2);
      assertEquals(hosts.name(1), greeting(hosts, 0, 1));
      hosts.cut(1);
      // Nobody answers: the connection is not refused, it is waited for.
      assertEquals(TIMED_OUT, exitCode(connect(hosts, 0, hosts.address(1) + "/" + Greeter.PORT)));
      assertEquals(hosts.name(1), greeting(hosts, 1, 1), "it does not reach itself");
      assertEquals(hosts.name(2), greeting(hosts, 0, 2), "the others are cut as well");
      hosts.restore(1);
      assertEquals(hosts.name(1), greeting(hosts, 0, 1));
    }
  }

  @Test
  void crashedHostIsSilentAndEmpty() throws Exception {
    try (Hosts hosts = Hosts.open(2)) {
      Process greeter = startGreeter(hosts, 1);
      assertEquals(hosts.name(1), greeting(hosts, 0, 1));
      hosts.crash(1);
      assertEquals(List.of(), hosts.pids(1));
      assertEquals(128 + 9, exitCode(greeter));
      assertEquals(TIMED_OUT, exitCode(connect(hosts, 0, hosts.address(1) + "/" + Greeter.PORT)));
      hosts.restore(1);
      startGreeter(hosts, 1);
      assertEquals(hosts.name(1), greeting(hosts, 0, 1));
    }
  }

  private static Process startGreeter(Hosts hosts, int host) throws Exception {
    Process greeter = hosts.process(host, java(Greeter.class)).redirectErrorStream(true).start();
    assertEquals(Greeter.LISTENS, line(greeter));
    return greeter;
  }

  private static final int TIMED_OUT = 124; // exit code of timeout(1)

  /** Connects, within a second, to ADDRESS/PORT, and prints what it says. */
  private static Process connect(Hosts hosts, int host, String target) throws IOException {
    return hosts
        .process(host, List.of("timeout", "1", "bash", "-c", "cat < /dev/tcp/" + target))
        .redirectErrorStream(true)
        .start();
  }

  private static String greeting(Hosts hosts, int from, int to) throws Exception {
    return output(connect(hosts, from, hosts.name(to) + "/" + Greeter.PORT));
  }

  // ---- mpirun -----------------------------------------------------------------------------------

  private static final String REPORT =
      "echo report $OMPI_COMM_WORLD_RANK $(uname -n) $OMPI_COMM_WORLD_LOCAL_SIZE $PARACEL_MARK"
          + " $UNSAID $PWD $JAVA_HOME";

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void ranksGoRoundTheHosts(int count, @TempDir Path directory) throws Exception {
    try (Hosts hosts = Hosts.open(count)) {
      ProcessBuilder job = hosts.mpirun(List.of("-n", "4"), List.of("sh", "-c", REPORT));
      job.directory(directory.toFile());
      job.environment().put("PARACEL_MARK", "seen by all");
      job.environment().put("PARACEL_MARKED", "as well");
      Map<Integer, String> reports = reports(job);
      String end = " seen by all " + directory + " " + System.getProperty("java.home");
      for (int rank = 0; rank < 4; rank++) {
        int host = rank % count;
        int localSize = 4 / count + (host < 4 % count ? 1 : 0);
        assertEquals(hosts.name(host) + " " + localSize + end, reports.get(rank));
      }
      assertEquals(4, reports.size());
    }
  }

  @Test
  void argumentsOfMpirunOverrideDefaults() throws Exception {
    try (Hosts hosts = Hosts.open(3)) {
      List<String> arguments =
          List.of("-n", "4", "--host", "host1:2,host2:2", "--map-by", "slot", "--tag-output");
      Map<Integer, String> reports =
          reports(hosts.mpirun(arguments, List.of("sh", "-c", REPORT + "| cut -d ' ' -f 1-4")));
      assertEquals(Map.of(0, "host1 2", 1, "host1 2", 2, "host2 2", 3, "host2 2"), reports);
    }
  }

  /** By rank what the ranks report. */
  private static Map<Integer, String> reports(ProcessBuilder job) throws Exception {
    String out = output(job.redirectErrorStream(true).start());
    Map<Integer, String> reports = new TreeMap<>();
    for (String line : out.lines().toList()) {
      String[] words = line.substring(Math.max(0, line.indexOf("report"))).split(" ", 3);
      assertEquals("report", words[0], out);
      reports.put(Integer.valueOf(words[1]), words[2]);
    }
    return reports;
  }

  @Test
  void exitCodeOfRankIsMpiruns() throws Exception {
    try (Hosts hosts = Hosts.open(2)) {
      List<String> last = List.of("sh", "-c", "exit $((OMPI_COMM_WORLD_RANK * 7))");
      assertEquals(7, exitCode(hosts.mpirun(List.of("-n", "2"), last).start()));
    }
  }

  @Test
  void agentPassesExitCodesUnlessTolerant() throws Exception {
    try (Hosts hosts = Hosts.open(2)) {
      ProcessBuilder mpirun = hosts.mpirun(List.of(), List.of());
      mpirun.environment().put("UNSAID", "not seen");
      List<String> words = List.of("test $(uname -n)$UNSAID = host1 &&", "exit", "7");
      assertEquals(7, exitCode(agent(hosts, mpirun, "host1", words)));
      assertEquals(1, exitCode(agent(hosts, mpirun, "host0", words)));
      assertEquals(255, exitCode(agent(hosts, mpirun, "host2", words)));
      hosts.tolerateLoss(mpirun);
      assertEquals(0, exitCode(agent(hosts, mpirun, "host1", words)));
    }
  }

  private static Process agent(Hosts hosts, ProcessBuilder mpirun, String name, List<String> words)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(mpirun.environment().get("OMPI_MCA_plm_rsh_agent"));
    command.add(name);
    command.addAll(words);
    ProcessBuilder builder = hosts.process(0, command);
    builder.environment().put("UNSAID", "not seen");
    return builder.start();
  }

  // ---- the end ----------------------------------------------------------------------------------

  @Test
  void nothingIsLeftAfterClose() throws Exception {
    List<String> before = tracesOnMachine();
    Path directory;
    List<Long> pids = new ArrayList<>();
    Hosts hosts = Hosts.open(3);
    try (hosts) {
      directory = hosts.directory();
      List<String> ranks = List.of("sh", "-c", "trap '' TERM; echo here; sleep 1000; sleep 1000");
      Process job = hosts.mpirun(List.of("-n", "3"), ranks).redirectErrorStream(true).start();
      for (int rank = 0; rank < 3; rank++) {
        assertEquals("here", line(job));
      }
      for (int i = 0; i < 3; i++) {
        assertFalse(hosts.pids(i).isEmpty(), hosts.name(i) + " runs nothing");
        pids.addAll(hosts.pids(i));
      }
    }
    assertThrows(IllegalStateException.class, () -> hosts.address(0));
    assertEquals(before, tracesOnMachine());
    assertFalse(Files.exists(directory), directory + " is left");
    for (long pid : pids) {
      assertTrue(Namespaces.network(pid).isEmpty(), "process " + pid + " is left");
    }
  }

  /** What hosts could leave on the machine besides processes: devices, mounts, names. */
  private static List<String> tracesOnMachine() throws Exception {
    List<String> traces = new ArrayList<>(Files.readAllLines(Path.of("/proc/self/mountinfo")));
    NetworkInterface.networkInterfaces().map(NetworkInterface::getName).forEach(traces::add);
    traces.add(output(new ProcessBuilder("ip", "netns", "list").start()));
    traces.add(output(new ProcessBuilder("ip", "route", "list").start()));
    traces.addAll(Files.readAllLines(Path.of("/etc/hosts")));
    return traces;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "KILL"})
  void hostsEndWithTheirJvm(String signal) throws Exception {
    Process jvm = new ProcessBuilder(java(AbandonedHosts.class)).start();
    Path directory = directoryOf(jvm);
    List<Long> pids = processesOf(directory);
    assertTrue(pids.size() >= 2 * 3, "keepers, shells and what they run: " + pids);
    exitCode(new ProcessBuilder("sh", "-c", "kill -" + signal + " " + jvm.pid()).start());
    await("hosts to go with their JVM", () -> areGone(directory, pids));
  }

  @Test
  void hostsWhoseKeepersWereKilledGoAtTheNextOpening() throws Exception {
    Process jvm = new ProcessBuilder(java(AbandonedHosts.class)).start();
    Path directory = directoryOf(jvm);
    // Keepers first, while they wait: the one of the switch, too, so that the directory stays.
    List<ProcessHandle> keepers =
        jvm.children()
            .filter(child -> child.info().commandLine().orElse("").contains("wait_for_release"))
            .toList();
    assertEquals(3, keepers.size());
    keepers.forEach(ProcessHandle::destroyForcibly);
    jvm.destroyForcibly();
    assertEquals(128 + 9, exitCode(jvm));
    assertTrue(Files.exists(directory), directory + " is gone already");
    List<Long> pids = processesOf(directory);
    assertFalse(pids.isEmpty(), "the processes are gone already");
    try (Hosts hosts = Hosts.open(1)) {
      await("what was left to be cleared", () -> areGone(directory, pids));
      assertEquals(hosts.name(0), output(hosts, 0, "uname", "-n"));
    }
  }

  private static Path directoryOf(Process jvm) throws Exception {
    Path directory = Path.of(line(jvm));
    assertTrue(Files.isDirectory(directory), () -> directory + " is none");
    return directory;
  }

  /** Zombies, which nobody may have waited for yet, are in no namespace. */
  private static boolean areGone(Path directory, List<Long> pids) {
    return !Files.exists(directory)
        && pids.stream().allMatch(pid -> Namespaces.network(pid).isEmpty());
  }

  private static List<Long> processesOf(Path directory) throws IOException {
    return Namespaces.allPids().stream()
        .filter(pid -> Namespaces.mounts(pid).contains(directory.getFileName() + "/"))
        .toList();
  }

  // ---- processes --------------------------------------------------------------------------------

  private static List<String> java(Class<?> program) {
    return List.of(
        System.getProperty("java.home") + "/bin/java",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        program.getName());
  }

  private static String output(Hosts hosts, int host, String... command) throws Exception {
    return output(hosts.process(host, List.of(command)).redirectErrorStream(true).start());
  }

  /** What a process prints, no more than a pipe holds; it must succeed. */
  private static String output(Process process) throws Exception {
    int code = exitCode(process);
    String out = new String(process.getInputStream().readAllBytes()).strip();
    assertEquals(0, code, out);
    return out;
  }

  /** The next line that a process prints. */
  private static String line(Process process) throws Exception {
    BufferedReader reader = process.inputReader();
    await("a line of " + process.info(), () -> reader.ready() || !process.isAlive());
    return reader.readLine();
  }

  private static int exitCode(Process process) throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      fail("waited " + PATIENCE_SECONDS + " s for " + process.info());
    }
    return process.exitValue();
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.call()) {
      if (System.nanoTime() > deadlineNs) {
        fail("waited " + PATIENCE_SECONDS + " s for " + what);
      }
      Thread.sleep(10);
    }
  }
}
