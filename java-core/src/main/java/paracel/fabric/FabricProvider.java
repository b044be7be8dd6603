package paracel.fabric;

import java.util.Optional;
import paracel.base.UsageException;

/** A kind of fabric, found by {@link java.util.ServiceLoader}. */
public interface FabricProvider {

  /** Name on the command line. */
  String name();

  /** Position in the order of choice of {@code auto}: higher is better; 0 is never chosen. */
  int preference();

  /** Why this fabric cannot serve the job, with the remedy; empty when it can. */
  Optional<String> unavailable(FabricSpec spec);

  /**
   * Opens the ranks of this JVM.
   *
   * @throws UsageException when ranks were started with different options or versions
   */
  FabricGroup open(FabricSpec spec) throws FabricException, UsageException;
}
