package paracel.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import paracel.base.OptionException;
import paracel.base.UsageException;
import paracel.fabric.FabricProvider;
import paracel.fabric.FabricSpec;

/**
 * Which fabric a job takes, and why no better one.
 *
 * @param provider what was taken
 * @param reasons one sentence for each better fabric that was not taken
 */
public record FabricChoice(FabricProvider provider, List<String> reasons) {

  /** What the user may say beside the names of providers. */
  public static final String AUTO = "auto";

  /** All fabrics of this build, the best first. */
  public static List<FabricProvider> providers() {
    return ServiceLoader.load(FabricProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted((a, b) -> b.preference() - a.preference())
        .toList();
  }

  /**
   * Chooses by name, or the best one that can serve the job.
   *
   * @throws UsageException when the fabric asked for, or every fabric, cannot serve the job
   */
  public static FabricChoice choose(String name, FabricSpec spec) throws UsageException {
    List<String> reasons = new ArrayList<>();
    for (FabricProvider provider : providers()) {
      boolean wanted = name.equals(AUTO) ? provider.preference() > 0 : provider.name().equals(name);
      if (!wanted) {
        continue;
      }
      Optional<String> hindrance = provider.unavailable(spec);
      if (hindrance.isEmpty()) {
        return new FabricChoice(provider, List.copyOf(reasons));
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
}
