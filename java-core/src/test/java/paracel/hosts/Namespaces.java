package paracel.hosts;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What /proc says about the processes of this machine. A process may end meanwhile. */
final class Namespaces {

  private static final Path PROC = Path.of("/proc");

  private Namespaces() {}

  static List<Long> allPids() throws IOException {
    List<Long> pids = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      entries.forEach(entry -> pids.add(Long.valueOf(entry.getFileName().toString())));
    }
    return pids;
  }

  /** The network namespace of a process, when it is alive. */
  static Optional<String> network(long pid) {
    try {
      return Optional.of(
          Files.readSymbolicLink(PROC.resolve(pid + "/ns/net")).getFileName().toString());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** What a process sees mounted, in the form of /proc/PID/mountinfo; empty when not alive. */
  static String mounts(long pid) {
    try {
      return Files.readString(PROC.resolve(pid + "/mountinfo"));
    } catch (IOException e) {
      return "";
    }
  }
}
