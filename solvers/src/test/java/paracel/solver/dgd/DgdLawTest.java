package paracel.solver.dgd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paracel.job.Straggle;
import paracel.metrics.ConvergencePoint;
import paracel.metrics.Report;
import paracel.metrics.StopReason;
import paracel.solver.Runs;
import paracel.table.Consistency;

/** The baseline is exact: the objective never rises, and the result depends on nothing else. */
final class DgdLawTest {

  @TempDir private Path directory;

  private Path input() throws Exception {
    return Runs.write(directory.resolve("rows"), Runs.rows(120, 20, 6, 5));
  }

  @Test
  void objectiveFallsInEveryIterationWithoutMomentum() throws Exception {
    Report report =
        Runs.run(
            new DgdSolver(),
            Runs.job("local", 3, 2, Consistency.bsp()),
            input(),
            "--momentum",
            "none",
            "--iterations",
            "40",
            "--tolerance",
            "0");
    List<ConvergencePoint> points = report.convergence();
    assertEquals(41, points.size());
    for (int i = 1; i < points.size(); i++) {
      assertTrue(points.get(i).objective() < points.get(i - 1).objective(), "iteration " + i);
    }
    assertEquals(StopReason.LIMIT, report.stopReason());
    assertEquals(40, report.iterations());
  }

  @ParameterizedTest
  @ValueSource(strings = {"nesterov", "none"})
  void resultsDoNotDependOnTheNumberOfWorkers(String momentum) throws Exception {
    List<Double> objectives = new ArrayList<>();
    for (int workers : new int[] {1, 2, 3, 7}) {
      Report report =
          Runs.run(
              new DgdSolver(),
              Runs.job("local", workers, 2, Consistency.bsp()),
              input(),
              "--momentum",
              momentum,
              "--bias");
      assertEquals(StopReason.CONVERGED, report.stopReason());
      objectives.add(report.objective());
    }
    for (double objective : objectives) {
      assertEquals(objectives.getFirst(), objective, 1e-9 * objective);
    }
  }

  @Test
  void bitsAreEqualWhateverTheFabricAndTheDelays() throws Exception {
    List<String> weights = new ArrayList<>();
    for (String fabric : List.of("local", "shm", "sim", "local", "shm")) {
      Straggle hook = new Straggle(2, 0.3, -1, 20_000, weights.size());
      Runs.run(
          new DgdSolver(),
          Runs.job(fabric, 3, 2, Consistency.bsp()).withHook(hook).withOutput(directory),
          input(),
          "--iterations",
          "25");
      weights.add(Files.readString(directory.resolve("weights.tsv")));
    }
    assertEquals(1, weights.stream().distinct().count());
  }

  @Test
  void stepsThatAreTooLargeDiverge() throws Exception {
    Report report =
        Runs.run(
            new DgdSolver(),
            Runs.job("local", 2, 1, Consistency.bsp()),
            input(),
            "--step-size",
            "1e3");
    assertEquals(StopReason.DIVERGED, report.stopReason());
  }
}
