package paracel.openmpi;

import mpi.Intercomm;
import mpi.MPI;
import mpi.MPIException;

/**
 * A program over the public interface of the bindings, for three ranks. Rank 0 prints {@code all as
 * expected}; a flaw ends the job. A process that it spawns runs it, too, and only meets its
 * parents.
 */
final class BindingsMain {

  static final int SIZE = 3;

  private BindingsMain() {}

  public static void main(String[] arguments) throws Exception {
    MPIException early = Expect.refused("a call before Init", () -> MPI.COMM_WORLD.getRank());
    Expect.holds("says what to do: " + early, early.getMessage().contains("not initialised"));
    Expect.equal("initialised before", false, MPI.isInitialized());
    int level = MPI.InitThread(arguments, MPI.THREAD_MULTIPLE);
    Expect.equal("thread level", MPI.THREAD_MULTIPLE, level);
    int rank = MPI.COMM_WORLD.getRank();
    try {
      MPI.COMM_WORLD.setErrhandler(MPI.ERRORS_RETURN);
      Intercomm parent = Intercomm.getParent();
      if (parent.isNull()) {
        if (arguments.length > 0) {
          new JobsPart(rank).spawn();
        } else {
          parts(rank);
        }
        if (rank == 0) {
          System.out.println("all as expected");
        }
      } else {
        JobsPart.spawned(parent);
      }
    } catch (Throwable e) {
      System.err.println("FLAW at rank " + rank + ": " + e);
      for (StackTraceElement element : e.getStackTrace()) {
        System.err.println("  " + element);
      }
      MPI.COMM_WORLD.abort(1);
    }
    MPI.Finalize();
    Expect.equal("finalised", true, MPI.isFinalized());
    MPIException late = Expect.refused("a call after Finalize", () -> MPI.COMM_WORLD.getRank());
    Expect.holds("says why: " + late, late.getMessage().contains("finalised"));
  }

  private static void parts(int rank) throws Exception {
    new EnvironmentPart(rank).run();
    new TypesPart(rank).run();
    new MessagesPart(rank).run();
    new RequestsPart(rank).run();
    new CollectivesPart(rank).run();
    new AsyncPart(rank).run();
    new ReductionsPart(rank).run();
    new WindowsPart(rank).run();
    new ErrorsPart(rank).run();
    new ThreadsPart(rank).run();
    new JobsPart(rank).ports();
  }
}
