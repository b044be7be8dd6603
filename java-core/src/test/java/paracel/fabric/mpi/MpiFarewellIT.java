package paracel.fabric.mpi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import paracel.cluster.MpiRun;

/** A job that went well ends well, whatever its ranks ask each other in the end. */
@Timeout(120)
class MpiFarewellIT {

  @TempDir Path directory;

  @Test
  void ranksMayAskForASignOfLifeUntilTheEnd() throws Exception {
    List<String> command = MpiRun.java(FarewellMain.class);
    try (MpiRun run = MpiRun.start(directory, List.of("-n", "3"), command)) {
      assertEquals(0, run.exitCode(90), () -> run.out() + run.err());
      assertEquals(3, run.out().split(FarewellMain.ENDED, -1).length - 1, run.out());
    }
  }
}
