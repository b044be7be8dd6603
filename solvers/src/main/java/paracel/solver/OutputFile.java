package paracel.solver;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes result files so that a reader finds either the old file or the whole new one: the bytes go
 * to a temporary file in the same directory, which is then renamed.
 */
public final class OutputFile {

  /** Writes the bytes of a file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private OutputFile() {}

  /** Writes {@code directory/name}, making the directory where it does not exist. */
  public static void write(Path directory, String name, Content content) throws IOException {
    Files.createDirectories(directory);
    String owner = Long.toString(ProcessHandle.current().pid());
    Path temporary = directory.resolve("." + name + "." + owner + ".part");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 16)) {
        content.writeTo(out);
      }
      Files.move(
          temporary,
          directory.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Appends text in UTF-8. */
  public static void print(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
