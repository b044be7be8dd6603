package paracel.base;

import java.util.List;
import java.util.Locale;

/**
 * How the text of an option becomes a value, and which texts are refused.
 *
 * @param <T> Java type of the value
 * @param label what help shows in place of the value, for example {@code N}
 * @param values how many words belong to the flag
 * @param parser reads one value
 */
public record OptionType<T>(String label, Values values, Parser<T> parser) {

  /** How many words belong to a flag. */
  public enum Values {
    NONE,
    ONE,
    MANY
  }

  /** Reads the words that belong to a flag. */
  @FunctionalInterface
  public interface Parser<T> {
    /**
     * @param words the words, one unless the flag takes many or none
     * @throws IllegalArgumentException whose message completes "--key: "
     */
    T parse(List<String> words);
  }

  static final OptionType<Boolean> FLAG =
      new OptionType<>("", Values.NONE, words -> words.isEmpty() || parseFlag(words.getFirst()));
  static final OptionType<String> TEXT = new OptionType<>("TEXT", Values.ONE, List::getFirst);
  static final OptionType<String> DIRECTORY = new OptionType<>("DIR", Values.ONE, List::getFirst);
  static final OptionType<List<String>> PATHS = new OptionType<>("PATH", Values.MANY, List::copyOf);

  static final OptionType<List<String>> WORDS =
      new OptionType<>("WORDS", Values.ONE, words -> ShellWords.split(words.getFirst()));

  /** Whether a value may look like an option, since it is one of another program. */
  public boolean takesFlags() {
    return equals(WORDS);
  }

  static OptionType<Integer> integer(int min, int max) {
    return new OptionType<>("N", Values.ONE, words -> (int) parseLong(words.getFirst(), min, max));
  }

  static OptionType<Long> longInteger(long min, long max) {
    return new OptionType<>("N", Values.ONE, words -> parseLong(words.getFirst(), min, max));
  }

  static OptionType<Double> number(double min, double max) {
    return new OptionType<>("X", Values.ONE, words -> parseDouble(words.getFirst(), min, max));
  }

  static OptionType<String> choice(List<String> choices) {
    return new OptionType<>(
        String.join("|", choices), Values.ONE, words -> parseChoice(words.getFirst(), choices));
  }

  private static boolean parseFlag(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("'" + word + "' is neither true nor false");
    };
  }

  private static long parseLong(String word, long min, long max) {
    long value;
    try {
      value = Long.parseLong(word);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + word + "' is not an integer", e);
    }
    if (value < min || value > max) {
      throw new IllegalArgumentException(value + " is not in " + range(min, max));
    }
    return value;
  }

  private static String range(long min, long max) {
    if (max == Long.MAX_VALUE || max == Integer.MAX_VALUE) {
      return min + " or more";
    }
    return min + ".." + max;
  }

  private static double parseDouble(String word, double min, double max) {
    double value;
    try {
      value = Double.parseDouble(word);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + word + "' is not a number", e);
    }
    if (!Double.isFinite(value) || value < min || value > max) {
      throw new IllegalArgumentException(word + " is not in " + min + ".." + max);
    }
    return value;
  }

  private static String parseChoice(String word, List<String> choices) {
    if (!choices.contains(word)) {
      throw new IllegalArgumentException(
          "'" + word + "' is not one of " + String.join(", ", choices));
    }
    return word;
  }
}
