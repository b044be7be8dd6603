package paracel.bench.fabric;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import paracel.base.OptionException;

/**
 * Our operations beside those of native/test/verbs_twin.c, of which somebody has kept the output: a
 * table of the operations and sizes that both have measured.
 */
final class VerbsComparison {

  private VerbsComparison() {}

  /** Reads what the program in C has printed. */
  static List<Measurement> read(String file) throws OptionException {
    try {
      return Measurement.readAll(Files.readString(Path.of(file)));
    } catch (IOException e) {
      throw new OptionException("--twin-results: " + file + ": " + e.getMessage());
    }
  }

  /** Prints durations, their ratio, and what both have asked of the device, per operation. */
  static void table(List<Measurement> ours, List<Measurement> twins, PrintStream out) {
    out.printf("beside the program in C; microseconds, and Java/C per operation%n");
    out.printf(
        "%-10s %8s %12s %12s %8s %15s %15s %15s%n",
        "", "bytes", "Java", "C", "ratio", "requests", "doorbells", "completions");
    for (Measurement one : ours) {
      for (Measurement twin : twins) {
        if (twin.op().equals(one.op()) && twin.bytes() == one.bytes()) {
          out.printf(
              Locale.ROOT,
              "%-10s %8d %12.3f %12.3f %8.2f %15s %15s %15s%n",
              one.op(),
              one.bytes(),
              one.medianNs() * 1e-3,
              twin.medianNs() * 1e-3,
              (double) one.medianNs() / Math.max(1, twin.medianNs()),
              both(one.requests(), twin.requests()),
              both(one.doorbells(), twin.doorbells()),
              both(one.completions(), twin.completions()));
        }
      }
    }
  }

  private static String both(double ours, double twins) {
    return String.format(Locale.ROOT, "%.3f/%.3f", ours, twins);
  }
}
