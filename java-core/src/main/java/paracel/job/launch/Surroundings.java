package paracel.job.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import paracel.base.UsageException;

/**
 * What a launch finds around it.
 *
 * @param home directory of the {@code paracel} script, the same on all nodes
 * @param directory in which ranks are to run
 * @param cores of this node, without those that we may not use; other nodes are taken to be alike
 */
public record Surroundings(
    Map<String, String> environment, Path home, Path directory, int cores, boolean isRoot) {

  /** Names the directory of the script; the script sets it. */
  public static final String HOME = "paracel.home";

  /**
   * Those of this process.
   *
   * @throws UsageException when the process was not started by the script
   */
  public static Surroundings own() throws UsageException {
    String home = System.getProperty(HOME);
    if (home == null) {
      throw new UsageException(
          "launch runs the script 'paracel' on all ranks and does not know where it is: start"
              + " launch by ./paracel too, or give java -D"
              + HOME
              + "=DIRECTORY");
    }
    return new Surroundings(
        System.getenv(),
        Path.of(home).toAbsolutePath(),
        Path.of("").toAbsolutePath(),
        countCores(),
        isOwnerRoot());
  }

  /** Threads of one core share it, and mpirun binds to cores. */
  private static int countCores() {
    int threads = Runtime.getRuntime().availableProcessors();
    Set<String> cores = new HashSet<>();
    Path all = Path.of("/sys/devices/system/cpu");
    try (var found = Files.newDirectoryStream(all, "cpu[0-9]*")) {
      for (Path cpu : found) {
        cores.add(Files.readString(cpu.resolve("topology/thread_siblings_list")));
      }
    } catch (IOException e) {
      return threads; // some are offline, or this is not Linux
    }
    return cores.isEmpty() ? threads : Math.min(threads, cores.size());
  }

  private static boolean isOwnerRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer uid
          && uid == 0;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
