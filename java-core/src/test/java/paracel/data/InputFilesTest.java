package paracel.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paracel.base.UsageException;

class InputFilesTest {

  @TempDir Path directory;

  @BeforeEach
  void writeTree() throws Exception {
    TestText.write(directory, "b.txt", "bb\n");
    TestText.write(directory, "a.txt", "a\n");
    TestText.write(directory, ".hidden", "h\n");
    TestText.write(directory, "sub/c.txt", "ccc\n");
    TestText.write(directory, "sub/deep/d.csv", "1,2\n");
    TestText.write(directory, "sub/.git/e.txt", "e\n");
    Files.createDirectories(directory.resolve("void"));
  }

  @Test
  void directoriesAreSortedAndWithoutHiddenFiles() throws Exception {
    InputFiles input = resolve("");
    assertEquals("a.txt b.txt sub/c.txt sub/deep/d.csv", names(input));
    assertEquals(2 + 3 + 4 + 4, input.totalBytes());
    assertEquals(3, input.files().get(1).sizeBytes());
  }

  @Test
  void wordsAreSortedAndTakenOnce() throws Exception {
    Files.createSymbolicLink(directory.resolve("link.txt"), directory.resolve("a.txt"));
    assertEquals("a.txt b.txt", names(resolve("b.txt", "link.txt", "a.txt")));
    assertEquals("a.txt", names(resolve("a.txt", "a.txt", "sub/../a.txt")));
  }

  @Test
  void globs() throws Exception {
    assertEquals("a.txt b.txt", names(resolve("*.txt")));
    assertEquals("a.txt b.txt", names(resolve("[ab].txt")));
    assertEquals("a.txt b.txt", names(resolve("{a,b,x}.txt")));
    assertEquals("sub/c.txt sub/deep/d.csv", names(resolve("su?")));
    assertEquals("a.txt b.txt sub/c.txt", names(resolve("**/*.txt")));
    assertEquals("sub/deep/d.csv", names(resolve("*/*/*.csv")));
    assertEquals(".hidden", names(resolve(".h*")));
  }

  @Test
  void aFileWithStarsInItsNameIsAFile() throws Exception {
    TestText.write(directory, "x*", "x\n");
    TestText.write(directory, "xy", "y\n");
    assertEquals("x*", names(resolve("x*")));
  }

  @Test
  void errorsNameTheWord() throws Exception {
    TestText.write(directory, "empty", "");
    TestText.write(directory, "empty.gz", "");
    assertRefused("--input: there is no file '@/nowhere'", "nowhere");
    assertRefused("--input: directory '@/void' has no files", "void");
    assertRefused("--input: no file matches '@/*.svm'", "*.svm");
    assertRefused("--input: no file matches '@/vo*'", "vo*");
    String noGlob = assertThrows(UsageException.class, () -> resolve("[a")).getMessage();
    assertTrue(noGlob.contains("[a' is not a glob: "), noGlob);
    assertRefused("--input: '@/empty' is empty", "empty");
    assertRefused("--input: '@/empty' '@/empty.gz' is empty", "empty", "empty.gz");
    assertEquals(
        "--test: no file is given",
        assertThrows(UsageException.class, () -> InputFiles.resolve("test", List.of()))
            .getMessage());
    assertTrue(
        assertThrows(UsageException.class, () -> InputFiles.resolve("input", List.of("/dev/null")))
            .getMessage()
            .contains("'/dev/null' is not a regular file"));
  }

  @Test
  void linksThatLeadNowhereOrUpAreErrors() throws Exception {
    Path loops = Files.createDirectories(directory.resolve("loops"));
    Files.createSymbolicLink(loops.resolve("up"), directory);
    assertRefused(
        "--input: '@/loops/up' (of '@/loops') is a link to a directory above it", "loops");
    Path lost = Files.createDirectories(directory.resolve("lost"));
    Files.createSymbolicLink(lost.resolve("gone"), directory.resolve("nowhere"));
    assertRefused("--input: '@/lost/gone' (of '@/lost') is a link to nothing", "lost");
  }

  @Test
  void anArchiveOfNothingIsEmpty() throws Exception {
    Path archive = TestText.write(directory, "nothing.gz", "");
    assertTrue(Files.size(archive) > 0);
    assertRefused("--input: '@/nothing.gz' is empty", "nothing.gz");
    assertEquals(2, resolve("nothing.gz", "a.txt").files().size());
  }

  @Test
  void filesThatCannotBeReadAreErrors() throws Exception {
    Path locked = TestText.write(directory, "locked", "x\n");
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
    Assumptions.assumeFalse(Files.isReadable(locked), "this user may read everything");
    assertRefused("--input: '@/locked' cannot be read", "locked");
  }

  @Test
  void fingerprintTellsNamesAndSizes() throws Exception {
    long before = resolve("a.txt", "b.txt").fingerprint();
    assertEquals(before, resolve("b.txt", "a.txt").fingerprint());
    assertNotEquals(before, resolve("a.txt").fingerprint());
    TestText.write(directory, "b.txt", "bbb\n");
    assertNotEquals(before, resolve("a.txt", "b.txt").fingerprint());
  }

  @Test
  void compressionIsToldByName() throws Exception {
    assertFalse(new InputFile(Path.of("a.txt"), 1).isGzip());
    assertTrue(new InputFile(Path.of("a.csv.gz"), 1).isGzip());
  }

  private InputFiles resolve(String... names) throws Exception {
    return InputFiles.resolve("input", words(names));
  }

  private List<String> words(String... names) {
    return Arrays.stream(names)
        .map(n -> n.isEmpty() ? "" + directory : directory + "/" + n)
        .toList();
  }

  private String names(InputFiles input) {
    List<String> names =
        input.files().stream().map(file -> directory.relativize(file.path()).toString()).toList();
    return String.join(" ", names);
  }

  private void assertRefused(String message, String... names) {
    UsageException e = assertThrows(UsageException.class, () -> resolve(names));
    assertEquals(message, e.getMessage().replace(directory.toString(), "@"));
  }
}
