package paracel.rdma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A library that is not DiSNI's native half is one line that names the file and the remedy. */
@Timeout(120)
class NativesTest {

  private static final String FILE = System.mapLibraryName("disni");
  private static final Path OURS =
      Path.of(System.getProperty("paracel.root"), "build/native/lib", FILE);

  @TempDir Path directory;

  /** What a process says that finds the library in the directory. */
  private String load() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.library.path=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                NativesMain.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("out").toFile())
            .start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(directory.resolve("out")).strip();
  }

  private void assertRefused(String why) throws Exception {
    String text = load();
    assertEquals(1, text.lines().count(), text);
    assertTrue(text.startsWith(directory.resolve(FILE) + " is not the native half"), text);
    assertTrue(text.contains(why), text);
    assertTrue(text.contains("cmake") && text.contains("PARACEL_DISNI_LIBRARY"), text);
  }

  @Test
  void aFileThatIsNoLibrary() throws Exception {
    Files.writeString(directory.resolve(FILE), "not ELF at all\n");
    assertRefused("it is no ELF file");
  }

  @Test
  void aLibraryOfSomethingElse() throws Exception {
    Path other = Path.of(System.getProperty("java.home"), "lib", System.mapLibraryName("zip"));
    Files.copy(other, directory.resolve(FILE));
    assertRefused("NativeDispatcher._get");
  }

  /** Natives are bound at their first call; one that is missing is found before the job runs. */
  @Test
  void ourLibraryWithoutOneNative() throws Exception {
    assumeTrue(Files.exists(OURS), OURS + " is missing; ./paracel test native makes it");
    byte[] bytes = Files.readAllBytes(OURS);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    assertTrue(text.contains("NativeDispatcher__1postSend\0"), "the library exports it");
    String other = text.replace("NativeDispatcher__1postSend\0", "NativeDispatcher__1postSenX\0");
    Files.write(directory.resolve(FILE), other.getBytes(StandardCharsets.ISO_8859_1));
    assertRefused("it lacks the native _postSend");
  }

  @Test
  void ourLibrary() throws Exception {
    assumeTrue(Files.exists(OURS), OURS + " is missing; ./paracel test native makes it");
    Files.copy(OURS, directory.resolve(FILE));
    assertEquals(NativesMain.LOADED, load());
  }
}
