package paracel.bench.fabric;

import java.util.Arrays;
import java.util.List;
import paracel.base.OptionType;

/**
 * What is measured.
 *
 * @param bytes sizes of puts and gets, each a multiple of 8
 * @param seconds of each operation and size
 */
record BenchSettings(List<Integer> bytes, double seconds) {

  private static final int MAX_BYTES = 1 << 28;

  static final OptionType<List<Integer>> SIZES =
      new OptionType<>("N[,N...]", OptionType.Values.ONE, words -> parseSizes(words.getFirst()));

  private static List<Integer> parseSizes(String text) {
    return Arrays.stream(text.split(",", -1)).map(BenchSettings::parseSize).toList();
  }

  private static int parseSize(String word) {
    int bytes;
    try {
      bytes = Integer.parseInt(word);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + word + "' is not a number of bytes", e);
    }
    if (bytes < 8 || bytes > MAX_BYTES || bytes % 8 != 0) {
      throw new IllegalArgumentException(bytes + " is not a multiple of 8 in 8.." + MAX_BYTES);
    }
    return bytes;
  }

  int maxBytes() {
    return bytes.stream().mapToInt(Integer::intValue).max().orElseThrow();
  }

  /** How many pairs of operation and size there are. */
  int measurements() {
    return Operation.values().length * bytes.size();
  }

  /** The operation of a measurement; they are numbered from 0, operation by operation. */
  Operation operation(int measurement) {
    return Operation.values()[measurement / bytes.size()];
  }

  /** The size of a measurement in bytes. */
  int bytes(int measurement) {
    return bytes.get(measurement % bytes.size());
  }

  long measurementNs() {
    return (long) (seconds * 1e9);
  }

  /** Operations that are not counted, for the JIT compiler and for connections. */
  long warmUpNs() {
    return measurementNs() / 2;
  }

  /** Longest duration of all measurements; a minute more than they should take. */
  long deadlineNs() {
    return measurements() * 2 * (measurementNs() + warmUpNs()) + 60_000_000_000L;
  }
}
