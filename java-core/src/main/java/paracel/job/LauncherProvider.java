package paracel.job;

import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import paracel.base.UsageException;

/** Knows the environment that one launcher makes, found by {@link java.util.ServiceLoader}. */
public interface LauncherProvider {

  /** Longest id of a job. */
  int MAX_ID_LENGTH = 100;

  /**
   * Who is asked first: higher is earlier. A launcher inside another's allocation is the higher.
   */
  int priority();

  /**
   * Reads the environment.
   *
   * @return empty when this launcher has not started the process
   * @throws UsageException when it has, but what it says is incomplete or makes no sense
   */
  Optional<LaunchEnvironment> detect(Map<String, String> environment) throws UsageException;

  /** Asks all providers; empty without a launcher. */
  static Optional<LaunchEnvironment> detectAny(Map<String, String> environment)
      throws UsageException {
    var providers =
        ServiceLoader.load(LauncherProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .sorted((a, b) -> b.priority() - a.priority())
            .toList();
    for (LauncherProvider provider : providers) {
      Optional<LaunchEnvironment> found = provider.detect(environment);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /**
   * Reads a variable as a whole number.
   *
   * @throws UsageException naming the variable
   */
  static int number(Map<String, String> environment, String name) throws UsageException {
    String text = environment.get(name);
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new UsageException(
          "the environment variable " + name + " is '" + text + "', not a number", e);
    }
  }

  /** Makes an environment of what a launcher says, and refuses what makes no sense. */
  static LaunchEnvironment environment(
      String launcher, int rank, int size, int nodeSize, String jobId) throws UsageException {
    if (size < 1 || rank < 0 || rank >= size || nodeSize < 1 || nodeSize > size) {
      throw new UsageException(
          "%s says rank %d of %d with %d on this node, which makes no sense"
              .formatted(launcher, rank, size, nodeSize));
    }
    return new LaunchEnvironment(launcher, rank, size, nodeSize, shortId(jobId));
  }

  /** An id that fits file names; a long one keeps apart what differs only at its end. */
  private static String shortId(String jobId) {
    String id = jobId.replaceAll("[^A-Za-z0-9._-]", "_");
    return id.length() <= MAX_ID_LENGTH
        ? id
        : id.substring(0, MAX_ID_LENGTH - 9) + "-" + Integer.toHexString(jobId.hashCode());
  }
}
