package paracel.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import paracel.base.UsageException;

/**
 * Finds tokens: the matches of a regular expression that are not empty. A token lies in one line.
 *
 * <p>With lower case, A-Z become a-z before the pattern is applied; other letters stay as they are.
 *
 * <p>A pattern that only repeats a class of ASCII characters, as {@code [a-z]+}, is done by a table
 * on the bytes ({@link ByteClass}), without decoding and without allocation. Others are matched on
 * the decoded line. Both find the same tokens in any UTF-8 text; of bytes that are not UTF-8 the
 * latter makes U+FFFD, unless no character of the line has more than one byte.
 *
 * <p>For one thread.
 */
public final class TokenScanner {

  /** Words with hyphens, digits and underscores. */
  public static final String DEFAULT_PATTERN = "[-a-zA-Z0-9_]+";

  private final Pattern pattern;
  private final boolean lowerCase;
  private final boolean[] members;
  private final byte[] lower = new byte[256];
  private byte[] scratch = new byte[256];

  private TokenScanner(Pattern pattern, boolean lowerCase, boolean[] members) {
    this.pattern = pattern;
    this.lowerCase = lowerCase;
    this.members = members;
    for (int b = 0; b < 256; b++) {
      lower[b] = (byte) ByteClass.lowerCase(b);
    }
  }

  /**
   * @param regex what a token is
   * @throws UsageException naming {@code --pattern} when it is not a regular expression
   */
  public static TokenScanner of(String regex, boolean lowerCase) throws UsageException {
    Pattern pattern = compile(regex);
    return new TokenScanner(pattern, lowerCase, ByteClass.of(pattern, lowerCase));
  }

  /** As {@link #of}, without the table; for tests. */
  static TokenScanner matching(String regex, boolean lowerCase) throws UsageException {
    return new TokenScanner(compile(regex), lowerCase, null);
  }

  /** Whether tokens are found by the table. */
  boolean isFast() {
    return members != null;
  }

  /** Hands out the tokens of all lines that the reader's block still has. */
  public void scan(LineReader reader, TokenSink sink) throws IOException, UsageException {
    while (reader.next()) {
      scan(reader.buffer(), reader.from(), reader.to(), sink);
    }
  }

  /**
   * Hands out the tokens of a line.
   *
   * @param text has the line at {@code from..to-1}; not modified
   * @throws UsageException when the pattern needs more stack than there is
   */
  public void scan(byte[] text, int from, int to, TokenSink sink) throws UsageException {
    if (lowerCase && scratch.length < to - from) {
      scratch = new byte[Math.max(to - from, (int) Math.min(2L * scratch.length, 1 << 30))];
    }
    if (members == null) {
      match(text, from, to, sink);
    } else if (lowerCase) {
      scanLowerCase(text, from, to, sink);
    } else {
      scanPlain(text, from, to, sink);
    }
  }

  /** Where the next byte of a word is, or {@code to}. */
  private int skipOthers(byte[] text, int from, int to) {
    int at = from;
    while (at < to && !members[text[at] & 0xFF]) {
      at++;
    }
    return at;
  }

  private void scanPlain(byte[] text, int from, int to, TokenSink sink) {
    int at = from;
    while (true) {
      at = skipOthers(text, at, to);
      if (at == to) {
        return;
      }
      int start = at;
      while (at < to && members[text[at] & 0xFF]) {
        at++;
      }
      sink.token(text, start, at);
    }
  }

  private void scanLowerCase(byte[] text, int from, int to, TokenSink sink) {
    int at = from;
    while (true) {
      at = skipOthers(text, at, to);
      if (at == to) {
        return;
      }
      int length = 0;
      while (at < to && members[text[at] & 0xFF]) {
        scratch[length++] = lower[text[at++] & 0xFF];
      }
      sink.token(scratch, 0, length);
    }
  }

  private void match(byte[] text, int from, int to, TokenSink sink) throws UsageException {
    byte[] line = text;
    int start = from;
    if (lowerCase) {
      for (int i = from; i < to; i++) {
        scratch[i - from] = lower[text[i] & 0xFF];
      }
      line = scratch;
      start = 0;
    }
    String decoded = new String(line, start, to - from, StandardCharsets.UTF_8);
    Matcher matcher = pattern.matcher(decoded);
    // A byte makes at most one character, so equal lengths mean that positions are equal too.
    boolean bytesAreCharacters = decoded.length() == to - from;
    while (find(matcher, to - from)) {
      if (matcher.start() == matcher.end()) {
        continue;
      }
      if (bytesAreCharacters) {
        sink.token(line, start + matcher.start(), start + matcher.end());
      } else {
        byte[] token = matcher.group().getBytes(StandardCharsets.UTF_8);
        sink.token(token, 0, token.length);
      }
    }
  }

  private boolean find(Matcher matcher, int lineBytes) throws UsageException {
    try {
      return matcher.find();
    } catch (StackOverflowError e) {
      throw new UsageException(
          "--pattern: '" + pattern + "' needs too much stack in a line of " + lineBytes + " bytes",
          e);
    }
  }

  private static Pattern compile(String regex) throws UsageException {
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new UsageException(
          "--pattern: '" + regex + "' is not a regular expression: " + e.getDescription(), e);
    }
  }
}
