package paracel.solver.ipm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paracel.metrics.Report;
import paracel.metrics.StopReason;
import paracel.solver.Runs;
import paracel.solver.dgd.DgdSolver;
import paracel.table.Consistency;

/** Passes at each worker, and the mean of what they come to. */
final class IpmLawTest {

  @TempDir private Path directory;

  private Report run(int workers, List<String> rows, String... words) throws Exception {
    Path input = Runs.write(directory.resolve("rows"), rows);
    return Runs.run(
        new IpmSolver(),
        Runs.job("local", workers, 2, Consistency.bsp()).withOutput(directory),
        input,
        words);
  }

  private double weight() throws Exception {
    return Double.parseDouble(
        Files.readAllLines(directory.resolve("weights.tsv")).getFirst().substring(2));
  }

  /** Two equal rows, so that their order does not matter, by hand. */
  @Test
  void stepsAreWhatTheFormulaSays() throws Exception {
    run(
        1,
        List.of("1 1:2", "1 1:2"),
        "--rounds",
        "2",
        "--step-size",
        "0.5",
        "--schedule",
        "inverse-sqrt",
        "--C",
        "0.25");
    double lambda = 1 / (2 * 0.25);
    double w = 0;
    for (double clock : new double[] {0, 0.5, 1, 1.5}) {
      double step = 0.5 / Math.sqrt(1 + clock);
      w = w - step * lambda * w + step * 2 / (1 + Math.exp(2 * w));
    }
    assertEquals(w, weight(), 1e-14);
  }

  /**
   * As many workers as rows: each makes one step from the common weights, which then are a mean.
   */
  @Test
  void commonWeightsAreTheMean() throws Exception {
    List<String> rows = List.of("1 1:1", "1 1:2", "-1 1:3");
    Report report = run(3, rows, "--rounds", "1", "--step-size", "0.3", "--schedule", "constant");
    assertEquals(0.3 * 0.5 * (1 + 2 - 3) / 3, weight(), 1e-16);
    assertEquals(Math.log(2), (double) report.metrics().get("running_loss"), 1e-12);
    run(3, List.of("1 1:1", "1 1:2", "1 1:3"), "--rounds", "1", "--step-size", "0.3");
    assertEquals(0.3 * 0.5 * (1 + 2 + 3) / 3, weight(), 1e-15);
  }

  /** One worker has most of the rows, and another kind of rows than the others. */
  @Test
  void unequalShardsFindTheSameOptimum() throws Exception {
    List<String> rows = new ArrayList<>(Runs.rows(300, 10, 4, 2));
    for (int i = 0; i < 5; i++) { // long lines: few of them fill the last worker's bytes
      rows.add("-1 1:1 2:0.5" + " ".repeat(1500));
    }
    double objective = run(3, rows, "--rounds", "60").objective();
    Path input = directory.resolve("rows");
    double best =
        Runs.run(new DgdSolver(), Runs.job("local", 1, 1, Consistency.bsp()), input).objective();
    assertTrue(objective <= best * 1.01, objective + " above " + best);
  }

  /** The default step takes no two weight vectors apart, however badly scaled the data are. */
  @Test
  void theDefaultStepCannotDiverge() throws Exception {
    List<String> rows = new ArrayList<>(Runs.rows(100, 10, 4, 2));
    rows.add("1 1:1e6 2:-3e5");
    rows.add("-1 1:1e6 3:1");
    for (int workers : new int[] {1, 2, 5}) {
      Report report = run(workers, rows, "--schedule", "constant", "--C", "100");
      assertTrue(report.objective() <= 100 * 102 * Math.log(2), "objective " + report.objective());
      assertEquals(StopReason.LIMIT, report.stopReason());
    }
  }

  @Test
  void toleranceEndsTheLoopInAllWorkers() throws Exception {
    Report report = run(3, Runs.rows(200, 10, 4, 2), "--tolerance", "0.01", "--rounds", "1000");
    assertEquals(StopReason.CONVERGED, report.stopReason());
    assertTrue(report.iterations() >= 2 && report.iterations() < 1000, report.iterations() + "");
  }
}
