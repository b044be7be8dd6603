package paracel.mpi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each MPI provider under mpirun, in processes of its own. */
class MpiContractIT {

  private static final long TEST_SECONDS = 120;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"foreign", "bindings"})
  void contractIsKept(String provider) throws Exception {
    needsMpirun();
    MpiProvider.providers().stream()
        .filter(candidate -> candidate.name().equals(provider))
        .findFirst()
        .orElseThrow()
        .unavailable()
        .ifPresent(why -> assumeTrue(false, why));
    List<String> command = mpirun(4);
    command.addAll(java(System.getProperty("java.class.path"), provider));
    Result result = run(command, Map.of());
    System.out.print(result.text());
    assertEquals(0, result.exitCode(), result::text);
    assertTrue(result.text().contains("contract kept"), result::text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"foreign", "bindings", "auto"})
  void withoutMpiTheRemedyIsSaid(String provider) throws Exception {
    Path wrong = Files.writeString(directory.resolve("libwrong.so"), "not a library");
    Map<String, String> environment =
        Map.of(
            "PARACEL_MPI_LIBRARY", wrong.toString(), "PARACEL_MPI_JAVA_LIBRARY", wrong.toString());
    Result result = run(java(System.getProperty("java.class.path"), provider), environment);
    assertEquals(3, result.exitCode(), result::text);
    List<String> expected = new ArrayList<>();
    if (!provider.equals("bindings")) {
      expected.add("foreign: ");
      expected.add("PARACEL_MPI_LIBRARY must name Open MPI's libmpi.so.40");
    }
    if (!provider.equals("foreign")) {
      expected.add("bindings: ");
      expected.add("PARACEL_MPI_JAVA_LIBRARY must name Open MPI's libmpi_java.so.40");
    }
    for (String part : expected) {
      assertTrue(result.text().contains(part), part + " is not in " + result.text());
    }
    assertTrue(result.text().contains(wrong.toString()), result::text);
  }

  /** Other libraries have a class mpi.MPI, too, for instance one that calls it Send and Recv. */
  @Test
  void otherLibraryInFrontIsNamed() throws Exception {
    Path source = Files.createDirectories(directory.resolve("source/mpi")).resolve("MPI.java");
    Files.writeString(source, "package mpi; public class MPI { public static void Init() {} }");
    Path classes = Files.createDirectories(directory.resolve("other"));
    int failed =
        javax.tools.ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), source.toString());
    assertEquals(0, failed);
    String path = classes + File.pathSeparator + System.getProperty("java.class.path");
    Result result = run(java(path, "bindings"), Map.of());
    assertEquals(3, result.exitCode(), result::text);
    assertTrue(result.text().contains("are not the Java bindings of Open MPI"), result::text);
    assertTrue(result.text().contains(classes.toString()), result::text);
    assertTrue(result.text().contains("PARACEL_MPI_JAR"), result::text);
  }

  private record Result(int exitCode, String text) {}

  private Result run(List<String> command, Map<String, String> environment) throws Exception {
    Path output = Files.createTempFile(directory, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(key -> key.matches("(OMPI|PMI|PMIX|PRTE|SLURM|MPI|PARACEL_MPI)_?.*"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(TEST_SECONDS, TimeUnit.SECONDS)) {
      List<ProcessHandle> ranks = process.descendants().toList();
      process.destroy(); // lets mpirun end its ranks
      process.waitFor(10, TimeUnit.SECONDS);
      ranks.forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      fail(command.get(0) + " has not ended: " + Files.readString(output));
    }
    return new Result(process.exitValue(), Files.readString(output));
  }

  private static List<String> java(String classPath, String provider) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return List.of(
        java,
        "-XX:+UseSerialGC",
        "-XX:-UsePerfData",
        "-Xmx128m",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        classPath,
        MpiContractMain.class.getName(),
        provider);
  }

  private static List<String> mpirun(int size) throws IOException {
    List<String> command = new ArrayList<>(List.of("mpirun", "-n", "" + size, "--oversubscribe"));
    command.addAll(List.of("--mca", "mpi_yield_when_idle", "1"));
    boolean isRoot =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .anyMatch(line -> line.matches("Uid:\\s+\\d+\\s+0\\s.*"));
    if (isRoot) {
      command.add("--allow-run-as-root");
    }
    return command;
  }

  private static void needsMpirun() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    boolean found =
        Arrays.stream(path.split(File.pathSeparator))
            .anyMatch(entry -> Files.isExecutable(Path.of(entry, "mpirun")));
    assumeTrue(found, "no mpirun on the PATH; apt-get install openmpi-bin brings Open MPI's");
  }
}
