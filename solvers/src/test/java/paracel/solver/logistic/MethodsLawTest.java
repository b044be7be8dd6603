package paracel.solver.logistic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import paracel.base.UsageException;
import paracel.job.JobSpec;
import paracel.job.Straggle;
import paracel.metrics.ConvergencePoint;
import paracel.metrics.Report;
import paracel.metrics.StopReason;
import paracel.solver.Runs;
import paracel.solver.agd.AgdSolver;
import paracel.solver.dgd.DgdSolver;
import paracel.solver.downpour.DownpourSolver;
import paracel.solver.ipm.IpmSolver;
import paracel.table.Consistency;
import paracel.worker.Solver;

/**
 * What all methods for the problem have in common: they solve the same one, on every fabric, with
 * any number of workers, and say so in the same way.
 */
final class MethodsLawTest {

  private static final double GAP = 0.01;

  @TempDir private Path directory;

  private Path input;

  @BeforeEach
  void write() throws Exception {
    input = Runs.write(directory.resolve("rows"), Runs.rows(400, 30, 8, 1));
  }

  private static Solver solver(String name) {
    return switch (name) {
      case "sgd" -> new LogisticSolver();
      case "dgd" -> new DgdSolver();
      case "ipm" -> new IpmSolver();
      case "downpour" -> new DownpourSolver();
      case "agd" -> new AgdSolver();
      default -> throw new IllegalArgumentException(name);
    };
  }

  /**
   * A job with the solver's own consistency. How near downpour comes without a bound depends on
   * delays, so among threads it has one: there a busy machine makes any delay.
   */
  private static JobSpec job(String name, String fabric, int workers, int servers) {
    boolean isDelayed = name.equals("downpour") && !fabric.equals("sim");
    Consistency consistency = isDelayed ? Consistency.ssp(4) : solver(name).defaultConsistency();
    return Runs.job(fabric, workers, servers, consistency);
  }

  private double optimum(Path rows, String... words) throws Exception {
    return Runs.run(solver("dgd"), job("dgd", "local", 1, 1), rows, words).objective();
  }

  private static void assertNear(double best, double objective, double gap, String what) {
    assertTrue(objective >= best * (1 - 1e-6), what + ": " + objective + " below " + best);
    assertTrue(objective <= best * (1 + gap), what + ": " + objective + " above " + best);
  }

  /** All methods, one problem: each within 1 % of the optimum. */
  @ParameterizedTest
  @CsvSource({"local,1,1", "local,2,1", "local,5,2", "shm,3,2", "sim,3,2"})
  void allMethodsComeNearTheSameOptimum(String fabric, int workers, int servers) throws Exception {
    double best = optimum(input, "--C", "0.5", "--bias");
    Map<String, Double> objectives = new LinkedHashMap<>();
    for (String name : List.of("sgd", "dgd", "ipm", "downpour", "agd")) {
      Report report =
          Runs.run(
              solver(name), job(name, fabric, workers, servers), input, "--C", "0.5", "--bias");
      objectives.put(name, report.objective());
      assertNear(best, report.objective(), GAP, name);
      assertEquals(400, report.rows(), name);
      boolean endsByItself = name.equals("dgd") || name.equals("agd");
      assertEquals(
          endsByItself ? StopReason.CONVERGED : StopReason.LIMIT, report.stopReason(), name);
      List<ConvergencePoint> points = report.convergence();
      assertTrue(points.size() > 2, name + " has logged " + points.size() + " points");
      assertEquals(0, points.getFirst().clock(), name);
      if (workers == 1 || solver(name).defaultConsistency().isStaged()) {
        assertEquals(0.5 * 400 * Math.log(2), points.getFirst().objective(), 1e-9, name);
      } // else others may have been faster
      assertEquals(report.objective(), points.getLast().objective(), name);
    }
    assertEquals(5, objectives.values().stream().distinct().count(), "methods that are one");
  }

  /** Orders and delays are drawn from the seed. */
  @ParameterizedTest
  @ValueSource(strings = {"dgd", "ipm", "downpour", "agd"})
  void simulatedOrdersDoNotMatter(String name) throws Exception {
    Path few = Runs.write(directory.resolve("few"), Runs.rows(120, 12, 5, 3));
    double best = optimum(few);
    for (int seed = 1; seed <= 4; seed++) {
      JobSpec job = job(name, "sim", 3, 2).withSeed(seed).withHook(straggle(seed));
      assertNear(best, Runs.run(solver(name), job, few).objective(), GAP, name + " " + seed);
    }
  }

  private static Straggle straggle(int seed) {
    return new Straggle(2, 0.3, -1, 20_000, seed);
  }

  @ParameterizedTest
  @CsvSource({"downpour,bsp", "downpour,2", "agd,bsp", "agd,2"})
  void asynchronousMethodsAlsoWorkBounded(String name, String consistency) throws Exception {
    JobSpec job = Runs.job("local", 3, 2, Runs.consistency(consistency));
    assertNear(optimum(input), Runs.run(solver(name), job, input).objective(), GAP, name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dgd", "ipm", "downpour", "agd"})
  void bitsAreEqualWhateverTheFabricAndTheDelays(String name) throws Exception {
    Path few = Runs.write(directory.resolve("few"), Runs.rows(90, 20, 6, 3));
    List<String> weights = new ArrayList<>();
    for (String fabric : List.of("local", "shm", "sim", "local", "shm")) {
      weights.add(weights(name, few, fabric, 1, straggle(weights.size())));
    }
    assertEquals(1, weights.stream().distinct().count());
    assertNotEquals(weights.getFirst(), weights(name, few, "local", 2, straggle(1)), "other seed");
  }

  private String weights(String name, Path rows, String fabric, long seed, Straggle hook)
      throws Exception {
    JobSpec job = Runs.job(fabric, 3, 2, Consistency.bsp()).withDeterministic(true);
    String length = name.equals("dgd") ? "--iterations" : name.equals("ipm") ? "--rounds" : null;
    Runs.run(
        solver(name),
        job.withSeed(seed).withHook(hook).withOutput(directory),
        rows,
        length == null ? "--epochs" : length,
        "5",
        name.equals("downpour") || name.equals("agd") ? "--batch" : "--bias",
        name.equals("downpour") || name.equals("agd") ? "7" : "true");
    return Files.readString(directory.resolve("weights.tsv"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dgd", "ipm", "downpour", "agd"})
  void workersWithoutRowsDoNoHarm(String name) throws Exception {
    Path two = Runs.write(directory.resolve("two"), List.of("1 1:2", "-1 1:-1 2:1"));
    Report report = Runs.run(solver(name), job(name, "local", 7, 3), two);
    assertNear(optimum(two), report.objective(), 0.02, name);
    assertEquals(2, report.rows());
  }

  /** With whatever step, a run ends, and is not called a success when it is none. */
  @ParameterizedTest
  @CsvSource({"dgd,1", "ipm,3", "downpour,1", "downpour,3", "agd,1", "agd,3"})
  @Timeout(60)
  void stepsThatAreTooLargeDiverge(String name, int workers) throws Exception {
    for (String step : List.of("1e5", "1e60")) {
      Report report =
          Runs.run(solver(name), job(name, "local", workers, 1), input, "--step-size", step);
      assertEquals(StopReason.DIVERGED, report.stopReason(), step);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dgd", "ipm"})
  void exactMethodsRefuseOtherConsistencies(String name) {
    for (String word : List.of("1", "asp")) {
      JobSpec job = Runs.job("local", 2, 1, Runs.consistency(word));
      UsageException refusal =
          assertThrows(UsageException.class, () -> Runs.run(solver(name), job, input));
      assertTrue(refusal.getMessage().contains("only bsp"), refusal.getMessage());
    }
  }

  /** Real data, and an optimum found by Newton's method. */
  @Test
  void allMethodsComeNearTheOptimumOfGerman() throws Exception {
    Path german = Runs.realData().resolve("german_scale/german_scale");
    for (String name : List.of("dgd", "ipm", "downpour", "agd")) {
      for (int workers : new int[] {1, 2, 4}) {
        Report report = Runs.run(solver(name), job(name, "local", workers, 1), german);
        assertNear(470.93375373563106, report.objective(), GAP, name + " " + workers);
      }
    }
  }

  @Test
  void allMethodsComeNearTheOptimumOfA9a() throws Exception {
    Path a9a = Runs.realData().resolve("a9a/a9a");
    for (String name : List.of("ipm", "downpour", "agd")) {
      Report report = Runs.run(solver(name), job(name, "local", 2, 1), a9a);
      assertNear(10529.562584637899, report.objective(), GAP, name);
    }
  }
}
