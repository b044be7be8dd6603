package paracel.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paracel.base.UsageException;

class TokenScannerTest {

  @Test
  void lettersWithLowerCase() throws Exception {
    TokenScanner scanner = TokenScanner.of("[a-z]+", true);
    assertEquals(
        List.of("don", "t", "panic", "na", "ve", "x"), scan(scanner, "Don't PANIC: naïve42x"));
    assertEquals(List.of("on", "t", "x"), scan(TokenScanner.of("[a-z]+", false), "Don't X x"));
    assertEquals(List.of(), scan(TokenScanner.of("[A-Z]+", true), "ABC"));
  }

  @Test
  void theDefaultKeepsHyphensDigitsAndUnderscores() throws Exception {
    TokenScanner scanner = TokenScanner.of(TokenScanner.DEFAULT_PATTERN, false);
    assertTrue(scanner.isFast());
    assertEquals(List.of("well-known", "x_1", "Y"), scan(scanner, "  well-known, x_1 (Y)!"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[a-z]+", "[A-Za-z]+", "[^-a-zA-Z0-9_]+", "[-a-zA-Z0-9_]+", "\\w+", "\\W+", "\\d+", "\\D+",
        "\\s+", "\\S+", "[^\\s,;]+", "[\\w.]+", "[a-z\\-]+", "[^ ]+", "[+*?.]+", "[,-9]+",
        "[\\]\\[]+"
      })
  void bytesAndMatcherAgree(String regex) throws Exception {
    for (boolean lowerCase : new boolean[] {false, true}) {
      TokenScanner fast = TokenScanner.of(regex, lowerCase);
      TokenScanner matcher = TokenScanner.matching(regex, lowerCase);
      assertTrue(fast.isFast(), regex);
      assertFalse(matcher.isFast());
      Random random = new Random(regex.hashCode());
      for (int i = 0; i < 3000; i++) {
        String line = randomLine(random, i % 2 == 0);
        assertEquals(scan(matcher, line), scan(fast, line), regex + " on " + line);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[a-z]*",
        "[a-z]+?",
        "[a-z]++",
        "(?i)[a-z]+",
        "[a-zé]+",
        "\\p{L}+",
        "[a-z&&[^b]]+",
        "[a-z]+'[a-z]+",
        "\\b\\w+",
        ".+",
        "[\\p{L}]+",
        "[a^b]+",
        "[a-z]{2,}",
        "[\\h]+",
        "[\\x41]+",
        "a|b"
      })
  void otherPatternsAreMatched(String regex) throws Exception {
    assertFalse(TokenScanner.of(regex, false).isFast(), regex);
  }

  @Test
  void matchesBeyondAsciiAreUtf8() throws Exception {
    TokenScanner words = TokenScanner.of("\\p{L}+", false);
    assertEquals(List.of("naïve", "Ωmega", "日本", "z"), scan(words, "naïve Ωmega,日本 😀z"));
    assertEquals(List.of("aïb😀"), scan(TokenScanner.of("\\S+", false), " aïb😀 "));
    assertEquals(List.of("ab", "b"), scan(TokenScanner.of("[a-b]*", false), "ab.b"));
  }

  @Test
  void badPatternsNameTheOption() {
    UsageException e = assertThrows(UsageException.class, () -> TokenScanner.of("[a-", false));
    assertTrue(e.getMessage().startsWith("--pattern: '[a-' is not a regular expression: "));
    assertThrows(UsageException.class, () -> TokenScanner.of("[z-a]+", false));
    assertThrows(UsageException.class, () -> TokenScanner.of("\\", false));
  }

  @Test
  void patternsThatOverflowTheStackAreUsageErrors() throws Exception {
    TokenScanner scanner = TokenScanner.of("(a|b)*", false);
    UsageException e =
        assertThrows(UsageException.class, () -> scan(scanner, "ab".repeat(500_000)));
    assertEquals(
        "--pattern: '(a|b)*' needs too much stack in a line of 1000000 bytes", e.getMessage());
  }

  private static String randomLine(Random random, boolean ascii) {
    StringBuilder line = new StringBuilder();
    for (int i = random.nextInt(60); i > 0; i--) {
      if (!ascii && random.nextInt(8) == 0) {
        line.append(random.nextBoolean() ? "é" : "😀");
      } else {
        char c = (char) random.nextInt(128);
        line.append(c == '\n' ? ' ' : c);
      }
    }
    return line.toString();
  }

  private static List<String> scan(TokenScanner scanner, String line) throws UsageException {
    List<String> tokens = new ArrayList<>();
    byte[] text = TestText.bytes("qq" + line + "qq");
    scanner.scan(
        text,
        2,
        text.length - 2,
        (bytes, from, to) ->
            tokens.add(new String(bytes, from, to - from, StandardCharsets.UTF_8)));
    return tokens;
  }
}
