package paracel.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputFileTest {

  @TempDir private Path directory;

  @Test
  void makesTheDirectoryAndReplacesTheFile() throws IOException {
    Path results = directory.resolve("a/b");
    OutputFile.write(results, "x.tsv", out -> OutputFile.print(out, "old\n"));
    OutputFile.write(results, "x.tsv", out -> OutputFile.print(out, "n\u00ebw\n"));
    assertEquals("n\u00ebw\n", Files.readString(results.resolve("x.tsv")));
    assertEquals(List.of("x.tsv"), names(results));
  }

  @Test
  void keepsTheOldFileWhenWritingFails() throws IOException {
    OutputFile.write(directory, "x.tsv", out -> OutputFile.print(out, "old\n"));
    assertThrows(
        IOException.class,
        () ->
            OutputFile.write(
                directory,
                "x.tsv",
                out -> {
                  OutputFile.print(out, "half");
                  throw new IOException("disk full");
                }));
    assertEquals("old\n", Files.readString(directory.resolve("x.tsv")));
    assertEquals(List.of("x.tsv"), names(directory));
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
