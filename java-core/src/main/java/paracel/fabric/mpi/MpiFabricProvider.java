package paracel.fabric.mpi;

import java.io.IOException;
import java.util.Optional;
import paracel.base.OptionException;
import paracel.base.UsageException;
import paracel.fabric.BoundedStart;
import paracel.fabric.FabricException;
import paracel.fabric.FabricGroup;
import paracel.fabric.FabricProvider;
import paracel.fabric.FabricSpec;
import paracel.mpi.Mpi;
import paracel.mpi.MpiException;
import paracel.mpi.MpiProvider;

/** Ranks as processes of an MPI job, on one node or many. */
public final class MpiFabricProvider implements FabricProvider {

  private static final System.Logger LOG = System.getLogger("paracel.fabric.mpi");

  @Override
  public String name() {
    return "mpi";
  }

  @Override
  public int preference() {
    return 10;
  }

  @Override
  public Optional<String> unavailable(FabricSpec spec) {
    if (spec.ranksAreThreads()) {
      return spec.needsProcesses();
    }
    try {
      MpiProvider.choose(spec.mpiProvider());
      return Optional.empty();
    } catch (MpiException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** Initialises MPI, which waits for all ranks, on a thread that is left alone when it hangs. */
  @Override
  public FabricGroup open(FabricSpec spec) throws FabricException, UsageException {
    String waiting =
        "rank %d waits for all %d ranks to initialise MPI".formatted(spec.ownRank(), spec.size());
    return BoundedStart.run("start of MPI", spec.startNs(), waiting, () -> openGroup(spec));
  }

  private static MpiFabricGroup openGroup(FabricSpec spec)
      throws FabricException, IOException, OptionException {
    try {
      return new MpiFabricGroup(openMpi(spec), spec);
    } catch (MpiException e) {
      throw new FabricException("rank " + spec.ownRank() + ": MPI: " + e.getMessage(), e);
    }
  }

  private static Mpi openMpi(FabricSpec spec) throws MpiException {
    MpiProvider.Choice choice = MpiProvider.choose(spec.mpiProvider());
    Mpi mpi = choice.provider().openAs(spec.ownRank(), spec.size());
    if (mpi.rank() == 0 && !choice.reasons().isEmpty()) {
      String reasons = String.join("; ", choice.reasons());
      LOG.log(
          System.Logger.Level.INFO, "MPI by {0}; not by {1}", choice.provider().name(), reasons);
    }
    return mpi;
  }
}
