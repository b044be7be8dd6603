package paracel.solver.logistic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import paracel.metrics.Report;
import paracel.metrics.StopReason;
import paracel.solver.Runs;
import paracel.solver.dgd.DgdSolver;
import paracel.table.Consistency;

/** Optima that Newton's method and liblinear have found on real data. */
final class LogisticReferenceTest {

  private static final double A9A = 10529.562584637899;
  private static final double GERMAN = 470.93375373563106;
  private static final double SPAMBASE = 761.6578042420691;

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "1,bsp", "2,bsp", "4,bsp", "7,bsp", "1,1", "2,1", "4,1", "7,1", "1,asp", "2,asp", "4,asp",
    "7,asp", "4,8"
  })
  void sgdOnA9a(int workers, String consistency) throws Exception {
    Report report = sgd(workers, consistency, Runs.realData().resolve("a9a/a9a"));
    assertNear(A9A, report, 0.01);
    assertEquals(32561, report.rows());
    assertEquals(0.849, (double) report.metrics().get("train_accuracy"), 0.003);
  }

  @ParameterizedTest
  @CsvSource({"2,bsp", "2,1", "7,1", "2,asp", "7,asp"})
  void sgdOnGerman(int workers, String consistency) throws Exception {
    Path input = Runs.realData().resolve("german_scale/german_scale");
    assertNear(GERMAN, sgd(workers, consistency, input), 0.01);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bsp", "1", "asp"})
  void sgdOnSpambase(String consistency) throws Exception {
    assertNear(SPAMBASE, sgd(2, consistency, spambase()), 0.02);
  }

  private static Report sgd(int workers, String consistency, Path input) throws Exception {
    return Runs.run(
        new LogisticSolver(),
        Runs.job("local", workers, 1, Runs.consistency(consistency)),
        input,
        input.endsWith("spam") ? new String[] {"--bias"} : new String[0]);
  }

  private static void assertNear(double best, Report report, double gap) {
    assertEquals(StopReason.LIMIT, report.stopReason());
    assertTrue(report.objective() >= best * (1 - 1e-12), report.objective() + " below " + best);
    assertTrue(report.objective() <= best * (1 + gap), report.objective() + " above " + best);
  }

  @Test
  void dgdOnA9a() throws Exception {
    Path test = Runs.realData().resolve("a9a/a9a.t");
    Report report = dgd(2, Runs.realData().resolve("a9a/a9a"), "--test", test.toString());
    assertEquals(A9A, report.objective(), 1e-6 * A9A);
    assertEquals(0.84988, (double) report.metrics().get("test_accuracy"), 0.0002);
    assertEquals(0.324059, (double) report.metrics().get("test_logloss"), 1e-5);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void dgdOnGerman(int workers) throws Exception {
    Path input = Runs.realData().resolve("german_scale/german_scale");
    assertEquals(GERMAN, dgd(workers, input).objective(), 1e-6 * GERMAN);
    assertEquals(5.433304450602829, dgd(workers, input, "--C", "0.01").objective(), 1e-6);
  }

  @Test
  void dgdOnSpambase() throws Exception {
    assertEquals(SPAMBASE, dgd(2, spambase(), "--bias").objective(), 1e-5 * SPAMBASE);
  }

  private static Report dgd(int workers, Path input, String... words) throws Exception {
    Report report =
        Runs.run(new DgdSolver(), Runs.job("local", workers, 1, Consistency.bsp()), input, words);
    assertEquals(StopReason.CONVERGED, report.stopReason());
    return report;
  }

  /** Rows i with i % 5 != 4, each feature less its mean and divided by its deviation. */
  private Path spambase() throws Exception {
    List<double[]> rows = new ArrayList<>();
    Path csv = Runs.realData().resolve("spambase/spambase.csv.gz");
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(csv))))) {
      List<String> lines = reader.lines().skip(1).toList();
      for (int i = 0; i < lines.size(); i++) {
        if (i % 5 != 4) {
          rows.add(
              Arrays.stream(lines.get(i).split(",")).mapToDouble(Double::parseDouble).toArray());
        }
      }
    }
    for (int j = 1; j <= 57; j++) {
      standardise(rows, j);
    }
    List<String> lines = new ArrayList<>();
    for (double[] row : rows) {
      StringBuilder line = new StringBuilder(row[0] == 1 ? "1" : "-1");
      for (int j = 1; j <= 57; j++) {
        line.append(' ').append(j).append(':').append(row[j]);
      }
      lines.add(line.toString());
    }
    return Runs.write(directory.resolve("spam"), lines);
  }

  private static void standardise(List<double[]> rows, int j) {
    double mean = rows.stream().mapToDouble(row -> row[j]).average().orElseThrow();
    double variance =
        rows.stream().mapToDouble(row -> (row[j] - mean) * (row[j] - mean)).average().orElseThrow();
    rows.forEach(row -> row[j] = (row[j] - mean) / Math.sqrt(variance));
  }
}
