package paracel.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import paracel.base.OptionException;
import paracel.base.UsageException;
import paracel.fabric.FabricException;
import paracel.fabric.FabricGroup;
import paracel.fabric.FabricProvider;
import paracel.fabric.FabricSpec;
import paracel.fabric.routed.RoutedGroup;

/**
 * Which fabric a job takes, and why no better one. When ranks are on several nodes, {@link #AUTO}
 * takes two: one between nodes and one between the ranks of this node.
 *
 * @param provider what was taken; between nodes, when there are two
 * @param near between ranks of a node, when there are two
 * @param reasons one sentence for each better fabric that was not taken
 */
public record FabricChoice(
    FabricProvider provider, Optional<FabricProvider> near, List<String> reasons) {

  /** What the user may say beside the names of providers. */
  public static final String AUTO = FabricSpec.AUTO;

  /** All fabrics of this build, the best first. */
  public static List<FabricProvider> providers() {
    return ServiceLoader.load(FabricProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted((a, b) -> b.preference() - a.preference())
        .toList();
  }

  /** What is asked of a provider: why it cannot serve the job, empty when it can. */
  @FunctionalInterface
  private interface Question<E extends Exception> {
    Optional<String> ask(FabricProvider provider) throws E, UsageException;
  }

  /**
   * Chooses by name, or the best one that can serve the job as far as this rank sees.
   *
   * @throws UsageException when the fabric asked for, or every fabric, cannot serve the job
   */
  public static FabricChoice choose(String name, FabricSpec spec) throws UsageException {
    return choose(name, spec, provider -> provider.unavailable(spec));
  }

  /**
   * Chooses by name, or the best one that can serve the job at all its ranks, which find that out
   * together. Called by all ranks, before they open what was chosen.
   *
   * @throws UsageException when the fabric asked for, or every fabric, cannot serve the job
   * @throws FabricException when another rank does not answer
   */
  public static FabricChoice agree(String name, FabricSpec spec)
      throws FabricException, UsageException {
    Question<FabricException> question =
        provider -> {
          Optional<String> own = provider.unavailable(spec);
          return name.equals(AUTO) ? provider.agree(spec, own) : own;
        };
    return choose(name, spec, question);
  }

  private static <E extends Exception> FabricChoice choose(
      String name, FabricSpec spec, Question<E> question) throws E, UsageException {
    List<String> reasons = new ArrayList<>();
    for (FabricProvider provider : providers()) {
      boolean wanted = name.equals(AUTO) ? provider.preference() > 0 : provider.name().equals(name);
      if (!wanted) {
        continue;
      }
      Optional<String> hindrance = question.ask(provider);
      if (hindrance.isEmpty()) {
        Optional<FabricProvider> near = name.equals(AUTO) ? near(spec) : Optional.empty();
        return new FabricChoice(provider, near, List.copyOf(reasons));
      }
      reasons.add(provider.name() + ": " + hindrance.get());
    }
    if (reasons.isEmpty()) {
      String names =
          providers().stream().map(FabricProvider::name).sorted().collect(Collectors.joining(", "));
      throw new OptionException(
          "--fabric: '" + name + "' is not in this build, which has " + names);
    }
    throw new UsageException("--fabric " + name + ": " + String.join("; ", reasons));
  }

  /** The best fabric among the ranks of this node, if the job is on others, too. */
  private static Optional<FabricProvider> near(FabricSpec spec) {
    if (!spec.spansNodes() || spec.nodeSize() == 1) {
      return Optional.empty();
    }
    FabricSpec node = spec.onOneNode();
    return providers().stream()
        .filter(provider -> provider.preference() > 0 && provider.unavailable(node).isEmpty())
        .filter(provider -> provider.unavailable(spec).isPresent())
        .findFirst();
  }

  private FabricGroup openFar(FabricSpec spec) throws FabricException, UsageException {
    try {
      return provider.open(spec);
    } catch (FabricException e) {
      if (reasons.isEmpty()) {
        throw e;
      }
      String why = "; fabric %s was taken, not %s";
      throw new FabricException(
          e.getMessage() + why.formatted(provider.name(), String.join("; ", reasons)), e);
    }
  }

  /** Names of what was taken: that between nodes last. */
  public String name() {
    return near.map(provider -> provider.name() + "+").orElse("") + provider.name();
  }

  /** Opens the ranks of this JVM. */
  public FabricGroup open(FabricSpec spec) throws FabricException, UsageException {
    FabricGroup group = openFar(spec);
    if (near.isEmpty()) {
      return group;
    }
    boolean done = false;
    try {
      FabricGroup routed =
          new RoutedGroup(spec.ownRank(), near.get().open(spec.onOneNode()), group);
      done = true;
      return routed;
    } finally {
      if (!done) {
        group.close();
      }
    }
  }
}
