package paracel.bench.ops;

import java.util.Arrays;
import java.util.List;
import paracel.base.OptionType;

/**
 * What is measured.
 *
 * @param tables kinds of tables, of {@link #TABLES}
 * @param ops operations, of {@link #OPS}; an operation means its variants, too
 * @param seconds of each kind of call
 */
record OpsSettings(List<String> tables, List<String> ops, double seconds) {

  static final List<String> TABLES = List.of("dense", "sparse", "keyvalue");
  static final List<String> OPS =
      List.of("read", "write", "update", "readMulti", "writeMulti", "updateMulti");

  /** How many keys a call about many has. */
  static final int KEYS = 1000;

  static OptionType<List<String>> wordsOf(List<String> known) {
    return new OptionType<>(
        "NAME[,NAME...]", OptionType.Values.ONE, words -> parse(words.getFirst(), known));
  }

  private static List<String> parse(String text, List<String> known) {
    List<String> words = Arrays.asList(text.split(",", -1));
    for (String word : words) {
      if (!known.contains(word)) {
        throw new IllegalArgumentException(
            "'" + word + "' is not one of " + String.join(", ", known));
      }
    }
    return words;
  }

  boolean wants(OpsCase one) {
    String op = one.op().equals("push") ? "update" : one.op().replaceFirst("Async$", "");
    return tables.contains(one.table()) && ops.contains(op);
  }

  long measurementNs() {
    return (long) (seconds * 1e9);
  }

  /** Calls that are not counted, for the JIT compilers and for pages. */
  long warmUpNs() {
    return measurementNs();
  }
}
