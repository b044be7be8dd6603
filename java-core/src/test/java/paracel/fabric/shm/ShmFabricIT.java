package paracel.fabric.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static paracel.fabric.shm.ShmFabricTest.filesOf;
import static paracel.fabric.shm.ShmFabricTest.uniqueJob;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import paracel.base.BackoffIdler;
import paracel.fabric.FabricException;
import paracel.fabric.FabricGroup;
import paracel.fabric.FabricSpec;

/** Ranks as processes: handshake, and what is left after each way of ending. */
@Timeout(120)
class ShmFabricIT {

  private static final Path DIRECTORY = Path.of("/dev/shm");

  private final List<Process> started = new ArrayList<>();

  @BeforeAll
  static void needsSharedMemory() {
    FabricSpec spec = FabricSpec.threads("job", 1, 0);
    String reason = new ShmFabricProvider().unavailable(spec).orElse("");
    assumeTrue(reason.isEmpty(), reason);
  }

  @AfterEach
  void endProcesses() throws InterruptedException {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
  }

  /** Command of a rank. */
  private static List<String> java(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx64m", "-XX:-UsePerfData", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(ShmRankMain.class.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  private Process start(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    started.add(process);
    return process;
  }

  /** A process that has exposed window 0 of rank 0 and goes on living. */
  private Process startHolder(String jobId) throws IOException {
    Process holder = start(java("hold", jobId, "2", "0", "4096"));
    BufferedReader out = holder.inputReader();
    assertEquals("ready", out.readLine());
    assertEquals(1, filesOf(DIRECTORY, jobId).size());
    return holder;
  }

  @Test
  void processesPassATokenAround() throws Exception {
    for (int size : new int[] {2, 3}) {
      String jobId = uniqueJob("ring");
      List<Process> ranks = new ArrayList<>();
      for (int rank = 0; rank < size; rank++) {
        ranks.add(start(java("ring", jobId, "" + size, "" + rank, "2000")));
      }
      for (Process rank : ranks) {
        assertEquals("done 2000", rank.inputReader().readLine());
        assertTrue(rank.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, rank.exitValue());
      }
      assertEquals(List.of(), filesOf(DIRECTORY, jobId));
    }
  }

  @Test
  void nothingIsLeftAfterATerminationSignal() throws Exception {
    String jobId = uniqueJob("term");
    Process holder = startHolder(jobId);
    holder.destroy();
    assertTrue(holder.waitFor(30, TimeUnit.SECONDS));
    assertEquals(128 + 15, holder.exitValue());
    assertEquals(List.of(), filesOf(DIRECTORY, jobId));
  }

  @Test
  void leftoverOfAKilledProcessIsRemovedByTheNextJob() throws Exception {
    String jobId = uniqueJob("kill");
    Process holder = startHolder(jobId);
    holder.destroyForcibly().waitFor();
    assertEquals(1, filesOf(DIRECTORY, jobId).size());
    new ShmFabricProvider().open(FabricSpec.threads(uniqueJob("next"), 1, 0)).close();
    assertEquals(List.of(), filesOf(DIRECTORY, jobId));
  }

  @Test
  void killedJobIsStartedAgainUnderItsOldName() throws Exception {
    String jobId = uniqueJob("again");
    startHolder(jobId).destroyForcibly().waitFor();
    Process again = startHolder(jobId);
    FabricSpec spec = new FabricSpec(jobId, 2, 1, 2, 0);
    try (FabricGroup group = new ShmFabricProvider().open(spec)) {
      group.fabric(1).attach(0, 0, 4096, new BackoffIdler(), 30_000_000_000L);
      assertTrue(again.isAlive());
    }
    assertEquals(1, filesOf(DIRECTORY, jobId).size(), "it belongs to the living owner");
  }

  @Test
  void jobIdOfALivingProcessIsRefused() throws Exception {
    String jobId = uniqueJob("alive");
    Process holder = startHolder(jobId);
    FabricSpec spec = new FabricSpec(jobId, 2, 0, 2, 0);
    try (FabricGroup group = new ShmFabricProvider().open(spec)) {
      FabricException e =
          assertThrows(FabricException.class, () -> group.fabric(0).allocate(0, 4096));
      assertTrue(e.getMessage().contains("process " + holder.pid() + ","), e.getMessage());
    }
    assertEquals(1, filesOf(DIRECTORY, jobId).size());
  }

  /** A limit of the file size fails in the middle of writing, as a full file system would. */
  @Test
  void fileThatCannotBeFilledIsRemoved() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs /bin/sh");
    String jobId = uniqueJob("limit");
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -f 64; exec \"$@\""));
    command.add("sh");
    command.addAll(java("allocate", jobId, "1", "0", "" + (8 << 20)));
    Process process = start(command);
    String line = process.inputReader().readLine();
    assertTrue(
        line.startsWith("failed: window 0 of rank 0 wants " + ((8 << 20) + 4096) + " bytes"), line);
    assertTrue(line.contains("are free (File too large)"), line);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    assertFalse(process.isAlive());
    assertEquals(List.of(), filesOf(DIRECTORY, jobId));
  }
}
