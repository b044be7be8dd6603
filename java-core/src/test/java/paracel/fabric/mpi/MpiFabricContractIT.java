package paracel.fabric.mpi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import paracel.cluster.MpiRun;
import paracel.hosts.Hosts;
import paracel.mpi.MpiProvider;

/**
 * The contract among four processes: over each way to MPI, over each transport of Open MPI that is
 * supported, and across hosts.
 */
@Timeout(300)
class MpiFabricContractIT {

  private static final int RANKS = 4;
  private static final long SECONDS = 200;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "foreign, mpi, 'self,vader'",
    "foreign, auto, 'self,vader'",
    "foreign, mpi, 'self,tcp'",
    "bindings, mpi, 'self,vader'"
  })
  void holdsOnOneNode(String provider, String fabric, String btl) throws Exception {
    assumeProvider(provider);
    run(Map.of("OMPI_MCA_pml", "ob1", "OMPI_MCA_btl", btl), provider, fabric);
  }

  @Test
  void holdsOnUcx() throws Exception {
    Map<String, String> ucx =
        Map.of(
            "OMPI_MCA_pml", "ucx",
            "OMPI_MCA_pml_ucx_tls", "any",
            "OMPI_MCA_pml_ucx_devices", "any",
            "UCX_TLS", "tcp,self");
    try (MpiRun probe = MpiRun.start(directory, ucx, List.of("-n", "1"), List.of("true"))) {
      assumeTrue(probe.exitCode(SECONDS) == 0, "Open MPI has no pml ucx: " + probe.err());
    }
    run(ucx, "foreign", "mpi");
  }

  private static void assumeProvider(String name) {
    MpiProvider provider =
        MpiProvider.providers().stream()
            .filter(found -> found.name().equals(name))
            .findFirst()
            .orElseThrow();
    String reason = provider.unavailable().orElse("");
    assumeTrue(reason.isEmpty(), reason);
  }

  private void run(Map<String, String> environment, String provider, String fabric)
      throws Exception {
    List<String> arguments = List.of("-n", "" + RANKS);
    List<String> command = MpiRun.java(ContractMain.class, provider, fabric);
    try (MpiRun run = MpiRun.start(directory, environment, arguments, command)) {
      check(run);
    }
  }

  @ParameterizedTest
  @CsvSource({"2, mpi", "3, auto"})
  void holdsAcrossHosts(int count, String fabric) throws Exception {
    try (Hosts hosts = Hosts.open(count);
        MpiRun run =
            MpiRun.start(
                hosts,
                directory,
                new ArrayList<>(List.of("-n", "" + RANKS)),
                MpiRun.java(ContractMain.class, "foreign", fabric))) {
      check(run);
    }
  }

  @Test
  void rankThatStopsWithinAPutHoldsUpNobodyElse() throws Exception {
    List<String> command = MpiRun.java(HalfPutMain.class);
    try (MpiRun run = MpiRun.start(directory, List.of("-n", "3"), command)) {
      assertEquals(0, run.exitCode(SECONDS), () -> run.out() + run.err());
      assertTrue(run.out().contains(HalfPutMain.SERVED), run.out());
    }
  }

  /** The time is printed and not judged: it depends on how many cores there are. */
  @ParameterizedTest
  @ValueSource(strings = {"", "target"})
  void getsAreServedWhileOthersCompute(String word) throws Exception {
    String[] words = word.isEmpty() ? new String[0] : new String[] {word};
    List<String> command = MpiRun.java(BusyNeighbourMain.class, words);
    try (MpiRun run = MpiRun.start(directory, List.of("-n", "3"), command)) {
      assertEquals(0, run.exitCode(SECONDS), () -> run.out() + run.err());
      Matcher served = Pattern.compile(BusyNeighbourMain.SERVED + "(\\d+)").matcher(run.out());
      assertTrue(served.find(), run.out());
      assertTrue(Integer.parseInt(served.group(1)) > 100, run.out());
      System.out.println("with a busy neighbour" + (word.isEmpty() ? "" : " and target"));
      System.out.print(run.out());
    }
  }

  private static void check(MpiRun run) throws InterruptedException {
    assertEquals(0, run.exitCode(SECONDS), () -> run.out() + run.err());
    Matcher passed = Pattern.compile(ContractMain.PASSED + "(\\d+)").matcher(run.out());
    int ranks = 0;
    while (passed.find()) {
      assertTrue(Integer.parseInt(passed.group(1)) > 20, run.out());
      ranks++;
    }
    assertEquals(RANKS, ranks, run.out());
  }
}
