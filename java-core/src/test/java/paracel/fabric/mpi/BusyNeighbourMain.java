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
 * gets a word again and again meanwhile. Prints how long the gets took. With the word {@code
 * target} rank 0 computes, too.
 */
public final class BusyNeighbourMain {

  static final String SERVED = "gets served: ";

  private static final long BUSY_NS = 1_000_000_000;
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
        measure(endpoint);
      } else if (rank == 1 || words.length > 0) {
        compute();
      }
    }
    group.farewell();
    group.close();
  }

  private static void measure(Endpoint endpoint) throws Exception {
    long[] tookNs = new long[1 << 20];
    int count = 0;
    long endNs = System.nanoTime() + BUSY_NS;
    while (System.nanoTime() < endNs && count < tookNs.length) {
      long startNs = System.nanoTime();
      if (endpoint.getLong(0, 0, 8) != 4711) {
        throw new IllegalStateException("another word came");
      }
      tookNs[count++] = System.nanoTime() - startNs;
    }
    Arrays.sort(tookNs, 0, count);
    System.out.printf(
        "%s%d, median %.1f us, 99 %% %.1f us, longest %.2f ms%n",
        SERVED,
        count,
        tookNs[count / 2] * 1e-3,
        tookNs[count * 99 / 100] * 1e-3,
        tookNs[count - 1] * 1e-6);
  }

  private static void compute() {
    long endNs = System.nanoTime() + BUSY_NS;
    while (System.nanoTime() < endNs) {
      Thread.onSpinWait();
    }
  }
}
