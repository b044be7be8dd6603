package paracel.base;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Values of a set of options, all parsed and checked before anything is opened. Immutable.
 *
 * <p>{@link #canonical} is the text by which ranks make sure that they were started with the same
 * options.
 */
public final class OptionValues {

  private final Map<Option<?>, Object> values;
  private final Map<Option<?>, Boolean> given;

  private OptionValues(Map<Option<?>, Object> values, Map<Option<?>, Boolean> given) {
    this.values = values;
    this.given = given;
  }

  /** All defaults. */
  public static OptionValues defaults(List<Option<?>> options) {
    return builder(options).build();
  }

  public static Builder builder(List<Option<?>> options) {
    return new Builder(options);
  }

  /** Value of an option of this set, its default where the user gave none. */
  @SuppressWarnings("unchecked")
  public <T> T get(Option<T> option) {
    Check.argument(given.containsKey(option), "--" + option.key() + " is not in this set");
    return (T) values.get(option);
  }

  /** Whether the user gave the option. */
  public boolean isGiven(Option<?> option) {
    return given.getOrDefault(option, false);
  }

  /** Every key with its value, sorted by key, one a line; equal for equal settings. */
  public String canonical() {
    TreeMap<String, Object> sorted = new TreeMap<>();
    values.forEach((option, value) -> sorted.put(option.key(), String.valueOf(value)));
    StringBuilder text = new StringBuilder();
    sorted.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    return text.toString();
  }

  /** Collects what the user gave. */
  public static final class Builder {

    private final Map<Option<?>, Object> values = new LinkedHashMap<>();
    private final Map<Option<?>, Boolean> given = new LinkedHashMap<>();

    private Builder(List<Option<?>> options) {
      for (Option<?> option : options) {
        values.put(option, option.defaultValue());
        given.put(option, false);
      }
    }

    /** Sets a value that is already of the option's type. */
    public <T> Builder set(Option<T> option, T value) {
      Check.argument(given.containsKey(option), "--" + option.key() + " is not in this set");
      values.put(option, value);
      given.put(option, true);
      return this;
    }

    /**
     * Reads the words that the user gave after a flag.
     *
     * @throws OptionException naming the option
     */
    public <T> Builder parse(Option<T> option, List<String> words) throws OptionException {
      try {
        return set(option, option.type().parser().parse(words));
      } catch (IllegalArgumentException e) {
        throw new OptionException("--" + option.key() + ": " + e.getMessage(), e);
      }
    }

    public OptionValues build() {
      return new OptionValues(new LinkedHashMap<>(values), new LinkedHashMap<>(given));
    }
  }
}
