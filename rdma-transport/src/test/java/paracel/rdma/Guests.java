package paracel.rdma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Two machines, emulated by QEMU, with a soft-RoCE device each and a wire between them. They see
 * this machine's files at the same paths, read-only, and {@link #SHARED} is one directory for both.
 * Guests are numbered 1 and 2. Closing switches them off.
 */
final class Guests implements AutoCloseable {

  /** A directory that the guests and this process see; the path holds in a guest. */
  static final String SHARED = "/mnt/test";

  private static final int COUNT = 2;
  private static final long BOOT_SECONDS = 120;

  private final Path directory;
  private final Path tools;
  private final String java;
  private final List<Process> machines = new ArrayList<>();
  private final Thread atExit = new Thread(this::destroy);
  private final List<Command> commands = new ArrayList<>();

  /** What a command has left. */
  record Result(int code, String out) {}

  /** A command in a guest. */
  final class Command {

    private final int guest;
    private final Path base;

    private Command(int guest, Path base) {
      this.guest = guest;
      this.base = base;
    }

    /** Waits for the end. */
    Result await(long seconds) throws Exception {
      Path code = Path.of(base + ".rc");
      for (long startNs = System.nanoTime(); !Files.exists(code); Thread.sleep(20)) {
        if (System.nanoTime() - startNs > seconds * 1_000_000_000L) {
          fail("guest " + guest + ": not ended after " + seconds + " s:\n" + out());
        }
      }
      return new Result(Integer.parseInt(Files.readString(code).strip()), out());
    }

    boolean hasEnded() {
      return Files.exists(Path.of(base + ".rc"));
    }

    /** Shell words for the guest: its process id, which a program has that it ends in by exec. */
    String pid() {
      return "$(cat " + SHARED + "/g" + guest + "/" + base.getFileName() + ".pid)";
    }

    /** What it has printed so far. */
    String out() throws IOException {
      Path out = Path.of(base + ".out");
      return Files.exists(out) ? Files.readString(out) : "";
    }
  }

  private Guests(Path root, Path directory, Path jars) throws Exception {
    this.directory = directory;
    this.tools = root.resolve("tools/guests");
    String start =
        System.getProperty("java.home")
            + "/bin/java -Xmx400m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData"
            + " --add-exports java.base/sun.nio.ch=ALL-UNNAMED"
            + " --enable-native-access=ALL-UNNAMED -Djava.library.path="
            + root.resolve("build/native/lib");
    String classPath = " -cp " + packed(jars) + " ";
    Path cache = jars.resolve("classes.aot");
    // without machine code, which would be that of this processor, not of a guest's
    String noCode = " -XX:+UnlockDiagnosticVMOptions -XX:-AOTAdapterCaching -XX:-AOTStubCaching";
    train(start + noCode + " -XX:AOTCacheOutput=" + cache + classPath);
    this.java = start + " -XX:AOTCache=" + cache + classPath;
  }

  /** Makes a cache of linked classes here: linking them anew takes a guest seconds. */
  private static void train(String java) throws Exception {
    String job = "run law --fabric local --workers 2 --clocks 3 --json --quiet";
    String script = "exec " + java + TrainingMain.class.getName() + " " + job;
    Process run = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true).start();
    run.getOutputStream().close();
    String out = new String(run.getInputStream().readAllBytes());
    assertEquals(0, run.waitFor(), out);
  }

  /** Boots both; skips the test where that cannot be done. */
  static Guests boot() throws Exception {
    Path root = Path.of(System.getProperty("paracel.root")).toAbsolutePath();
    assumeTrue(
        isOnPath("qemu-system-x86_64"), "qemu-system-x86_64: apt-get install qemu-system-x86");
    assumeTrue(isOnPath("rdma"), "rdma is missing; apt-get install iproute2");
    assumeTrue(
        Files.exists(root.resolve("build/native/lib/libdisni.so")),
        "build/native/lib/libdisni.so is missing; ./paracel test native makes it");
    Path directory = Files.createTempDirectory("guests");
    Path jars = root.resolve("rdma-transport/target/guest-jars");
    Guests guests = new Guests(root, directory, jars);
    boolean done = false;
    try {
      guests.start();
      done = true;
      return guests;
    } finally {
      if (!done) {
        guests.close();
      }
    }
  }

  private static boolean isOnPath(String name) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
    return Arrays.stream(path.split(File.pathSeparator))
        .anyMatch(entry -> Files.isExecutable(Path.of(entry, name)));
  }

  private void start() throws Exception {
    Runtime.getRuntime().addShutdownHook(atExit);
    Process maker =
        new ProcessBuilder(
                tools.resolve("make-initrd.sh").toString(),
                directory.resolve("initrd.gz").toString())
            .redirectErrorStream(true)
            .start();
    String kernel = new String(maker.getInputStream().readAllBytes()).strip();
    assumeTrue(maker.waitFor() != 3, kernel);
    if (maker.exitValue() != 0) {
      fail("make-initrd.sh: " + kernel);
    }
    for (int guest = 1; guest <= COUNT; guest++) {
      Files.createDirectory(directory.resolve("g" + guest));
      machines.add(
          new ProcessBuilder(
                  tools.resolve("guest.sh").toString(),
                  directory.toString(),
                  "g" + guest,
                  Integer.toString(guest),
                  kernel)
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("g" + guest + "/qemu").toFile())
              .start());
    }
    for (int guest = 1; guest <= COUNT; guest++) {
      awaitBoot(guest);
    }
  }

  private void awaitBoot(int guest) throws Exception {
    Path own = directory.resolve("g" + guest);
    for (long startNs = System.nanoTime(); !Files.exists(own.resolve("ready")); Thread.sleep(50)) {
      if (System.nanoTime() - startNs > BOOT_SECONDS * 1_000_000_000L
          || !machines.get(guest - 1).isAlive()) {
        fail(
            "guest %d does not boot: %s%s"
                .formatted(guest, read(own.resolve("qemu")), read(own.resolve("console"))));
      }
    }
  }

  private static String read(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }

  /** The guests' shared directory, as this process sees it. */
  Path shared() {
    return directory;
  }

  /** Starts a script in a guest. */
  Command start(int guest, String script) throws IOException {
    Path base = directory.resolve("g" + guest + "/" + (commands.size() + 1));
    Path draft = Path.of(base + ".draft");
    Files.writeString(draft, script + "\n");
    Files.move(draft, Path.of(base + ".todo"));
    Command command = new Command(guest, base);
    commands.add(command);
    return command;
  }

  /** The shell words that run a class with these words. */
  String java(Class<?> main, String... words) {
    return "exec " + java + main.getName() + " " + String.join(" ", words);
  }

  /** The project's directory, the same in guests. */
  Path root() {
    return tools.getParent().getParent();
  }

  /** Pulls a guest's plug out of the wire, or puts it back; returns when that is done. */
  void link(int guest, boolean isUp) throws IOException {
    try (Monitor monitor = new Monitor(directory.resolve("g" + guest + "/monitor"))) {
      monitor.execute("set_link", "{\"name\":\"wire\",\"up\":" + isUp + "}");
    }
  }

  /**
   * Ends what tests have left behind, and waits until the port of each guest is active. A device
   * whose driver has missed that its link came back is told again, which the output says.
   */
  void mend() throws Exception {
    String script =
        """
        for pid in %s; do
          kill -9 "$pid" 2>/dev/null
        done
        isActive() {
          for ((looks = 0; looks < $1; looks++)); do
            ! grep -q ACTIVE /sys/class/infiniband/rxe0/ports/1/state || return 0
            sleep 0.1
          done
          return 1
        }
        isActive 300 && exit
        echo "rxe0 stays $(cat /sys/class/infiniband/rxe0/ports/1/state), carrier" \
          "$(cat /sys/class/net/eth0/carrier): eth0 is set down and up"
        ip link set eth0 down
        ip link set eth0 up
        isActive 300
        """;
    List<Command> all = new ArrayList<>();
    for (int guest = 1; guest <= COUNT; guest++) {
      if (machines.get(guest - 1).isAlive()) {
        link(guest, true);
        all.add(start(guest, script.formatted(running(guest))));
      }
    }
    for (Command command : all) {
      Result result = command.await(BOOT_SECONDS);
      System.out.print(result.out());
      if (result.code() != 0) {
        fail("guest " + command.guest + ": the port does not become active: " + result.out());
      }
    }
  }

  /** Shell words: the process ids of a guest's commands that have not ended. */
  private String running(int guest) {
    return commands.stream()
        .filter(command -> command.guest == guest && !command.hasEnded())
        .map(Command::pid)
        .collect(Collectors.joining(" "));
  }

  /** Ends a guest like a power failure. */
  void kill(int guest) {
    machines.get(guest - 1).destroyForcibly();
  }

  /** The class path, its directories packed into files, which a guest reads much faster. */
  private static String packed(Path jars) throws IOException {
    Files.createDirectories(jars);
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (Files.isDirectory(path)) {
        Path jar = jars.resolve(entries.size() + ".jar");
        pack(path, jar);
        path = jar;
      }
      entries.add(path.toString());
    }
    return String.join(File.pathSeparator, entries);
  }

  private static void pack(Path from, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(file);
        Stream<Path> files = Files.walk(from)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (Path path : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(path);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        ZipEntry entry = new ZipEntry(from.relativize(path).toString());
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
      }
    }
  }

  private void destroy() {
    machines.forEach(Process::destroyForcibly);
  }

  @Override
  public void close() throws Exception {
    for (Process machine : machines) {
      machine.destroyForcibly();
      machine.waitFor(10, TimeUnit.SECONDS);
    }
    Runtime.getRuntime().removeShutdownHook(atExit);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
