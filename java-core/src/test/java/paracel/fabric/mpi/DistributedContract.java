package paracel.fabric.mpi;

import java.util.concurrent.atomic.AtomicInteger;
import paracel.fabric.FabricContractTest;
import paracel.fabric.FabricException;
import paracel.fabric.FabricGroup;
import paracel.fabric.FabricSpec;
import paracel.fabric.routed.RoutedGroup;
import paracel.fabric.shm.ShmFabricProvider;
import paracel.mpi.Mpi;
import paracel.mpi.MpiException;
import paracel.mpi.MpiProvider;

/**
 * The contract among processes: each runs the tasks of its own rank. Every test has a communicator
 * of its own. Not run by itself but under mpirun.
 */
final class DistributedContract extends FabricContractTest {

  static final String PROVIDER = "paracel.test.mpi-provider";
  static final String FABRIC = "paracel.test.fabric";

  /** MPI is initialised once in a process, and JUnit makes an instance for every test. */
  private static final class Process {

    static final Mpi MPI = open();
    static final AtomicInteger TESTS = new AtomicInteger();

    private static Mpi open() {
      try {
        return MpiProvider.choose(System.getProperty(PROVIDER)).provider().open();
      } catch (MpiException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  static void endMpi() throws MpiException {
    Process.MPI.close();
  }

  @Override
  protected boolean isHere(int rank) {
    return Process.MPI.rank() == rank;
  }

  @Override
  protected boolean allocatesNothing() {
    return !System.getProperty(PROVIDER).equals("bindings");
  }

  /** Processes may share two cores. */
  @Override
  protected double scale() {
    return 0.1;
  }

  @Override
  protected FabricGroup open(FabricSpec ignored) throws FabricException {
    String jobId = "contract-" + System.getenv("PMIX_NAMESPACE") + "-" + nextTest();
    Mpi mpi = Process.MPI;
    FabricSpec spec = new FabricSpec(jobId, mpi.size(), mpi.rank(), mpi.nodeSize(), 1);
    try {
      FabricGroup far = new MpiFabricGroup(mpi.duplicate(), spec);
      return System.getProperty(FABRIC).equals("mpi")
          ? far
          : new RoutedGroup(mpi.rank(), new ShmFabricProvider().open(spec.onOneNode()), far);
    } catch (Exception e) {
      throw new FabricException("could not open: " + e, e);
    }
  }

  private static int nextTest() {
    return Process.TESTS.incrementAndGet();
  }

  @Override
  protected void close(FabricGroup ended) throws Exception {
    ended.farewell();
    ended.close();
  }
}
