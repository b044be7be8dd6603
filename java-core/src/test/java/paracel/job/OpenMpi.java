package paracel.job;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** For tests that need Open MPI's mpirun. */
final class OpenMpi {

  private OpenMpi() {}

  /** Skips a test where there is no mpirun. */
  static void assumeMpirun() {
    assumeTrue(
        onPath("mpirun"), "no mpirun on the PATH; apt-get install openmpi-bin brings Open MPI's");
  }

  private static boolean onPath(String program) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(path.split(File.pathSeparator))
        .anyMatch(entry -> Files.isExecutable(Path.of(entry, program)));
  }

  /** The process of a rank below a process, found by its environment. */
  static ProcessHandle rank(Process ancestor, int rank) {
    try (Stream<ProcessHandle> processes = ancestor.descendants()) {
      return processes.filter(process -> isRank(process, rank)).findFirst().orElseThrow();
    }
  }

  private static boolean isRank(ProcessHandle process, int rank) {
    try {
      String environment = Files.readString(Path.of("/proc/" + process.pid() + "/environ"));
      return ("\0" + environment).contains("\0OMPI_COMM_WORLD_RANK=" + rank + "\0");
    } catch (IOException e) {
      return false; // it has ended
    }
  }
}
