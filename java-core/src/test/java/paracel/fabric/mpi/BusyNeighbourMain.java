package paracel.fabric.mpi;

import java.util.Arrays;
import paracel.base.BackoffIdler;
import paracel.fabric.Endpoint;
import paracel.fabric.Fabric;
import paracel.fabric.FabricGroup;
import paracel.fabric.FabricSpec;
import paracel.memory.Region;

/**
 * Three ranks: 0 exposes a window, 1 computes for a second without entering any code of ours, and 2
 * gets a word again and again meanwhile, as it has done for two seconds before, so that its code is
 * compiled. Prints how long the gets took. With the word {@code target} rank 0 computes, too.
 */
public final class BusyNeighbourMain {

  static final String SERVED = "gets served: ";

  private static final long BUSY_NS = 1_000_000_000;
  private static final long WARM_UP_NS = 2_000_000_000;
  private static final long LATE_NS = 5_000_000;
  private static final int GO = 16; // where rank 2 says that it is about to measure
  private static final long WAIT_NS = 20_000_000_000L;

  private BusyNeighbourMain() {}

  public static void main(String[] words) throws Exception {
    int rank = Integer.parseInt(System.getenv("OMPI_COMM_WORLD_RANK"));
    int nodeSize = Integer.parseInt(System.getenv("OMPI_COMM_WORLD_LOCAL_SIZE"));
    FabricSpec spec = new FabricSpec("busy", 3, rank, nodeSize, 1);
    FabricGroup group = new MpiFabricProvider().open(spec);
    Fabric fabric = group.fabric(rank);
    Region own = Region.allocate(64);
    if (rank == 0) {
      own.setLong(8, 4711);
      fabric.expose(0, own);
    }
    fabric.attach(0, 0, 64, new BackoffIdler(), WAIT_NS);
    try (Endpoint endpoint = fabric.openEndpoint()) {
      endpoint.getLong(0, 0, 8);
      if (rank == 2) {
        measure(endpoint, WARM_UP_NS);
        endpoint.putLong(0, 0, GO, 1);
        endpoint.flush(0);
        System.out.println(SERVED + measure(endpoint, BUSY_NS));
      } else if (rank == 1 || words.length > 0) {
        awaitGo(endpoint);
        compute();
      }
    }
    group.farewell();
    group.close();
  }

  private static String measure(Endpoint endpoint, long durationNs) throws Exception {
    long[] tookNs = new long[1 << 20];
    int count = 0;
    int late = 0;
    long endNs = System.nanoTime() + durationNs;
    while (System.nanoTime() < endNs && count < tookNs.length) {
      long startNs = System.nanoTime();
      if (endpoint.getLong(0, 0, 8) != 4711) {
        throw new IllegalStateException("another word came");
      }
      tookNs[count] = System.nanoTime() - startNs;
      late += tookNs[count++] > LATE_NS ? 1 : 0;
    }
    Arrays.sort(tookNs, 0, count);
    return String.format(
        "%d, median %.1f us, 99 %% %.1f us, longest %.2f ms, %d longer than 5 ms",
        count,
        tookNs[count / 2] * 1e-3,
        tookNs[count * 99 / 100] * 1e-3,
        tookNs[count - 1] * 1e-6,
        late);
  }

  private static void awaitGo(Endpoint endpoint) throws Exception {
    long startNs = System.nanoTime();
    while (endpoint.getLong(0, 0, GO) == 0) {
      if (System.nanoTime() - startNs > WAIT_NS) {
        throw new IllegalStateException("rank 2 does not begin");
      }
      Thread.sleep(1);
    }
  }

  private static void compute() {
    long endNs = System.nanoTime() + BUSY_NS;
    while (System.nanoTime() < endNs) {
      Thread.onSpinWait();
    }
  }
}
