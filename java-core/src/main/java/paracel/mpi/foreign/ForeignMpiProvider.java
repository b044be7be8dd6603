package paracel.mpi.foreign;

import java.util.Optional;
import paracel.mpi.Mpi;
import paracel.mpi.MpiException;
import paracel.mpi.MpiProvider;

/** Calls Open MPI's C library directly. */
public final class ForeignMpiProvider implements MpiProvider {

  @Override
  public String name() {
    return "foreign";
  }

  /** The better one: it allocates nothing, and sites seldom build Open MPI with Java. */
  @Override
  public int preference() {
    return 20;
  }

  @Override
  public Optional<String> unavailable() {
    MpiLibraryFile file = MpiLibraryFile.OWN;
    return file.symbols().isPresent() ? Optional.empty() : Optional.of(file.flaw());
  }

  @Override
  public String describe() {
    return ForeignMpi.version() + " from " + MpiLibraryFile.OWN.location();
  }

  @Override
  public Mpi open() throws MpiException {
    return ForeignMpi.initialise();
  }
}
