package paracel.openmpi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

/** The bindings under mpirun, in processes of their own. */
class BindingsIT {

  private static final long TEST_SECONDS = 60;

  @TempDir Path directory;

  @Test
  void everythingIsAsExpected() throws Exception {
    Result result = mpirun("-Xcheck:jni", BindingsMain.class.getName());
    assertEquals(0, result.exitCode(), result::text);
    assertTrue(result.text().contains("all as expected"), result::text);
    assertFalse(result.text().contains("WARNING"), result::text);
    assertFalse(result.text().contains("FATAL"), result::text);
  }

  /** Without -Xcheck:jni, which ends the process: the native half gives strings back wrongly. */
  @Test
  void spawnedProcessIsMet() throws Exception {
    Result result = mpirun(BindingsMain.class.getName(), "spawn");
    assertEquals(0, result.exitCode(), result::text);
    assertTrue(result.text().contains("all as expected"), result::text);
  }

  private Result mpirun(String... words) throws Exception {
    needsMpirun();
    needsNativeHalf();
    List<String> command = new ArrayList<>(List.of("mpirun", "-n", "" + BindingsMain.SIZE));
    command.addAll(List.of("--oversubscribe", "--mca", "mpi_yield_when_idle", "1"));
    if (isRoot()) {
      command.add("--allow-run-as-root");
    }
    command.addAll(java(words));
    return run(command, Map.of());
  }

  @Test
  void withoutTheNativeHalfTheRemedyIsSaid() throws Exception {
    Path wrong = Files.writeString(directory.resolve("libwrong.so"), "not a library");
    Result result =
        run(
            java(BindingsMain.class.getName()),
            Map.of("PARACEL_MPI_JAVA_LIBRARY", wrong.toString()));
    assertEquals(1, result.exitCode(), result::text);
    assertTrue(result.text().contains("UnsatisfiedLinkError"), result::text);
    assertTrue(result.text().contains(wrong.toString()), result::text);
    assertTrue(
        result.text().contains("PARACEL_MPI_JAVA_LIBRARY must name Open MPI's"), result::text);
  }

  private void needsNativeHalf() throws Exception {
    Path source = directory.resolve("Load.java");
    Files.writeString(
        source,
        "class Load { public static void main(String[] a) throws Exception {"
            + " Class.forName(\"mpi.MPI\"); } }");
    Result result = run(java(source.toString()), Map.of());
    assumeTrue(result.exitCode() == 0, result.text());
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

  private static List<String> java(String... words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:MaxDirectMemorySize=64m", "-XX:-UsePerfData"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(Arrays.asList(words));
    return command;
  }

  private static boolean isRoot() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .anyMatch(line -> line.matches("Uid:\\s+\\d+\\s+0\\s.*"));
  }

  private static void needsMpirun() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    boolean found =
        Arrays.stream(path.split(File.pathSeparator))
            .anyMatch(entry -> Files.isExecutable(Path.of(entry, "mpirun")));
    assumeTrue(found, "no mpirun on the PATH; apt-get install openmpi-bin brings Open MPI's");
  }
}
