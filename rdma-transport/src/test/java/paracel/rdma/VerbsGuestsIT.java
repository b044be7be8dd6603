package paracel.rdma;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import paracel.cli.Main;
import paracel.rdma.Guests.Command;
import paracel.rdma.Guests.Result;
import paracel.store.StoreMain;

/**
 * The verbs fabric between two emulated machines with soft-RoCE devices: rank 0 in the first, the
 * others in the second. The guests are booted once; the last test switches one off.
 *
 * <p>An emulated processor on a busy machine is slow, so deadlines are long, except where one is
 * what is tested.
 */
@Timeout(4000) // each wait has a deadline of its own
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class VerbsGuestsIT {

  private static final String HOST = "10.77.0.1";
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String PATIENT = "--start-timeout 240 --peer-timeout 60";
  private static final boolean IS_LONG = Boolean.getBoolean("paracel.long");
  private static final long SECONDS = IS_LONG ? 3600 : 400;
  private static final int CYCLES = IS_LONG ? 1000 : 50;
  private static final int PUSHES = IS_LONG ? 500_000 : 25_000;
  private static final double LOSS_SECONDS = 10;
  private static final double END_SECONDS = 5; // of an emulated JVM

  private Guests guests;
  private int jobs;

  @BeforeAll
  void boot() throws Exception {
    guests = Guests.boot();
  }

  @AfterAll
  void close() throws Exception {
    if (guests != null) {
      guests.close();
    }
  }

  /** No test depends on what an earlier one has left behind. */
  @BeforeEach
  void mend() throws Exception {
    guests.mend();
  }

  /** The variables of a rank: rank 0 is in guest 1, the others in guest 2. */
  private static String rank(int rank, int size, int job, String secret) {
    return ("export PARACEL_RANK=%d PARACEL_SIZE=%d PARACEL_NODE_SIZE=%d PARACEL_JOB_ID=job-%d"
            + " PARACEL_RENDEZVOUS=%s:%d PARACEL_JOB_SECRET=%s\n")
        .formatted(rank, size, rank == 0 ? 1 : size - 1, job, HOST, 6000 + job, secret);
  }

  /**
   * Starts the ranks of a job; two suffice where ranks of one guest have nothing to do together.
   */
  private List<Command> startJob(int size, Class<?> main, String... words) throws Exception {
    int job = ++jobs;
    List<Command> ranks = new ArrayList<>();
    for (int rank = 0; rank < size; rank++) {
      String script = rank(rank, size, job, SECRET) + guests.java(main, words);
      ranks.add(guests.start(rank == 0 ? 1 : 2, script));
    }
    return ranks;
  }

  private static String allOut(List<Command> commands) throws Exception {
    StringBuilder all = new StringBuilder();
    for (Command command : commands) {
      all.append(command.out()).append("--\n");
    }
    return all.toString();
  }

  private static void assertDone(List<Command> commands) throws Exception {
    for (Command command : commands) {
      int code = command.await(SECONDS).code();
      assertEquals(0, code, allOut(commands));
    }
  }

  @Test
  @Order(10)
  void contractHoldsAmongThreeRanks() throws Exception {
    List<Command> ranks = new ArrayList<>();
    for (int rank = 0; rank < 3; rank++) {
      String main = guests.java(VerbsContractMain.class, "" + rank, "3", HOST + ":5000");
      ranks.add(guests.start(rank == 0 ? 1 : 2, main));
    }
    assertDone(ranks);
    for (Command rank : ranks) {
      String last =
          rank.out()
              .lines()
              .filter(line -> line.contains(VerbsContractMain.PASSED))
              .findAny()
              .orElse("");
      assertTrue(Integer.parseInt(last.replaceAll("\\D", "")) > 20, rank.out());
    }
  }

  @Test
  @Order(20)
  void pullIsOneSidedKeysAreCheckedAndNothingLeaks() throws Exception {
    Path shared = Files.createDirectory(guests.shared().resolve("checks"));
    String words = HOST + ":5500 " + Guests.SHARED + "/checks " + CYCLES;
    Command target = guests.start(1, guests.java(ChecksMain.class, "0", words));
    Command origin = guests.start(2, guests.java(ChecksMain.class, "1", words));
    awaitFile(shared.resolve(ChecksMain.STOP), List.of(target, origin));
    String pid = target.pid();
    Result stopped =
        guests
            .start(1, "kill -STOP " + pid + "; sleep 0.5; cat /proc/" + pid + "/stat")
            .await(SECONDS);
    assertTrue(stopped.out().contains(") T "), stopped.out());
    Files.createFile(shared.resolve(ChecksMain.STOPPED));
    awaitFile(shared.resolve(ChecksMain.CONTINUE), List.of(target, origin));
    assertEquals(0, guests.start(1, "kill -CONT " + pid).await(SECONDS).code());
    assertDone(List.of(target, origin));
    String out = allOut(List.of(target, origin));
    assertTrue(out.lines().filter(line -> line.startsWith("ok ")).count() >= 15, out);
    System.out.println(out);
    compareWithC(out);
  }

  /** The program in C between the same guests: it must need as much of the device as we do. */
  private void compareWithC(String ours) throws Exception {
    TwinComparison comparison = TwinComparison.of(ours, twinResults(OriginBench.ROUNDS));
    System.out.println(comparison.table());
    assertEquals(4, comparison.rows().size());
    assertEquals(List.of(), comparison.differences());
  }

  /** What the program in C prints, its target in guest 1, its origin in guest 2. */
  private String twinResults(int rounds) throws Exception {
    String twin = guests.root().resolve("build/native/native/test/verbs_twin").toString();
    int port = 5700 + ++jobs;
    Command target = guests.start(1, "exec %s target %s %d".formatted(twin, HOST, port));
    String ask = "%s origin %s %d %d".formatted(twin, HOST, port, rounds);
    String tries = // the target may not listen yet
        "for i in 1 2 3 4 5 6; do said=$(%s 2>&1); code=$?; ((code)) || break; sleep 1; done\n"
                .formatted(ask)
            + "echo \"$said\"; exit $code";
    Command origin = guests.start(2, tries);
    assertDone(List.of(target, origin));
    return origin.out();
  }

  @Test
  @Order(21)
  void benchShowsCountsAndTheProgramInC() throws Exception {
    Path launcher = guests.root().resolve("paracel");
    assumeTrue(Files.exists(guests.root().resolve("build/dist")), "./paracel build is needed");
    Files.writeString(guests.shared().resolve("twin"), twinResults(500));
    String bench =
        "export JAVA_HOME=%s\nexec %s bench fabric --fabric verbs --bytes 8,1024"
                .formatted(System.getProperty("java.home"), launcher)
            + " --seconds 1 --twin-results "
            + Guests.SHARED
            + "/twin";
    int job = ++jobs;
    List<Command> ranks = new ArrayList<>();
    for (int rank = 0; rank < 2; rank++) {
      ranks.add(guests.start(rank + 1, rank(rank, 2, job, SECRET) + bench));
    }
    assertDone(ranks);
    String out = ranks.get(0).out();
    System.out.println(out);
    assertTrue(out.contains("beside the program in C"), out);
    assertEquals(
        4, out.lines().filter(line -> line.contains("1.000/1.000     1.000/1.000")).count(), out);
  }

  private static void awaitFile(Path file, List<Command> commands) throws Exception {
    awaitWhile(commands, () -> !Files.exists(file));
  }

  /** What is waited for while commands run. */
  @FunctionalInterface
  private interface Condition {
    boolean holds() throws Exception;
  }

  /** Waits while a condition holds; fails at once when one of the commands has ended. */
  private static void awaitWhile(List<Command> commands, Condition condition) throws Exception {
    for (long startNs = System.nanoTime(); condition.holds(); Thread.sleep(20)) {
      if (commands.stream().anyMatch(Command::hasEnded) && condition.holds()) {
        Thread.sleep(2000); // what the others have to say
        fail("a command has ended early:\n" + allOut(commands));
      }
      assertTrue(System.nanoTime() - startNs < SECONDS * 1_000_000_000L, allOut(commands));
    }
  }

  @Test
  @Order(30)
  void lawHoldsEveryPushIsAppliedOnceAndTheStoreDoesWhatItDoesAmongThreads() throws Exception {
    String law = "run law --fabric verbs --clocks 12 --json --quiet " + PATIENT + " --staleness ";
    List<String> commands =
        List.of(
            law + "0",
            law + "1",
            law + "3",
            "run pushes --fabric verbs --pushes " + PUSHES + " --json --quiet " + PATIENT,
            CommandsMain.STORE + " KeyValueLawTest numbersHaveEveryOperation verbs",
            CommandsMain.STORE + " KeyValueLawTest listsHaveEveryOperation verbs",
            CommandsMain.STORE + " KeyValueLawTest keysGivenTwiceAndEmptyLists verbs",
            CommandsMain.STORE + " FunctionLawTest functionsUpdateAndRemove verbs",
            CommandsMain.STORE + " FunctionLawTest whatAFunctionThrowsRefusesTheRequestOnly verbs");
    List<Command> ranks =
        startJob(3, CommandsMain.class, String.join(" " + CommandsMain.NEXT + " ", commands));
    assertDone(ranks);
    String out = allOut(ranks);
    assertEquals(
        3L * commands.size(),
        out.lines().filter(line -> line.startsWith(CommandsMain.CODE + 0)).count(),
        out);
    assertTrue(out.contains("\"pushes\":" + 2 * PUSHES), out);
    assertTrue(out.contains("\"fabric\":\"verbs\""), out);
    long stores = commands.stream().filter(line -> line.startsWith(CommandsMain.STORE)).count();
    assertEquals(3 * stores, out.split(StoreMain.PASSED, -1).length - 1, out);
  }

  @Test
  @Order(40)
  void deterministicLogisticRegressionIsThatOfLocalToTheLastBit() throws Exception {
    String given = System.getenv("PARACEL_DATA");
    Path root = Path.of(System.getProperty("paracel.root")).toAbsolutePath();
    Path data = given == null ? root.resolve("../shared/data") : Path.of(given);
    Path input = data.resolve("a9a/a9a").normalize();
    assumeTrue(Files.exists(input), "no real data: set PARACEL_DATA to their directory");
    String run =
        "run logistic --input %s --consistency bsp --deterministic --epochs 2 --batch 2048 --quiet"
            .formatted(input);
    List<Command> ranks =
        startJob(
            2,
            Main.class,
            run + " --fabric verbs --workers-per-rank 2 --output",
            Guests.SHARED + "/far " + PATIENT);
    Command local =
        guests.start(
            1,
            guests.java(
                Main.class,
                run
                    + " --fabric local --workers 2 --servers 1 --output "
                    + Guests.SHARED
                    + "/near"));
    assertDone(ranks);
    assertDone(List.of(local));
    assertArrayEquals(
        Files.readAllBytes(guests.shared().resolve("near/weights.tsv")),
        Files.readAllBytes(guests.shared().resolve("far/weights.tsv")));
  }

  @Test
  @Order(50)
  void autoTakesVerbsBetweenGuestsAndSharedMemoryInOne() throws Exception {
    // a parameter rank in each guest, both workers in the second
    String law = "run law --servers 2 --workers-per-rank 2 --clocks 12 --staleness 1 --json ";
    List<Command> ranks = startJob(3, CommandsMain.class, law + PATIENT);
    assertDone(ranks);
    assertTrue(ranks.get(2).out().contains("\"fabric\":\"shm+verbs\""), allOut(ranks));
    System.out.println(ranks.get(2).out());
  }

  @Test
  @Order(60)
  void whatHindersIsOneLine() throws Exception {
    String environment = rank(1, 2, ++jobs, SECRET);
    String run = guests.java(Main.class, "run counting --fabric verbs --input /etc/hostname");
    String other = "export PARACEL_RDMA_DEVICE=mlx5_9\n";
    String locked =
        "ulimit -l 64; exec setpriv --bounding-set -ipc_lock --inh-caps -ipc_lock "
            + run.replaceFirst("exec ", "");
    int job = ++jobs;
    Command first = guests.start(1, rank(0, 2, job, SECRET) + run + " --start-timeout 240");
    Command stranger = guests.start(2, rank(1, 2, job, SECRET + "x") + run);
    Command noDevice = guests.start(1, environment + other + run);
    Command noMemory = guests.start(2, environment + locked);
    // auto: all ranks learn of the one that cannot; by hand there is no other way between nodes
    job = ++jobs;
    String auto = run.replace("--fabric verbs", "--start-timeout 60");
    List<Command> ranks = new ArrayList<>();
    ranks.add(guests.start(1, rank(0, 2, job, SECRET) + other + auto));
    ranks.add(guests.start(2, rank(1, 2, job, SECRET) + auto));
    assertRefused(stranger, 1, "another secret");
    guests.start(1, "kill -9 " + first.pid()); // it would wait for the true one
    assertRefused(noDevice, 2, "there is no RDMA device 'mlx5_9'");
    assertRefused(noMemory, 2, "may lock 64 KiB of memory");
    for (Command rank : ranks) {
      int code = rank.await(SECONDS).code();
      assertRefused(rank, code == 2 ? 2 : 1, "verbs: rank 0: there is no RDMA device 'mlx5_9'");
    }
    Command down =
        guests.start(
            2,
            "ip link set eth0 down\n("
                + guests.java(Main.class, "doctor")
                + ")\nip link set eth0 up");
    assertTrue(
        down.await(SECONDS).out().contains("port 1 of RDMA device rxe0 is down"), down.out());
  }

  private static void assertRefused(Command command, int code, String words) throws Exception {
    Result result = command.await(SECONDS);
    List<String> lines = result.out().lines().filter(line -> line.startsWith("paracel: ")).toList();
    assertEquals(code, result.code(), result.out());
    assertEquals(1, lines.size(), result.out());
    assertTrue(lines.get(0).contains(words), result.out());
  }

  /** A job that goes on until something happens to it. */
  private List<Command> startCounting(int size, int clocks) throws Exception {
    List<Command> ranks =
        startJob(
            size,
            Main.class,
            "run counting --input /etc/hostname --fabric verbs --sleep 20 --start-timeout 240",
            "--clocks " + clocks);
    awaitWhile(ranks, () -> !ranks.get(1).out().contains("counting"));
    return ranks;
  }

  @Test
  @Order(70)
  void aLinkThatIsDownForThreeSecondsDelaysAJobOrEndsIt() throws Exception {
    List<Command> ranks = startCounting(2, 100);
    long downNs = System.nanoTime();
    guests.link(2, false);
    Command down = guests.start(2, "until grep 0 /sys/class/net/eth0/carrier; do sleep 0.1; done");
    assertEquals(0, down.await(30).code(), down.out()); // the link is down indeed
    Thread.sleep(Math.max(0, 3000 - (System.nanoTime() - downNs) / 1_000_000));
    guests.link(2, true);
    for (Command rank : ranks) {
      Result result = rank.await(SECONDS);
      boolean isNamed = result.code() == 1 && result.out().matches("(?s).*paracel: .*rank \\d.*");
      assertTrue(result.code() == 0 || isNamed, allOut(ranks));
    }
    System.out.println("link down for 3 s: " + allOut(ranks));
  }

  @Test
  @Order(80)
  void aKilledRankIsNamed() throws Exception {
    List<Command> ranks = startCounting(3, 1_000_000);
    long killedNs = System.nanoTime();
    guests.start(2, "kill -9 " + ranks.get(2).pid());
    assertNamed(ranks, ranks.subList(0, 2), "rank 2", killedNs);
  }

  @Test
  @Order(90)
  void aMachineThatIsSwitchedOffIsNamed() throws Exception {
    List<Command> ranks = startCounting(2, 1_000_000);
    long killedNs = System.nanoTime();
    guests.kill(2);
    assertNamed(ranks, List.of(ranks.get(0)), "rank 1", killedNs);
  }

  private static void assertNamed(List<Command> all, List<Command> left, String name, long killedNs)
      throws Exception {
    for (Command rank : left) {
      Result result = rank.await(60);
      double seconds = (System.nanoTime() - killedNs) * 1e-9;
      System.out.printf("%.1f s: %s%n", seconds, result.out());
      assertEquals(1, result.code(), allOut(all));
      assertTrue(result.out().matches("(?s).*paracel: .*" + name + ".*"), allOut(all));
      assertTrue(seconds < LOSS_SECONDS + END_SECONDS, seconds + " s: " + allOut(all));
    }
  }
}
