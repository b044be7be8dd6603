package paracel.fabric;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import paracel.base.Idler;
import paracel.memory.Region;

/**
 * Runs the tasks of a test as threads of ranks, on whatever fabric and time the subclass opens, and
 * makes the values that they write.
 */
abstract class RankTasks {

  /** Longest wait within a task. */
  protected static final long WAIT_NS = 30_000_000_000L;

  /** Longest life of a task. */
  static final long JOIN_NS = 2 * WAIT_NS;

  private FabricGroup group;
  private int size;

  /** Opens the ranks; all of them are threads. */
  protected abstract FabricGroup open(FabricSpec spec) throws FabricException;

  /** Rounds and sizes are multiplied by this; a simulator takes less than 1. */
  protected double scale() {
    return 1;
  }

  /** Seed of a simulation. */
  protected long seed() {
    return 1;
  }

  /** Whether a rank lives in this process; where it does not, its tasks run in another. */
  protected boolean isHere(int rank) {
    return true;
  }

  @AfterEach
  void closeGroup() throws Exception {
    if (group != null) {
      close(group);
    }
  }

  /** Ends the ranks of a test. */
  protected void close(FabricGroup ended) throws Exception {
    ended.close();
  }

  /** What one task of a test does. */
  @FunctionalInterface
  protected interface Body {
    void run(Rank rank) throws Exception;
  }

  /** What a task works with. */
  protected record Rank(Fabric fabric, Endpoint endpoint, Idler idler) {

    /** Allocates and exposes a zeroed window of this rank. */
    Region window(int window, long bytes) throws FabricException {
      Region region = fabric.allocate(window, bytes);
      fabric.expose(window, region);
      return region;
    }

    void attach(int target, int window, long bytes) throws FabricException {
      fabric.attach(target, window, bytes, idler, WAIT_NS);
    }

    /** Waits until the owner's CPU sees at least this value in a word of its own region. */
    void awaitOwn(Region region, long offset, long value) throws FabricException {
      await("own word " + offset + " is " + value, () -> region.getLongAcquire(offset) >= value);
    }

    /** Waits until a word of a window has at least this value. */
    void awaitWord(int target, int window, long offset, long value) throws FabricException {
      await(
          "word " + offset + " of rank " + target + " is " + value,
          () -> endpoint.getLong(target, window, offset) >= value);
    }

    void await(String what, Look look) throws FabricException {
      Wait.until(
          new Wait.Condition() {
            @Override
            public boolean poll() throws FabricException {
              return look.poll();
            }

            @Override
            public String describe() {
              return "rank " + fabric.rank() + " waits until " + what;
            }
          },
          idler,
          WAIT_NS);
    }
  }

  @FunctionalInterface
  interface Look {
    boolean poll() throws FabricException;
  }

  protected final FabricGroup openGroup(int size) throws FabricException {
    String jobId = "contract-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    this.size = size;
    group = open(FabricSpec.threads(jobId, size, seed()));
    return group;
  }

  protected final FabricGroup.Handle start(int rank, Body body) {
    return isHere(rank) ? startHere(rank, body) : new TaskElsewhere();
  }

  private FabricGroup.Handle startHere(int rank, Body body) {
    return group.start(
        rank,
        "rank-" + rank,
        () -> {
          try (Endpoint endpoint = group.fabric(rank).openEndpoint()) {
            body.run(new Rank(group.fabric(rank), endpoint, group.newIdler()));
            for (int target = 0; target < size; target++) {
              endpoint.flush(target); // of what is under way when an endpoint ends, some is lost
            }
          }
        });
  }

  /** Stands for a task of another process, whose end is seen there. */
  private static final class TaskElsewhere implements FabricGroup.Handle {

    @Override
    public void interrupt() {}

    @Override
    public boolean join(long timeoutNs) {
      return true;
    }

    @Override
    public Throwable failure() {
      return null;
    }
  }

  /** Runs one task for each rank and throws what any of them has thrown. */
  protected final void run(Body... bodies) throws Exception {
    openGroup(bodies.length);
    List<FabricGroup.Handle> handles = new ArrayList<>();
    for (int rank = 0; rank < bodies.length; rank++) {
      handles.add(start(rank, bodies[rank]));
    }
    join(handles);
  }

  protected final void join(List<FabricGroup.Handle> handles) throws Exception {
    AssertionError failed = null;
    for (int i = 0; i < handles.size(); i++) {
      FabricGroup.Handle handle = handles.get(i);
      boolean ended = handle.join(JOIN_NS);
      Throwable cause = ended ? handle.failure() : null;
      if (ended && cause == null) {
        continue;
      }
      AssertionError next =
          new AssertionError("task " + i + (ended ? " failed: " + cause : " hangs"), cause);
      if (failed == null) {
        failed = next;
        handles.forEach(FabricGroup.Handle::interrupt);
      } else {
        failed.addSuppressed(next);
      }
    }
    if (failed != null) {
      throw failed;
    }
  }

  final int rounds(int full) {
    return Math.max(10, (int) (full * scale()));
  }

  final long largestBytes() {
    return Math.max(64 << 10, (long) ((4 << 20) * scale()) & -8);
  }

  final long[] sizes() {
    return new long[] {
      4, 8, 12, 16, 20, 28, 32, 60, 64, 68, 124, 128, 132, 1000, 4096, 4100, largestBytes()
    };
  }

  static int pattern(int round, long index) {
    int mixed = round * 0x9E37_79B9 + (int) index * 0x85EB_CA6B;
    return (mixed ^ (mixed >>> 15)) << 1 | 1;
  }

  static void fill(Region region, long offset, long bytes, int round) {
    for (long at = 0; at < bytes; at += 4) {
      region.setInt(offset + at, pattern(round, at));
    }
  }

  /** Checks the bytes of a round, and that everything else behind {@code from} is still zero. */
  static void verify(Region region, long from, long offset, long bytes, int round) {
    for (long at = from; at + 4 <= region.bytes(); at += 4) {
      int expected = at < offset || at >= offset + bytes ? 0 : pattern(round, at - offset);
      int actual = region.getInt(at);
      if (actual != expected) {
        throw new AssertionError(
            "round %d, %d bytes at %d: word at %d is %08x, not %08x"
                .formatted(round, bytes, offset, at, actual, expected));
      }
    }
  }

  static void clear(Region region, long offset, long bytes) {
    region.segment().asSlice(offset, bytes).fill((byte) 0);
  }

  /** Looks, many times in each poll, until a look returns the last round. */
  static void observe(Rank rank, long rounds, Sight sight) throws FabricException {
    long[] last = {0};
    rank.await(
        "round " + rounds,
        () -> {
          for (int looks = 0; looks < 16; looks++) {
            long seen = sight.look();
            if (seen < last[0]) {
              throw new AssertionError("round " + seen + " seen after " + last[0]);
            }
            if (seen > last[0]) {
              last[0] = seen;
              rank.idler().reset();
            }
          }
          return last[0] >= rounds;
        });
  }

  @FunctionalInterface
  interface Sight {
    long look() throws FabricException;
  }

  static void assertWord(int expected, Region region, long offset, long bytes) {
    if (region.getInt(offset) != expected) {
      throw new AssertionError(
          "of %d bytes the word at %d is %08x, not %08x"
              .formatted(bytes, offset, region.getInt(offset), expected));
    }
  }
}
