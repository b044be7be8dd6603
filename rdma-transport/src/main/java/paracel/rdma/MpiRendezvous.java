package paracel.rdma;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import paracel.base.OptionException;
import paracel.base.UsageException;
import paracel.fabric.BoundedStart;
import paracel.fabric.FabricException;
import paracel.fabric.FabricSpec;
import paracel.memory.Region;
import paracel.mpi.Introduction;
import paracel.mpi.Mpi;
import paracel.mpi.MpiException;
import paracel.mpi.MpiProvider;

/**
 * Ranks that MPI has started: MPI gathers the cards, and is not used again until it is ended. When
 * a rank is lost it is not ended at all, since its end would wait for that rank.
 */
final class MpiRendezvous implements Rendezvous {

  private static final long END_NS = 2_000_000_000L;

  private final FabricSpec spec;
  private Mpi mpi;
  private boolean isWell;

  MpiRendezvous(FabricSpec spec) {
    this.spec = spec;
  }

  @Override
  public List<byte[]> exchange(String identity, byte[] own)
      throws FabricException, OptionException {
    String waiting =
        "rank %d waits for all %d ranks to initialise MPI".formatted(spec.ownRank(), spec.size());
    try {
      return BoundedStart.run("start of MPI", spec.startNs(), waiting, () -> gather(identity, own));
    } catch (OptionException e) {
      throw e;
    } catch (UsageException e) {
      throw new OptionException(e.getMessage());
    }
  }

  private List<byte[]> gather(String identity, byte[] own)
      throws FabricException, MpiException, IOException, OptionException {
    try {
      mpi = MpiProvider.choose(spec.mpiProvider()).provider().openAs(spec.ownRank(), spec.size());
    } catch (MpiException e) {
      throw new FabricException("rank " + spec.ownRank() + ": MPI: " + e.getMessage(), e);
    }
    Introduction.exchange(mpi, identity, spec.nodeSize() == 1);
    try (Region mine = Region.allocate(own.length);
        Region all = Region.allocate((long) own.length * spec.size())) {
      mine.copyFrom(own, 0, 0, own.length);
      mpi.allGather(mine, own.length, all);
      List<byte[]> answers = new ArrayList<>();
      for (int rank = 0; rank < spec.size(); rank++) {
        byte[] answer = new byte[own.length];
        all.copyTo((long) own.length * rank, answer, 0, answer.length);
        answers.add(answer);
      }
      return answers;
    }
  }

  @Override
  public void leave() throws FabricException {
    try {
      mpi.leave();
      mpi = null;
    } catch (MpiException e) {
      throw new FabricException("rank " + spec.ownRank() + ": MPI: " + e.getMessage(), e);
    }
  }

  @Override
  public String describe() {
    return "start over MPI";
  }

  @Override
  public void ended() {
    isWell = true;
  }

  /** Ends MPI on a thread that is left alone when it hangs. */
  @Override
  public void close() {
    if (mpi == null || !isWell) {
      return;
    }
    Thread end = Thread.ofPlatform().daemon().name("end of MPI").start(this::endMpi);
    boolean interrupted = Thread.interrupted();
    try {
      if (!end.join(Duration.ofNanos(END_NS))) {
        System.getLogger("paracel.rdma")
            .log(System.Logger.Level.WARNING, "MPI_Finalize waits for other ranks; left alone");
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void endMpi() {
    try {
      mpi.close();
    } catch (MpiException e) {
      System.getLogger("paracel.rdma")
          .log(System.Logger.Level.WARNING, "MPI did not end well: " + e.getMessage());
    }
  }
}
