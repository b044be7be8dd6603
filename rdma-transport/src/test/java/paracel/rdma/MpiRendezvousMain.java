package paracel.rdma;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import paracel.fabric.FabricException;
import paracel.fabric.FabricGroup;
import paracel.fabric.FabricSpec;
import paracel.fabric.mpi.MpiFabricProvider;

/**
 * One of several processes under mpirun that start over MPI as the verbs fabric does, with devices
 * and cards made up, since that is all that it asks of a device: agree, agree otherwise, exchange
 * cards, and go on over the fabric of MPI in the same process.
 */
public final class MpiRendezvousMain {

  /** What each rank's last line begins with. */
  static final String DONE = "start over MPI is right at rank ";

  private static final long START_NS = 40_000_000_000L;

  private MpiRendezvousMain() {}

  public static void main(String[] words) throws Exception {
    int rank = Integer.parseInt(System.getenv("OMPI_COMM_WORLD_RANK"));
    int size = Integer.parseInt(System.getenv("OMPI_COMM_WORLD_SIZE"));
    FabricSpec spec =
        new FabricSpec("start", size, rank, size, 1)
            .withIdentity("the same")
            .withDeadlines(START_NS, START_NS);
    VerbsFabricProvider provider = new VerbsFabricProvider(Surroundings.here(), Map.of());
    Optional<String> one = rank == 1 ? Optional.of("no device; load one") : Optional.empty();
    equal(Optional.of("rank 1: no device; load one"), provider.agree(spec, one));
    equal(Optional.empty(), provider.agree(spec, Optional.empty()));
    equal(
        Optional.of("rank 0: nothing (" + size + " ranks are hindered)"),
        provider.agree(spec, Optional.of("nothing")));
    MpiRendezvous rendezvous = new MpiRendezvous(spec);
    List<Card> cards = rendezvous.exchange("the same", card(rank));
    for (int other = 0; other < size; other++) {
      equal(card(other), cards.get(other));
    }
    rendezvous.leave();
    try {
      new MpiRendezvous(spec).exchange("seed " + (rank == 2 ? 7 : 1), card(rank));
      throw new AssertionError("ranks that were started differently have met");
    } catch (paracel.base.OptionException e) {
      equal("ranks 0 and 2 were started differently: seed 1 against seed 7", e.getMessage());
    }
    overMpi(spec);
    System.out.println(DONE + rank);
  }

  private static Card card(int rank) {
    return new Card(rank, new SocketAddress(0x0A4D0001 + rank, 7000), 1L << 40 | rank, -rank);
  }

  /** What auto takes when a rank is hindered. */
  private static void overMpi(FabricSpec spec) throws Exception {
    try (FabricGroup group = new MpiFabricProvider().open(spec)) {
      group.farewell();
    }
  }

  private static void equal(Object expected, Object actual) throws FabricException {
    if (!expected.equals(actual)) {
      throw new AssertionError("expected " + expected + ", got " + actual);
    }
  }
}
