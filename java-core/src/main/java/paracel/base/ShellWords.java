package paracel.base;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Words as a POSIX shell writes and reads them, without variables, globs and commands. */
public final class ShellWords {

  private static final String PLAIN = "[A-Za-z0-9_@%+=:,./-]+";

  private ShellWords() {}

  /** One line that a shell takes apart into exactly these words. */
  public static String join(List<String> words) {
    return words.stream().map(ShellWords::quote).collect(Collectors.joining(" "));
  }

  private static String quote(String word) {
    return word.matches(PLAIN) ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /**
   * Takes a line apart at blanks that are not between quotes; both kinds of quotes are known, and
   * the backslash is a letter like others.
   *
   * @throws IllegalArgumentException when a quote is not closed
   */
  public static List<String> split(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = null;
    char quote = 0;
    for (char letter : line.toCharArray()) {
      if (quote == 0 && Character.isWhitespace(letter)) {
        if (word != null) {
          words.add(word.toString());
        }
        word = null;
        continue;
      }
      word = word == null ? new StringBuilder() : word;
      if (quote == 0 && (letter == '\'' || letter == '"')) {
        quote = letter;
      } else if (letter == quote) {
        quote = 0;
      } else {
        word.append(letter);
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException("a quote is not closed in: " + line);
    }
    if (word != null) {
      words.add(word.toString());
    }
    return words;
  }
}
