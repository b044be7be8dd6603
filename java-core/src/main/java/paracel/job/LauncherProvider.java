package paracel.job;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.zip.CRC32C;
import paracel.base.UsageException;

/** Knows the environment that one launcher makes, found by {@link java.util.ServiceLoader}. */
public interface LauncherProvider {

  /** Longest job id that a fabric takes. */
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
    if (text == null) {
      throw new UsageException("the environment variable " + name + " is missing");
    }
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
    return new LaunchEnvironment(launcher, rank, size, nodeSize, shortened(jobId));
  }

  /**
   * A name that fits, and differs where the launcher's differ, which may be in their last letters.
   */
  private static String shortened(String jobId) {
    String id = jobId.replaceAll("[^A-Za-z0-9._-]", "_");
    if (id.length() <= MAX_ID_LENGTH) {
      return id;
    }
    CRC32C crc = new CRC32C();
    crc.update(jobId.getBytes(StandardCharsets.UTF_8));
    return id.substring(0, MAX_ID_LENGTH - 9) + "-" + Long.toHexString(crc.getValue());
  }
}
