package paracel.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import paracel.job.Job;

/** Functions of a user, in a project of its own: compiled against Paracel, and run. */
@Timeout(120)
final class ExampleProjectTest {

  @TempDir private Path directory;

  @Test
  void functionsOutsideOfOurTreeRunAtTheParameterRanks() throws Exception {
    Path classes = Path.of(Job.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    compile(root().resolve("examples/votes/src/votes"), classes);
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classes + ":" + directory,
                "votes.Votes")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(100, TimeUnit.SECONDS);
    process.destroyForcibly();
    String said = Files.readString(output, StandardCharsets.UTF_8);
    assertTrue(ended, said);
    assertEquals(0, process.exitValue(), said);
    assertEquals(List.of("bidder 8: 8.2 of 3", "bidder 9: 9.2 of 3"), said.lines().toList());
  }

  private void compile(Path sources, Path classes) throws Exception {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<Path> files;
    try (Stream<Path> listed = Files.list(sources)) {
      files = listed.sorted().toList();
    }
    assertEquals(3, files.size());
    StringWriter messages = new StringWriter();
    try (var manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  manager,
                  null,
                  List.of("-cp", classes.toString(), "-d", directory.toString()),
                  null,
                  manager.getJavaFileObjectsFromPaths(files))
              .call();
      assertTrue(compiled, messages.toString());
    }
  }

  private static Path root() {
    Path start = Path.of(System.getProperty("paracel.root", "")).toAbsolutePath();
    for (Path path = start; path != null; path = path.getParent()) {
      if (Files.exists(path.resolve("examples/votes"))) {
        return path;
      }
    }
    throw new IllegalStateException("no directory with the example above " + start);
  }
}
