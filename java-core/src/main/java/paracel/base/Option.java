package paracel.base;

import java.util.List;
import java.util.Objects;

/**
 * One setting of the command line: its key (the long flag without the dashes), type, default, unit
 * and description. The command line, {@code docs/OPTIONS.md}, and the comparison of options between
 * ranks are all made from these records.
 *
 * @param <T> Java type of the value
 * @param key long flag without the dashes, for example {@code step-size}
 * @param type how the text is read and checked
 * @param defaultValue value when the flag is absent; null where absence means something of its own
 * @param unit unit of the value, empty where it has none
 * @param description one sentence for help and reference, without a final stop
 */
public record Option<T>(
    String key, OptionType<T> type, T defaultValue, String unit, String description) {

  public Option {
    Objects.requireNonNull(key);
    Objects.requireNonNull(type);
    Objects.requireNonNull(unit);
    Objects.requireNonNull(description);
    Check.argument(key.matches("[a-zA-Z][a-zA-Z0-9-]*"), "option key " + key);
  }

  /** An integer in {@code min..max}; {@code defaultValue} may be null. */
  public static Option<Integer> ofInt(
      String key, Integer defaultValue, int min, int max, String unit, String description) {
    return new Option<>(key, OptionType.integer(min, max), defaultValue, unit, description);
  }

  /** A 64-bit integer in {@code min..max}. */
  public static Option<Long> ofLong(
      String key, long defaultValue, long min, long max, String unit, String description) {
    return new Option<>(key, OptionType.longInteger(min, max), defaultValue, unit, description);
  }

  /** A finite number in {@code min..max}; {@code defaultValue} may be null. */
  public static Option<Double> ofDouble(
      String key, Double defaultValue, double min, double max, String unit, String description) {
    return new Option<>(key, OptionType.number(min, max), defaultValue, unit, description);
  }

  /** A flag without a value; false when absent. */
  public static Option<Boolean> ofFlag(String key, String description) {
    return new Option<>(key, OptionType.FLAG, false, "", description);
  }

  /** Any text; {@code defaultValue} may be null. */
  public static Option<String> ofText(String key, String defaultValue, String description) {
    return new Option<>(key, OptionType.TEXT, defaultValue, "", description);
  }

  /** Words in one word, separated by blanks; empty when absent. */
  public static Option<List<String>> ofWords(String key, String description) {
    return new Option<>(key, OptionType.WORDS, List.of(), "", description);
  }

  /** One of the given words. */
  public static Option<String> ofChoice(
      String key, String defaultValue, List<String> choices, String description) {
    return new Option<>(key, OptionType.choice(choices), defaultValue, "", description);
  }

  /** A directory, not looked at here; null when absent. */
  public static Option<String> ofDirectory(String key, String description) {
    return new Option<>(key, OptionType.DIRECTORY, null, "", description);
  }

  /** One or more paths after one flag, not looked at here; empty when absent. */
  public static Option<List<String>> ofPaths(String key, String description) {
    return new Option<>(key, OptionType.PATHS, List.of(), "", description);
  }
}
