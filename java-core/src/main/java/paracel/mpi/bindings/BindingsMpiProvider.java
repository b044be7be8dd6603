package paracel.mpi.bindings;

import java.util.Optional;
import paracel.mpi.Mpi;
import paracel.mpi.MpiException;
import paracel.mpi.MpiProvider;

/** Goes through Open MPI's Java bindings. */
public final class BindingsMpiProvider implements MpiProvider {

  @Override
  public String name() {
    return "bindings";
  }

  /** Behind the direct way: each transfer makes objects, and sites seldom have the native half. */
  @Override
  public int preference() {
    return 10;
  }

  @Override
  public Optional<String> unavailable() {
    return BindingsShape.FLAW;
  }

  @Override
  public String describe() {
    return BindingsMpi.version() + " by " + BindingsMpi.location();
  }

  @Override
  public Mpi open() throws MpiException {
    if (BindingsShape.FLAW.isPresent()) {
      throw new MpiException(BindingsShape.FLAW.get());
    }
    try {
      return BindingsMpi.initialise();
    } catch (LinkageError e) {
      throw new MpiException("the Java bindings of MPI do not fit: " + e, e);
    }
  }
}
