package paracel.data;

import java.util.regex.Pattern;

/**
 * Which bytes belong to a character class that is repeated, for patterns that need no more.
 *
 * <p>Such a pattern is {@code CLASS+} where the class is {@code \w \W \d \D \s \S} or is in
 * brackets and names only ASCII characters, ranges of them, and those. Its matches in a text are
 * the maximal runs of members. All characters beyond ASCII are alike to it: members of a negated
 * class, else not; and in UTF-8 they are exactly the bytes from 0x80 on. So runs of bytes are runs
 * of characters. Which ASCII characters are members we ask the regular expression itself.
 */
final class ByteClass {

  private static final Pattern REPEATED_CLASS =
      Pattern.compile(
          "(\\\\[wWdDsS]"
              + "|\\[\\^?(?:[\\x20-\\x7e&&[^\\[\\]\\\\^&]]"
              + "|\\\\[wWdDsS]|\\\\[\\x20-\\x2f:-@\\[-`{-~])+])\\+");

  private static final String BEYOND_ASCII = "\u00e9";

  private ByteClass() {}

  /**
   * @param lowerCase whether upper-case bytes count as what they become
   * @return by unsigned byte, whether it is a member; null when the pattern is not of this kind
   */
  static boolean[] of(Pattern pattern, boolean lowerCase) {
    var shape = REPEATED_CLASS.matcher(pattern.pattern());
    if (pattern.flags() != 0 || !shape.matches()) {
      return null;
    }
    Pattern one = Pattern.compile(shape.group(1));
    boolean beyondAscii = one.matcher(BEYOND_ASCII).matches();
    boolean[] members = new boolean[256];
    for (int b = 0; b < 256; b++) {
      int seen = lowerCase ? lowerCase(b) : b;
      members[b] = b < 0x80 ? one.matcher(String.valueOf((char) seen)).matches() : beyondAscii;
    }
    return members;
  }

  static int lowerCase(int b) {
    return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
  }
}
