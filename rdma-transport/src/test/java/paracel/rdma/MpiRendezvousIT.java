package paracel.rdma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import paracel.cli.Main;

/**
 * The start over MPI, and what {@code auto} makes of nodes without RDMA, under mpirun and without
 * it. No device is needed; where there is one, what needs none is not tested.
 */
@Timeout(180)
class MpiRendezvousIT {

  private static final long SECONDS = 80;
  private static final String COUNTING =
      " run counting --input /etc/hostname --clocks 10 --start-timeout 40";

  @TempDir Path directory;

  private record Ended(int code, String out) {}

  private static boolean isOnPath(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(entry -> Files.isExecutable(Path.of(entry, program)));
  }

  private static String java(Class<?> main) {
    return "exec '%s/bin/java' -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp '%s' %s"
        .formatted(
            System.getProperty("java.home"), System.getProperty("java.class.path"), main.getName());
  }

  private Process start(String name, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(key -> key.matches("(OMPI|PMIX?|SLURM|PARACEL)_.*"));
    builder.environment().put("OMPI_ALLOW_RUN_AS_ROOT", "1");
    builder.environment().put("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1");
    return builder
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve(name).toFile())
        .start();
  }

  private Ended await(Process process, String name) throws Exception {
    try {
      boolean hasEnded = process.waitFor(SECONDS, TimeUnit.SECONDS);
      String out = Files.readString(directory.resolve(name));
      assertTrue(hasEnded, name + " has not ended: " + out);
      return new Ended(process.exitValue(), out);
    } finally {
      List<ProcessHandle> ranks = process.descendants().toList();
      process.destroy();
      process.waitFor(10, TimeUnit.SECONDS);
      ranks.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /** Three ranks that run a script of the shell. */
  private Ended mpirun(String script) throws Exception {
    assumeTrue(isOnPath("mpirun"), "no mpirun on the PATH; apt-get install openmpi-bin");
    List<String> command = new ArrayList<>(List.of("mpirun", "-n", "3", "--oversubscribe"));
    command.addAll(List.of("--mca", "mpi_yield_when_idle", "1", "sh", "-c", script));
    return await(start("mpirun", command), "mpirun");
  }

  private static void assumeNoDevice() throws Exception {
    assumeTrue(Surroundings.here().ports().isEmpty(), "this machine has an RDMA device");
  }

  @Test
  void ranksAgreeAndExchangeCardsAndGoOn() throws Exception {
    Ended ended = mpirun(java(MpiRendezvousMain.class));
    assertEquals(0, ended.code(), ended.out());
    assertEquals(3, ended.out().split(MpiRendezvousMain.DONE, -1).length - 1, ended.out());
  }

  @Test
  void autoTakesSharedMemoryInsideANode() throws Exception {
    Ended ended = mpirun(java(Main.class) + COUNTING);
    assertEquals(0, ended.code(), ended.out());
    assertTrue(ended.out().contains(" fabric shm "), ended.out());
  }

  @Test
  void autoTakesMpiBetweenNodesWithoutRdmaAndSaysWhy() throws Exception {
    assumeNoDevice();
    // as if each rank had a node of its own
    Ended ended = mpirun("export OMPI_COMM_WORLD_LOCAL_SIZE=1; " + java(Main.class) + COUNTING);
    assertEquals(0, ended.code(), ended.out());
    List<String> lines = ended.out().lines().filter(line -> line.contains(" fabric ")).toList();
    String first = lines.get(0);
    assertTrue(first.contains(" fabric mpi, "), ended.out());
    assertTrue(first.contains("verbs: rank 0: no RDMA device; load its driver"), first);
    assertTrue(first.contains("(3 ranks are hindered)"), first);
  }

  /** By hand there is no other way between nodes; each rank says so, and what would help. */
  @Test
  void autoWithoutMpiSaysWhatHindersVerbs() throws Exception {
    assumeNoDevice();
    List<Process> ranks = new ArrayList<>();
    int port = 20000 + (int) (ProcessHandle.current().pid() % 10000);
    for (int rank = 0; rank < 2; rank++) {
      String script =
          "export PARACEL_RANK=%d PARACEL_SIZE=2 PARACEL_NODE_SIZE=1 PARACEL_JOB_ID=auto-%d"
                  .formatted(rank, ProcessHandle.current().pid())
              + " PARACEL_JOB_SECRET=0123456789abcdef0123456789abcdef"
              + " PARACEL_RENDEZVOUS=127.0.0.1:%d; ".formatted(port);
      ranks.add(start("rank" + rank, List.of("sh", "-c", script + java(Main.class) + COUNTING)));
    }
    for (int rank = 0; rank < 2; rank++) {
      Ended ended = await(ranks.get(rank), "rank" + rank);
      List<String> lines = ended.out().lines().filter(l -> l.startsWith("paracel: ")).toList();
      assertTrue(ended.code() == 1 || ended.code() == 2, ended.out());
      assertEquals(1, lines.size(), ended.out());
      assertTrue(lines.get(0).contains("verbs: rank 0: no RDMA device; load"), ended.out());
    }
  }
}
