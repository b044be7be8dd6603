package paracel.bench.fabric;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import paracel.fabric.Fabric;
import paracel.fabric.FabricGroup;
import paracel.fabric.FabricSpec;
import paracel.fabric.InterruptedRankException;

/** Runs the ranks of a measurement that live in this process. */
final class FabricBench {

  private static final long LOOK_NS = 20_000_000;
  private static final long GRACE_NS = 2_000_000_000;

  private final BenchSettings settings;
  private final BenchDescriptor window;
  private final List<FabricGroup.Handle> ranks = new ArrayList<>();
  private BenchTarget target;

  private FabricBench(BenchSettings settings, int size) {
    this.settings = settings;
    this.window = new BenchDescriptor(size - 1, settings.measurements(), settings.maxBytes());
  }

  /**
   * Measures.
   *
   * @param group closed when this returns, unless a thread hangs
   * @return in the settings' order; empty where rank 0 is in another process
   * @throws paracel.fabric.FabricException when a wait reaches its deadline or contents are wrong
   */
  static List<Measurement> run(BenchSettings settings, FabricGroup group, FabricSpec spec)
      throws Exception {
    FabricBench bench = new FabricBench(settings, spec.size());
    boolean allEnded = false;
    try {
      bench.start(group, spec);
      allEnded = bench.awaitEnd();
      if (allEnded && bench.failure() == null) {
        group.farewell();
      }
    } finally {
      if (allEnded) {
        group.close(); // threads that still run may use its memory
      }
    }
    bench.throwFailure();
    return bench.target == null ? List.of() : bench.target.measurements();
  }

  private void start(FabricGroup group, FabricSpec spec) {
    int[] own =
        spec.ranksAreThreads()
            ? IntStream.range(0, spec.size()).toArray()
            : new int[] {spec.ownRank()};
    for (int rank : own) {
      Fabric fabric = group.fabric(rank);
      FabricGroup.Task life;
      if (rank == BenchDescriptor.TARGET) {
        target = new BenchTarget(settings, window, fabric, group.newIdler());
        life = target::run;
      } else {
        life = new BenchOrigin(settings, window, fabric, group.newIdler())::run;
      }
      ranks.add(group.start(rank, "rank " + rank, life));
    }
  }

  /** Waits for all ranks; once one has failed the others are interrupted and have a grace. */
  private boolean awaitEnd() throws InterruptedException {
    long failedNs = 0;
    while (true) {
      boolean allEnded = true;
      for (FabricGroup.Handle rank : ranks) {
        allEnded &= rank.join(LOOK_NS / ranks.size());
      }
      if (allEnded) {
        return true;
      }
      if (failedNs == 0 && ranks.stream().anyMatch(rank -> rank.failure() != null)) {
        failedNs = System.nanoTime();
        ranks.forEach(FabricGroup.Handle::interrupt);
      } else if (failedNs != 0 && System.nanoTime() - failedNs > GRACE_NS) {
        return false;
      }
    }
  }

  /** Of several failures, one that is not but the interruption by another. */
  private Throwable failure() {
    Throwable cause = null;
    for (FabricGroup.Handle rank : ranks) {
      Throwable failure = rank.failure();
      if (failure != null && (cause == null || cause instanceof InterruptedRankException)) {
        cause = failure;
      }
    }
    return cause;
  }

  private void throwFailure() throws Exception {
    switch (failure()) {
      case null -> {}
      case Exception e -> throw e;
      case Throwable e -> throw new IllegalStateException("a rank ended by " + e, e);
    }
  }
}
