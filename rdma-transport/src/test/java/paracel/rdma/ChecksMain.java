package paracel.rdma;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import paracel.fabric.Endpoint;
import paracel.fabric.FabricException;
import paracel.fabric.FabricSpec;
import paracel.memory.Region;

/**
 * What needs a device and is not in the contract, between rank 0 in one guest and rank 1 in the
 * other. Words: rank, host:port of rank 0, a directory that both guests see, and how often to
 * connect. Prints one line for each check, "ok" or "FAILED" first.
 */
public final class ChecksMain {

  static final String STOP = "stop-rank-0";
  static final String STOPPED = "rank-0-is-stopped";
  static final String CONTINUE = "continue-rank-0";

  private static final int ROWS = 512;
  private static final long BYTES = ROWS * 8L;
  private static final int OPERATIONS = 40_000;
  private static final long GROWTH_BYTES = 1 << 20; // 26 bytes an operation; the JVM compiles
  private static final long WAIT_NS = 300_000_000_000L;

  private final int rank;
  private final InetSocketAddress place;
  private final Path shared;
  private final int cycles;
  private int jobs;
  private boolean failed;

  private ChecksMain(int rank, String place, Path shared, int cycles) {
    this.rank = rank;
    String[] parts = place.split(":");
    this.place = InetSocketAddress.createUnresolved(parts[0], Integer.parseInt(parts[1]));
    this.shared = shared;
    this.cycles = cycles;
  }

  public static void main(String[] words) throws Exception {
    ChecksMain checks =
        new ChecksMain(
            Integer.parseInt(words[0]), words[1], Path.of(words[2]), Integer.parseInt(words[3]));
    checks.readsOfAStoppedProcess();
    checks.segments();
    checks.wrongKey();
    checks.cycles();
    checks.nobodyListens();
    System.exit(checks.failed ? 1 : 0);
  }

  private void check(String what, boolean isRight, Object seen) {
    failed |= !isRight;
    System.out.println((isRight ? "ok " : "FAILED ") + what + ": " + seen);
  }

  /** Opens the next job of two ranks. */
  private VerbsFabricGroup open(long answerNs) throws Exception {
    return open(answerNs, Segments.LARGE);
  }

  private VerbsFabricGroup open(long answerNs, Segments segments) throws Exception {
    jobs++;
    FabricSpec spec =
        new FabricSpec("checks-" + jobs, 2, rank, 1, 1).withDeadlines(WAIT_NS, answerNs);
    JobSecret secret = new JobSecret("known to two ranks".getBytes(StandardCharsets.UTF_8));
    InetSocketAddress at =
        InetSocketAddress.createUnresolved(place.getHostString(), place.getPort() + jobs % 2);
    return VerbsFabricGroup.open(
        Natives.load(),
        Surroundings.here().place(),
        new TcpRendezvous(at, secret, spec),
        spec,
        segments);
  }

  private static Region exposed(VerbsFabricGroup group) throws Exception {
    Region own = group.fabric(0).allocate(0, BYTES);
    for (int row = 0; row < ROWS; row++) {
      own.setLong(8L * row, 1000 + row);
    }
    group.fabric(0).expose(0, own);
    return own;
  }

  private static void await(Region own, long offset, long value) throws Exception {
    long startNs = System.nanoTime();
    while (own.getLongAcquire(offset) != value) {
      if (System.nanoTime() - startNs > WAIT_NS) {
        throw new FabricException("rank 0 waits for word " + offset + " to be " + value);
      }
      Thread.sleep(5);
    }
  }

  private void awaitFile(String name) throws Exception {
    for (long startNs = System.nanoTime(); !Files.exists(shared.resolve(name)); ) {
      if (System.nanoTime() - startNs > WAIT_NS) {
        throw new FabricException("rank " + rank + " waits for the file " + name);
      }
      Thread.sleep(20);
    }
  }

  /** Pull is one-sided: with the target's process stopped, rows are read all the same. */
  private void readsOfAStoppedProcess() throws Exception {
    VerbsFabricGroup group = open(20_000_000_000L);
    if (rank == 0) {
      Region own = exposed(group);
      await(own, 0, 1);
    } else {
      group.fabric(1).attach(0, 0, BYTES, group.newIdler(), WAIT_NS);
      try (Endpoint endpoint = group.fabric(1).openEndpoint();
          Region into = Region.allocate(BYTES)) {
        check("getLong", endpoint.getLong(0, 0, 8) == 1001, endpoint.getLong(0, 0, 8));
        Files.createFile(shared.resolve(STOP));
        awaitFile(STOPPED);
        endpoint.get(0, 0, 0, into, 0, BYTES);
        endpoint.flush(0);
        int right = 0;
        for (int row = 0; row < ROWS; row++) {
          right += into.getLong(8L * row) == 1000 + row ? 1 : 0;
        }
        check("rows read while rank 0 is stopped", right == ROWS, right);
        endpoint.putLong(0, 0, 16, 77);
        long seen = endpoint.getLong(0, 0, 16);
        check("word written and read while rank 0 is stopped", seen == 77, seen);
        Files.createFile(shared.resolve(CONTINUE));
        count(endpoint, into);
        compare((VerbsFabric) group.fabric(1));
        endpoint.putLong(0, 0, 0, 1);
      }
    }
    group.farewell();
    group.close();
  }

  /** What operations cost, once and many times. */
  private void count(Endpoint endpoint, Region origin) throws Exception {
    OriginBench bench = new OriginBench(endpoint, origin);
    for (OriginBench.Cost cost : bench.measure()) {
      boolean isOne = cost.requests() == 1 && cost.doorbells() == 1 && cost.completions() < 1.01;
      check("cost", isOne && cost.allocatedBytes() == 0, cost.json());
    }
    OriginBench.Growth growth = bench.grow(OPERATIONS);
    boolean isFlat = growth.allocatedBytes() == 0 && growth.residentBytes() < GROWTH_BYTES;
    check("memory is flat", isFlat, growth);
  }

  /** A window in several registrations: transfers that cross their ends, at both sides. */
  private void segments() throws Exception {
    Segments small = new Segments(19);
    long bytes = 5 * small.bytes() + 4096;
    VerbsFabricGroup group = open(20_000_000_000L, small);
    if (rank == 0) {
      Region own = group.fabric(0).allocate(0, bytes);
      group.fabric(0).expose(0, own);
      await(own, bytes - 8, 1);
    } else {
      group.fabric(1).attach(0, 0, bytes, group.newIdler(), WAIT_NS);
      long part = small.bytes() + 1000;
      try (Endpoint endpoint = group.fabric(1).openEndpoint();
          Region from = Region.allocate(part + 40);
          Region into = Region.allocate(part + 80)) {
        for (long at = 0; at < from.bytes(); at += 8) {
          from.setLong(at, at * 31 + 7);
        }
        int wrong = 0;
        for (long to : new long[] {8, small.bytes() - 8, 3 * small.bytes() - 1000}) {
          endpoint.put(0, 0, to, from, 40, part);
          endpoint.get(0, 0, to, into, 80, part);
          endpoint.flush(0);
          for (long at = 0; at < part; at += 8) {
            wrong += into.getLong(80 + at) == (40 + at) * 31 + 7 ? 0 : 1;
          }
          endpoint.put(0, 0, 4 * small.bytes() - 16, from, 0, 32); // inline elsewhere
          wrong += endpoint.getLong(0, 0, 4 * small.bytes()) == 16 * 31 + 7 ? 0 : 1;
        }
        long requests = endpoint.deviceCounts(0)[0];
        check("words wrong in " + small.count(bytes) + " segments", wrong == 0, wrong);
        check("transfers were split", requests > 20, requests);
        endpoint.putLong(0, 0, bytes - 8, 1);
      }
    }
    group.farewell();
    group.close();
  }

  /** Our way to post beside DiSNI's own. */
  private void compare(VerbsFabric fabric) throws Exception {
    RemoteWindows.RemoteWindow window = fabric.remote().get(0, 0, 0, 8);
    Connector pair = fabric.connectPair(0);
    PostingBench.run(fabric.device(), pair, window.address() + 64, window.rkeys()[0])
        .forEach(System.out::println);
  }

  /** A wrong rkey is an error that names the rank, and harms no other connection. */
  private void wrongKey() throws Exception {
    VerbsFabricGroup group = open(20_000_000_000L);
    if (rank == 0) {
      Region own = exposed(group);
      await(own, 0, 1);
      check("nothing was written by a wrong key", own.getLong(8) == 1001, own.getLong(8));
    } else {
      VerbsFabric fabric = (VerbsFabric) group.fabric(1);
      fabric.attach(0, 0, BYTES, group.newIdler(), WAIT_NS);
      RemoteWindows.RemoteWindow right = fabric.remote().get(0, 0, 0, 8);
      int[] keys = {right.rkeys()[0] ^ 0x55};
      fabric
          .remote()
          .add(
              0, 1, new RemoteWindows.RemoteWindow(BYTES, right.address(), keys, right.segments()));
      String seen = "nothing thrown";
      try (Endpoint endpoint = fabric.openEndpoint()) {
        endpoint.putLong(0, 1, 8, 4711);
        endpoint.getLong(0, 1, 8);
      } catch (FabricException e) {
        seen = e.getMessage();
      }
      check("wrong key", seen.contains("rank 0") && seen.contains("key is wrong"), seen);
      try (Endpoint endpoint = fabric.openEndpoint()) {
        endpoint.putLong(0, 0, 0, 1);
      }
    }
    group.farewell();
    group.close();
  }

  private void cycles() throws Exception {
    String before = resources();
    int files = files();
    VerbsFabricGroup group = open(20_000_000_000L);
    if (rank == 0) {
      Region own = exposed(group);
      await(own, 0, cycles);
    } else {
      group.fabric(1).attach(0, 0, BYTES, group.newIdler(), WAIT_NS);
      for (int cycle = 1; cycle <= cycles; cycle++) {
        try (Endpoint endpoint = group.fabric(1).openEndpoint()) {
          endpoint.putLong(0, 0, 0, cycle);
        }
      }
    }
    group.farewell();
    group.close();
    String after = resources();
    check(cycles + " connections leave nothing", after.equals(before), before + " / " + after);
    check("file descriptors", files() <= files, files + " / " + files());
  }

  private static int files() {
    return Path.of("/proc/self/fd").toFile().list().length;
  }

  private static String resources() throws Exception {
    Process rdma = new ProcessBuilder("rdma", "resource", "show").start();
    String text = new String(rdma.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    rdma.waitFor();
    return text.strip();
  }

  /** A rank that has ended refuses connections: an error at once, not a wait. */
  private void nobodyListens() throws Exception {
    if (rank == 0) {
      return;
    }
    Device device =
        new Device(
            Natives.load(),
            "rxe0",
            SocketAddress.of(Surroundings.here().place().address(), 0),
            Segments.LARGE);
    SocketAddress nobody =
        new SocketAddress(SocketAddress.of(Surroundings.here().place().address(), 0).address(), 9);
    String seen = "nothing thrown";
    long startNs = System.nanoTime();
    try {
      Connector.connect(device, 1, 0, nobody, 20_000_000_000L);
    } catch (FabricException e) {
      seen = e.getMessage();
    }
    device.close();
    boolean isQuick = System.nanoTime() - startNs < 10_000_000_000L;
    check("nobody listens", isQuick && seen.contains("rank 0 is lost: nobody listens"), seen);
  }
}
