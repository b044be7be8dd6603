package paracel.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assumptions;
import paracel.base.UsageException;

/** Files for tests, and the obvious way to read them. */
public final class TestText {

  private TestText() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static Path write(Path directory, String name, String text) throws IOException {
    return write(directory, name, bytes(text));
  }

  /** Compresses where the name asks for it. */
  static Path write(Path directory, String name, byte[] text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    try (OutputStream raw = Files.newOutputStream(file);
        OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(raw) : raw) {
      out.write(text);
    }
    return file;
  }

  static InputFiles input(Path... paths) throws IOException, UsageException {
    List<InputFile> files = new ArrayList<>();
    for (Path path : paths) {
      files.add(new InputFile(path, Files.size(path)));
    }
    return InputFiles.of(files);
  }

  /** Text with empty lines, both line ends, long lines, and perhaps no final line end. */
  static byte[] randomText(Random random, int lines, int lineBytesMax) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int i = 0; i < lines; i++) {
      int length = random.nextInt(4) == 0 ? 0 : random.nextInt(lineBytesMax + 1);
      for (int j = 0; j < length; j++) {
        text.write('!' + random.nextInt(90));
      }
      boolean last = i == lines - 1;
      if (!last || random.nextBoolean()) {
        text.writeBytes(bytes(random.nextInt(3) == 0 ? "\r\n" : "\n"));
      }
    }
    return text.toByteArray();
  }

  /** Lines of a text with their offsets, as {@code offset:line}. */
  static List<String> lines(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    List<String> lines = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      int next = end < 0 ? text.length() : end + 1;
      String line = text.substring(start, end < 0 ? text.length() : end);
      lines.add(start + ":" + (line.endsWith("\r") ? line.substring(0, line.length() - 1) : line));
      start = next;
    }
    return lines;
  }

  /** The line on which a reader is, as {@link #lines} writes it. */
  static String line(LineReader reader) {
    int length = reader.to() - reader.from();
    return reader.fileOffset()
        + ":"
        + new String(reader.buffer(), reader.from(), length, StandardCharsets.ISO_8859_1);
  }

  /** The directory with real data; the test is skipped where there is none. */
  public static Path realData() {
    String given = System.getenv("PARACEL_DATA");
    String root = System.getProperty("paracel.root", ".");
    Path data = given != null ? Path.of(given) : Path.of(root).resolve("../shared/data");
    Assumptions.assumeTrue(
        Files.isDirectory(data), "no real data: set PARACEL_DATA to their directory");
    return data;
  }
}
