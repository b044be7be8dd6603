package paracel.fabric.mpi;

import java.time.Duration;
import paracel.fabric.FabricSpec;
import paracel.mpi.Mpi;
import paracel.mpi.MpiProvider;

/**
 * Three ranks end one use of MPI after the other, rank 0 always about when the others ask it for a
 * sign of life.
 */
public final class FarewellMain {

  /** What each rank says in the end. */
  static final String ENDED = "all have ended well";

  private static final int CYCLES = 60;
  private static final long ANSWER_NS = 500_000_000;
  private static final long LATE_NS = 97_000_000; // they ask after a fifth of the time to answer
  private static final long STEP_NS = 100_000;

  private FarewellMain() {}

  public static void main(String[] words) throws Exception {
    Mpi mpi = MpiProvider.choose("foreign").provider().open();
    FabricSpec spec =
        new FabricSpec("farewell", mpi.size(), mpi.rank(), mpi.nodeSize(), 1)
            .withDeadlines(60 * ANSWER_NS, ANSWER_NS);
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      MpiFabricGroup group = new MpiFabricGroup(mpi.duplicate(), spec);
      if (mpi.rank() == 0) {
        Thread.sleep(Duration.ofNanos(LATE_NS + cycle * STEP_NS));
      }
      group.farewell();
      group.close();
    }
    System.out.println(ENDED);
    mpi.close();
    System.exit(0);
  }
}
