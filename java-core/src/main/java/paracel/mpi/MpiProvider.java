package paracel.mpi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** A way from Java to an MPI library, found by {@link ServiceLoader}. */
public interface MpiProvider {

  /** What the user may say beside the names of providers. */
  String AUTO = "auto";

  /** Name on the command line. */
  String name();

  /** Position in the order of choice: higher is better. */
  int preference();

  /** Why this way cannot be gone, with the remedy; empty when it can. Does not initialise MPI. */
  Optional<String> unavailable();

  /** Version and place of the library; to be asked only of a provider that can be used. */
  String describe();

  /**
   * Initialises MPI, which is done once in a process, or joins again what was initialised before
   * and {@link Mpi#leave left}, by the same provider.
   *
   * @throws MpiException when it fails, or the library does not grant MPI_THREAD_MULTIPLE
   */
  Mpi open() throws MpiException;

  /**
   * Which provider is taken, and why no better one.
   *
   * @param reasons one sentence for each provider that was asked in vain
   */
  record Choice(MpiProvider provider, List<String> reasons) {}

  /** All providers of this build, the best first. */
  static List<MpiProvider> providers() {
    return ServiceLoader.load(MpiProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted((a, b) -> b.preference() - a.preference())
        .toList();
  }

  /**
   * Initialises MPI as the rank that the launcher says this process is.
   *
   * @throws MpiException when MPI says otherwise, as another installation's does, or fails
   */
  default Mpi openAs(int rank, int size) throws MpiException {
    Mpi mpi = open();
    if (mpi.rank() != rank || mpi.size() != size) {
      throw new MpiException(
          ("the launcher says rank %d of %d, MPI says rank %d of %d: %s does not belong to the"
                  + " mpirun that started it, or none has; start the ranks with mpirun, or set"
                  + " PARACEL_MPI_LIBRARY")
              .formatted(rank, size, mpi.rank(), mpi.size(), mpi.library().location()));
    }
    return mpi;
  }

  /**
   * Chooses by name, or the best one that can be used.
   *
   * @throws MpiException when the one asked for, or every one, cannot; the message says why
   */
  static Choice choose(String name) throws MpiException {
    List<String> reasons = new ArrayList<>();
    for (MpiProvider provider : providers()) {
      if (!name.equals(AUTO) && !name.equals(provider.name())) {
        continue;
      }
      Optional<String> hindrance = provider.unavailable();
      if (hindrance.isEmpty()) {
        return new Choice(provider, List.copyOf(reasons));
      }
      reasons.add(provider.name() + ": " + hindrance.get());
    }
    throw new MpiException(
        reasons.isEmpty() ? "there is no MPI provider '" + name + "'" : String.join("; ", reasons));
  }
}
