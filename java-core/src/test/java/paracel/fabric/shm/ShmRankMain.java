package paracel.fabric.shm;

import paracel.base.Idler;
import paracel.fabric.Endpoint;
import paracel.fabric.Fabric;
import paracel.fabric.FabricException;
import paracel.fabric.FabricGroup;
import paracel.fabric.FabricSpec;
import paracel.fabric.Wait;
import paracel.memory.Region;

/** One rank as a process of its own: {@code WHAT JOB SIZE RANK [N]}. */
final class ShmRankMain {

  private static final long WAIT_NS = 30_000_000_000L;
  private static final long WINDOW_BYTES = 64 << 10;
  private static final long TOKEN = 0;
  private static final long PAYLOAD = 64;
  private static final int WORDS = 500;

  private ShmRankMain() {}

  public static void main(String[] args) throws Exception {
    FabricSpec spec =
        new FabricSpec(
            args[1],
            Integer.parseInt(args[2]),
            Integer.parseInt(args[3]),
            Integer.parseInt(args[2]),
            0);
    try (FabricGroup group = new ShmFabricProvider().open(spec)) {
      switch (args[0]) {
        case "ring" -> ring(group, spec, Integer.parseInt(args[4]));
        case "hold" -> hold(group.fabric(spec.ownRank()), Long.parseLong(args[4]));
        case "allocate" -> allocate(group.fabric(spec.ownRank()), Long.parseLong(args[4]));
        default -> throw new IllegalArgumentException(args[0]);
      }
    }
  }

  /** Passes a token with a payload around the ring of ranks; each adds its rank to every word. */
  private static void ring(FabricGroup group, FabricSpec spec, int rounds) throws Exception {
    int me = spec.ownRank();
    int next = (me + 1) % spec.size();
    Fabric fabric = group.fabric(me);
    Idler idler = group.newIdler();
    Region own = fabric.allocate(0, WINDOW_BYTES);
    fabric.expose(0, own);
    fabric.attach(next, 0, WINDOW_BYTES, idler, WAIT_NS);
    Region from = fabric.allocate(1, WORDS * 8);
    try (Endpoint endpoint = fabric.openEndpoint()) {
      for (long round = 1; round <= rounds; round++) {
        if (me != 0) {
          await(own, me, round, idler);
        }
        for (int i = 0; i < WORDS; i++) {
          from.setLong(8 * i, (me == 0 ? round * 1000 + i : own.getLong(PAYLOAD + 8 * i)) + me);
        }
        endpoint.put(next, 0, PAYLOAD, from, 0, WORDS * 8);
        endpoint.fence(next);
        endpoint.putLong(next, 0, TOKEN, round);
        endpoint.flush(next);
        if (me == 0) {
          await(own, me, round, idler);
          check(own, round, spec.size());
        }
      }
    }
    System.out.println("done " + rounds);
  }

  private static void check(Region own, long round, int size) {
    for (int i = 0; i < WORDS; i++) {
      long expected = round * 1000 + i + size * (size - 1) / 2;
      if (own.getLong(PAYLOAD + 8 * i) != expected) {
        throw new AssertionError("round " + round + ", word " + i);
      }
    }
  }

  private static void await(Region own, int rank, long round, Idler idler) throws FabricException {
    Wait.until(
        new Wait.Condition() {
          @Override
          public boolean poll() {
            return own.getLongAcquire(TOKEN) >= round;
          }

          @Override
          public String describe() {
            return "rank " + rank + " waits for round " + round;
          }
        },
        idler,
        WAIT_NS);
  }

  /** Exposes a window, says so, and stays until somebody ends the process. */
  private static void hold(Fabric fabric, long bytes) throws Exception {
    fabric.expose(0, fabric.allocate(0, bytes));
    System.out.println("ready");
    Thread.sleep(120_000);
  }

  /** Prints why a window could not be allocated. */
  private static void allocate(Fabric fabric, long bytes) {
    try {
      fabric.allocate(0, bytes);
      System.out.println("allocated");
    } catch (FabricException e) {
      System.out.println("failed: " + e.getMessage());
    }
  }
}
