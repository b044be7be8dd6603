package paracel.bench.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import paracel.cli.Console;
import paracel.cli.Main;

/** The reference of options in the documentation is what the program prints. */
final class OptionsReferenceTest {

  @Test
  void referenceIsUpToDate() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    assertEquals(0, Main.run(new Console(out, System.err, false), "options"));
    Path reference = Path.of(System.getProperty("paracel.root", "..")).resolve("docs/OPTIONS.md");
    assertEquals(
        Files.readString(reference),
        printed.toString(StandardCharsets.UTF_8),
        "docs/OPTIONS.md is out of date: ./paracel options > docs/OPTIONS.md");
  }
}
