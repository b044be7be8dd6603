package paracel.mpi;

import java.util.Arrays;
import paracel.memory.Region;

/** How long a small message takes, there and back, and what a transfer leaves on the heap. */
final class MpiPingPong {

  private static final int WARM_UP = 5000;
  private static final int ROUNDS = 5000;

  /** What the bindings make for each transfer: a request, a status, and arrays in both. */
  private static final long BINDINGS_BYTES_MAX = 250;

  private final Mpi mpi;
  private final MpiRank rank;

  MpiPingPong(Mpi mpi) {
    this.mpi = mpi;
    rank = new MpiRank(mpi);
  }

  void run(String provider) throws MpiException {
    if (mpi.rank() > 1) {
      return; // waits in the next barrier
    }
    try (Region out = Region.allocate(64);
        Region in = Region.allocate(64);
        MpiRequest sending = mpi.newRequest();
        MpiRequest receiving = mpi.newRequest()) {
      long[] tookNs = new long[ROUNDS];
      turns(out, in, sending, receiving, new long[WARM_UP]);
      long before = MpiRank.allocatedBytes();
      turns(out, in, sending, receiving, tookNs);
      double bytes = (MpiRank.allocatedBytes() - before) / (2.0 * ROUNDS);
      Arrays.sort(tookNs);
      long bytesMax = provider.equals("foreign") ? 1 : BINDINGS_BYTES_MAX;
      rank.holds("a transfer allocates " + bytes + " bytes", bytes <= bytesMax);
      if (mpi.rank() == 0) {
        System.out.printf(
            "%s: 8-byte round trip %.2f us (median of %d), %.1f bytes allocated per transfer%n",
            provider, tookNs[ROUNDS / 2] * 1e-3, ROUNDS, bytes);
      }
    }
  }

  private void turns(Region out, Region in, MpiRequest sending, MpiRequest receiving, long[] tookNs)
      throws MpiException {
    int peer = 1 - mpi.rank();
    for (int i = 0; i < tookNs.length; i++) {
      long start = System.nanoTime();
      if (mpi.rank() == 0) {
        send(out, sending, peer, i);
        receive(in, receiving, peer, i);
      } else {
        receive(in, receiving, peer, i);
        send(out, sending, peer, i);
      }
      tookNs[i] = System.nanoTime() - start;
    }
  }

  private void send(Region out, MpiRequest request, int peer, int turn) throws MpiException {
    out.setLong(8, turn);
    request.send(out, 8, 8, peer, 31);
    rank.await(request, "ping");
  }

  private void receive(Region in, MpiRequest request, int peer, int turn) throws MpiException {
    request.receive(in, 16, 8, peer, 31);
    rank.await(request, "pong");
    rank.equal("turn", turn, in.getLong(16));
  }
}
