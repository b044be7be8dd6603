package paracel.fabric.shm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Identity of the process that owns a file. A process number is used again after its process has
 * ended; together with the start time it is not.
 *
 * @param pid process number
 * @param startTicks start of the process, in clock ticks since boot
 * @param namespace number of the namespace in which {@code pid} has a meaning; 0 if not known
 */
record OwnerProcess(long pid, long startTicks, long namespace) {

  // positions in /proc/PID/stat, counted from the state, which follows the name in parentheses
  private static final int STATE = 0;
  private static final int THREADS = 17;
  private static final int START_TICKS = 19;

  static OwnerProcess self() throws IOException {
    long pid = ProcessHandle.current().pid();
    return new OwnerProcess(pid, Long.parseLong(stat(pid)[START_TICKS]), ownNamespace());
  }

  /**
   * Whether the process has surely ended. One of another namespace (a container that shares this
   * directory) cannot be seen from here and counts as alive.
   */
  boolean isDead() {
    try {
      if (namespace != ownNamespace()) {
        return false;
      }
      String[] stat = stat(pid);
      return Long.parseLong(stat[START_TICKS]) != startTicks || hasExited(stat);
    } catch (IOException e) {
      return !Files.exists(Path.of("/proc/" + pid)) && Files.exists(Path.of("/proc/self"));
    }
  }

  /** A process nobody has waited for yet; with other threads only its first one has ended. */
  private static boolean hasExited(String[] stat) {
    return switch (stat[STATE]) {
      case "Z" -> Integer.parseInt(stat[THREADS]) <= 1;
      case "X", "x" -> true;
      default -> false;
    };
  }

  private static String[] stat(long pid) throws IOException {
    String text = Files.readString(Path.of("/proc/" + pid + "/stat"));
    // the name may contain blanks and parentheses: only what follows the last one is regular
    return text.substring(text.lastIndexOf(')') + 2).trim().split(" ");
  }

  private static long ownNamespace() {
    try {
      String link = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
      return Long.parseLong(link.replaceAll("\\D", ""));
    } catch (IOException e) {
      return 0;
    }
  }
}
