package paracel.rdma;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import paracel.base.UsageException;
import paracel.fabric.FabricContractTest;
import paracel.fabric.FabricException;
import paracel.fabric.FabricGroup;
import paracel.fabric.FabricSpec;

/**
 * The contract among processes with RDMA devices: each runs the tasks of its own rank. Every test
 * opens the fabric anew. Not run by itself but in guests, by {@link VerbsContractMain}.
 */
final class VerbsContract extends FabricContractTest {

  static final String RANK = "paracel.test.rank";
  static final String SIZE = "paracel.test.size";
  static final String PLACE = "paracel.test.place";

  private static final long START_NS = 120_000_000_000L;
  private static final long ANSWER_NS = 30_000_000_000L; // an emulated guest on a busy machine

  /** JUnit makes an instance for every test. */
  private static final AtomicInteger TESTS = new AtomicInteger();

  @Override
  protected boolean isHere(int rank) {
    return rank == Integer.getInteger(RANK);
  }

  /** A guest's processor is emulated, and two ranks may share it. */
  @Override
  protected double scale() {
    return 0.004;
  }

  @Override
  protected FabricGroup open(FabricSpec ignored) throws FabricException {
    int test = TESTS.incrementAndGet();
    FabricSpec spec =
        new FabricSpec("contract-" + test, Integer.getInteger(SIZE), Integer.getInteger(RANK), 1, 1)
            .withIdentity("contract " + test)
            .withDeadlines(START_NS, ANSWER_NS);
    String[] place = System.getProperty(PLACE).split(":");
    InetSocketAddress address =
        InetSocketAddress.createUnresolved(place[0], Integer.parseInt(place[1]) + test);
    JobSecret secret = new JobSecret("not a secret at all".getBytes(StandardCharsets.UTF_8));
    try {
      return VerbsFabricGroup.open(
          Natives.load(),
          Surroundings.here().place(),
          new TcpRendezvous(address, secret, spec),
          spec);
    } catch (UsageException e) {
      throw new FabricException(e.getMessage(), e);
    }
  }

  @Override
  protected void close(FabricGroup ended) throws Exception {
    ended.farewell();
    ended.close();
  }
}
