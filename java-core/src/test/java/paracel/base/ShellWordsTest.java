package paracel.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Words as a shell writes and reads them. */
@Timeout(30)
class ShellWordsTest {

  private static final List<String> WORDS =
      List.of(
          "", "plain-1.0/a:b,c=d", "a b", "it's", "'", "$HOME `ls` *", "\"", "\\", "a\nb", ";|&");

  @Test
  void shellReadsWhatIsJoined() throws Exception {
    Process shell =
        new ProcessBuilder("/bin/sh", "-c", "printf '%s\\0' " + ShellWords.join(WORDS)).start();
    String read = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, shell.waitFor());
    assertEquals(String.join("\0", WORDS) + "\0", read);
  }

  @Test
  void plainWordsAreNotQuoted() {
    assertEquals(
        "mpirun -n 3 --host a:2,b_c ''",
        ShellWords.join(List.of("mpirun", "-n", "3", "--host", "a:2,b_c", "")));
  }

  @Test
  void quotesKeepBlanks() {
    assertEquals(List.of(), ShellWords.split("  "));
    assertEquals(
        List.of("--mca", "a", "-o B -o C", "it's", "x y", ""),
        ShellWords.split(" --mca\ta \"-o B -o C\" \"it's\" x' 'y ''"));
    assertThrows(IllegalArgumentException.class, () -> ShellWords.split("a 'b"));
    assertThrows(IllegalArgumentException.class, () -> ShellWords.split("\"it's"));
  }
}
