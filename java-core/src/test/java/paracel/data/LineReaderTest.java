package paracel.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paracel.base.UsageException;

class LineReaderTest {

  @TempDir Path directory;

  @Test
  void lineEndsAreRemoved() throws Exception {
    assertEquals(
        List.of("0:a", "2:", "3:b", "6:", "8:c\rd", "12:e"), read("a", "a\n\nb\r\n\r\nc\rd\ne", 4));
    assertEquals(List.of("0:x"), read("b", "x\r", 4));
    assertEquals(List.of("0:"), read("c", "\n", 4));
  }

  @Test
  void byteOrderMarkIsNotPartOfTheFirstLine() throws Exception {
    assertEquals(List.of("0:ab", "6:c"), read("a", "\uFEFFab\nc", 100));
    assertEquals(List.of("0:"), read("b", "\uFEFF\n", 2));
  }

  @Test
  void chunksOfAnySizeGiveTheSameLines() throws Exception {
    byte[] text = TestText.randomText(new Random(5), 200, 90);
    Path file = TestText.write(directory, "x", text);
    for (int chunkBytes = 1; chunkBytes < 200; chunkBytes++) {
      assertEquals(TestText.lines(text), read(file, chunkBytes, 1 << 20));
    }
  }

  @Test
  void linesLongerThanTheLimitAreErrors() throws Exception {
    Path file = TestText.write(directory, "x", "ab\n" + "y".repeat(40) + "\n");
    assertEquals(2, read(file, 8, 64).size());
    assertEquals(
        file + ":2:1: the line is longer than 32 bytes",
        assertThrows(InputException.class, () -> read(file, 8, 32)).getMessage());
    Path compressed = TestText.write(directory, "x.gz", "ab\n" + "y".repeat(40) + "\n");
    assertEquals(
        compressed + ":2:1: the line is longer than 32 bytes",
        assertThrows(InputException.class, () -> read(compressed, 8, 32)).getMessage());
  }

  @Test
  void errorsCountLines() throws Exception {
    for (String name : new String[] {"plain", "packed.gz"}) {
      Path path = TestText.write(directory, name, "1\n".repeat(700_000) + "bad line");
      InputFile file = new InputFile(path, Files.size(path));
      try (LineReader reader = new LineReader()) {
        reader.open(Block.whole(file));
        while (reader.next() && reader.buffer()[reader.from()] != 'b') {
          assertEquals('1', reader.buffer()[reader.from()]);
        }
        InputException e = reader.error(5, "look here");
        assertEquals(path + ":700001:5: look here", e.getMessage());
        assertEquals(700_001, e.line());
        assertEquals(5, e.column());
        assertEquals(path, e.file());
      }
      assertEquals(1, LineNumbers.lineAt(file, 1));
      assertEquals(2, LineNumbers.lineAt(file, 2));
    }
  }

  @Test
  void bytesBeyondTheKnownSizeAreNotRead() throws Exception {
    Path path = TestText.write(directory, "grown", "a\nb\nc\n");
    try (LineReader reader = new LineReader()) {
      reader.open(Block.whole(new InputFile(path, 3)));
      assertTrue(reader.next());
      assertTrue(reader.next());
      assertEquals("2:b", TestText.line(reader));
      assertFalse(reader.next());
      assertFalse(reader.next());
    }
  }

  @Test
  void aFileThatShrinksIsAFailure() throws Exception {
    Path path = TestText.write(directory, "shrunk", "a\nb\n");
    try (LineReader reader = new LineReader()) {
      reader.open(Block.whole(new InputFile(path, 9)));
      assertTrue(reader.next());
      assertTrue(reader.next());
      assertEquals(
          path + ": became shorter while it was read",
          assertThrows(IOException.class, reader::next).getMessage());
    }
  }

  @Test
  void damagedArchivesAreUsageErrors() throws Exception {
    Path plain = directory.resolve("plain.gz");
    Files.writeString(plain, "not compressed at all, whatever the name says\n");
    assertTrue(damage(plain).startsWith(plain + ": not a sound gzip file: "));
    Path cut = TestText.write(directory, "cut.gz", TestText.randomText(new Random(1), 99, 99));
    byte[] bytes = Files.readAllBytes(cut);
    Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
    assertEquals(cut + ": not a sound gzip file: it ends too early", damage(cut));
    bytes[bytes.length / 2] ^= 0x55;
    Files.write(cut, bytes);
    assertTrue(damage(cut).startsWith(cut + ": not a sound gzip file: "));
  }

  @Test
  void archivesOfSeveralPartsAreReadToTheEnd() throws Exception {
    Path a = TestText.write(directory, "a.gz", "one\n");
    Path b = TestText.write(directory, "b.gz", "two\n");
    Path both = directory.resolve("both.gz");
    Files.write(both, Files.readAllBytes(a));
    Files.write(both, Files.readAllBytes(b), java.nio.file.StandardOpenOption.APPEND);
    assertEquals(List.of("0:one", "4:two"), read(both, 100, 100));
  }

  private String damage(Path path) {
    return assertThrows(UsageException.class, () -> read(path, 64, 1 << 20)).getMessage();
  }

  private List<String> read(String name, String text, int chunkBytes) throws Exception {
    return read(TestText.write(directory, name, text), chunkBytes, 1 << 20);
  }

  private static List<String> read(Path path, int chunkBytes, int lineBytesMax) throws Exception {
    List<String> lines = new ArrayList<>();
    try (LineReader reader = new LineReader(chunkBytes, lineBytesMax)) {
      reader.open(Block.whole(new InputFile(path, Files.size(path))));
      while (reader.next()) {
        lines.add(TestText.line(reader));
      }
    }
    return lines;
  }
}
