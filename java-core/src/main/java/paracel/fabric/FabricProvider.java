package paracel.fabric;

import java.util.List;
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
   * Something that this node has, or lacks, for a fabric.
   *
   * @param name of what it is, a few words
   * @param value for people
   */
  record Fact(String name, String value) {}

  /** What users should see of this node when they ask about the fabric; mostly nothing. */
  default List<Fact> facts() throws FabricException {
    return List.of();
  }

  /**
   * Whether all ranks of the job can take this fabric. Where a rank may be hindered alone, the
   * ranks tell each other; so {@code auto} asks at all of them, those with a hindrance included,
   * and all get the same answer.
   *
   * @param own what {@link #unavailable} says at this rank
   * @return empty when all can, else the rank that cannot, and why
   * @throws UsageException when ranks were started with different options or versions
   */
  default Optional<String> agree(FabricSpec spec, Optional<String> own)
      throws FabricException, UsageException {
    return own;
  }

  /**
   * Opens the ranks of this JVM.
   *
   * @throws UsageException when ranks were started with different options or versions
   */
  FabricGroup open(FabricSpec spec) throws FabricException, UsageException;
}
