package paracel.rdma;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What operations cost in Java and in C, of the lines of JSON that {@link OriginBench} and
 * native/test/verbs_twin.c print.
 */
record TwinComparison(List<Row> rows, List<String> others) {

  private static final Pattern NUMBER = Pattern.compile("\"(\\w+)\":([0-9.]+)");
  private static final Pattern OP = Pattern.compile("\\{\"op\":\"(\\w+)\".*");

  /**
   * Completions are taken several at a time, so of those of inline writes some are counted with the
   * next operation: at most a queue's, of {@link OriginBench#ROUNDS} rounds.
   */
  private static final double SLACK = 4.0 / OriginBench.ROUNDS + 1e-9;

  /** An operation in both languages. */
  record Row(String name, Map<String, Double> java, Map<String, Double> c) {

    double ratio() {
      return java.get("medianNs") / c.get("medianNs");
    }
  }

  /** Of the two outputs, whatever else they hold. */
  static TwinComparison of(String java, String c) {
    Map<String, Map<String, Double>> ours = lines(java);
    List<Row> rows = new ArrayList<>();
    lines(c).forEach((name, cost) -> rows.add(new Row(name, ours.get(name), cost)));
    List<String> others =
        java.lines().filter(line -> line.startsWith("get 8 by ")).toList(); // of PostingBench
    return new TwinComparison(rows, others);
  }

  private static Map<String, Map<String, Double>> lines(String out) {
    Map<String, Map<String, Double>> found = new HashMap<>();
    for (Matcher line = OP.matcher(out); line.find(); ) {
      Map<String, Double> values = new HashMap<>();
      for (Matcher number = NUMBER.matcher(line.group()); number.find(); ) {
        values.put(number.group(1), Double.parseDouble(number.group(2)));
      }
      found.put(line.group(1) + " " + values.get("bytes").intValue(), values);
    }
    return found;
  }

  /** Where counts are not those of C; empty when they are. */
  List<String> differences() {
    List<String> found = new ArrayList<>();
    double[] sum = new double[2];
    for (Row row : rows) {
      for (String count : new String[] {"requests", "doorbells", "completions"}) {
        double ours = row.java().get(count);
        double theirs = row.c().get(count);
        boolean isCompletion = count.equals("completions");
        if (Math.abs(ours - theirs) > (isCompletion ? SLACK : 1e-9)) {
          found.add("%s of %s: %.3f, in C %.3f".formatted(count, row.name(), ours, theirs));
        }
        sum[0] += isCompletion ? ours : 0;
        sum[1] += isCompletion ? theirs : 0;
      }
    }
    if (Math.abs(sum[0] - sum[1]) > 0.0021) { // sums of rounded numbers
      found.add("completions of all: %.3f, in C %.3f".formatted(sum[0], sum[1]));
    }
    return found;
  }

  /** For people. */
  String table() {
    StringBuilder text = new StringBuilder();
    text.append("op         requests   doorbells  completions  median us: Java      C   ratio\n");
    for (Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-9s %4.0f /%3.0f   %4.0f /%3.0f  %6.3f /%6.3f  %14.1f %8.1f  %6.2f%n",
              row.name(),
              row.java().get("requests"),
              row.c().get("requests"),
              row.java().get("doorbells"),
              row.c().get("doorbells"),
              row.java().get("completions"),
              row.c().get("completions"),
              row.java().get("medianNs") * 1e-3,
              row.c().get("medianNs") * 1e-3,
              row.ratio()));
    }
    others.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }
}
