package paracel.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paracel.data.TestText;
import paracel.hosts.Hosts;

/**
 * Logistic regression on real data across two hosts, a parameter rank and a worker on each, beside
 * the same job as threads of one process. Uses the distribution, since solvers are built later.
 */
@Timeout(180)
class MpiLogisticIT {

  private static final long SECONDS = 90;
  private static final Pattern OBJECTIVE = Pattern.compile("\"objective\":([0-9.E+-]+)");

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"mpi", "auto"})
  void parametersAreBitwiseThoseOfThreads(String fabric) throws Exception {
    List<String> words = List.of("--consistency", "bsp", "--deterministic");
    double expected = runThreads("threads", words);
    double objective = runOnHosts("hosts", fabric, words);
    assertEquals(expected, objective);
    assertArrayEquals(
        Files.readAllBytes(directory.resolve("threads").resolve("weights.tsv")),
        Files.readAllBytes(directory.resolve("hosts").resolve("weights.tsv")));
  }

  @Test
  void objectiveIsReachedWithStaleness() throws Exception {
    List<String> words = List.of("--consistency", "ssp", "--staleness", "2");
    double expected = runThreads("threads", words);
    double objective = runOnHosts("hosts", "mpi", words);
    assertTrue(Math.abs(objective - expected) < 1e-3 * expected, objective + " not " + expected);
  }

  private List<String> command(String output, List<String> words) {
    Path root = Path.of(System.getProperty("paracel.root", ".")).toAbsolutePath();
    Path jars = root.resolve("build/dist/lib");
    assumeTrue(Files.isDirectory(jars), "there is no distribution; ./paracel build makes it");
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", jars.resolve("*").toString(), "paracel.cli.Main"));
    command.addAll(List.of("run", "logistic", "--json", "--quiet", "--servers", "2"));
    command.addAll(List.of("--input", TestText.realData().resolve("a9a/a9a").toString()));
    command.addAll(List.of("--output", directory.resolve(output).toString()));
    command.addAll(words);
    return command;
  }

  private double runThreads(String output, List<String> words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(command(output, words));
    command.addAll(List.of("--workers", "2"));
    Path out = directory.resolve("threads.json");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), "the job of threads does not end");
    assertEquals(0, process.exitValue());
    return objective(Files.readString(out));
  }

  /** Ranks go round the hosts: each has a parameter rank and a worker. */
  private double runOnHosts(String output, String fabric, List<String> words) throws Exception {
    List<String> command = new ArrayList<>(command(output, words));
    command.addAll(List.of("--fabric", fabric));
    try (Hosts hosts = Hosts.open(2);
        MpiRun run = MpiRun.start(hosts, directory, List.of("-n", "4"), command)) {
      assertEquals(0, run.exitCode(SECONDS), () -> run.out() + run.err());
      String chosen = fabric.equals("auto") ? "shm+mpi" : fabric;
      assertTrue(run.out().contains("\"fabric\":\"" + chosen + "\""), run.out());
      return objective(run.out());
    }
  }

  private static double objective(String json) {
    Matcher matcher = OBJECTIVE.matcher(json);
    assertTrue(matcher.find(), json);
    return Double.parseDouble(matcher.group(1));
  }
}
