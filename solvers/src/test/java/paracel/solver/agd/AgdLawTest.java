package paracel.solver.agd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import paracel.job.JobSpec;
import paracel.job.Straggle;
import paracel.metrics.Report;
import paracel.metrics.StopReason;
import paracel.solver.Runs;
import paracel.solver.dgd.DgdSolver;
import paracel.table.Consistency;
import paracel.worker.TickHook;

/** Nobody waits, and yet the only point of rest is the optimum. */
final class AgdLawTest {

  private static final int ROWS = 120;

  private static final long AWAY_NS = 200_000_000;

  @TempDir private Path directory;

  private Path input;

  @BeforeEach
  void write() throws Exception {
    input = Runs.write(directory.resolve("rows"), Runs.rows(ROWS, 15, 6, 9));
  }

  private double optimum() throws Exception {
    JobSpec job = Runs.job("local", 1, 1, Consistency.bsp());
    return Runs.run(new DgdSolver(), job, input, "--tolerance", "1e-9").objective();
  }

  /** In lockstep, with whole gradients, it is gradient descent. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void inLockstepItIsGradientDescent(int workers) throws Exception {
    double step = 0.002;
    JobSpec job = Runs.job("local", workers, 2, Consistency.bsp());
    String[] dgd = {
      "--iterations", "30", "--momentum", "none", "--tolerance", "0", "--step-size", "" + step
    };
    String[] agd = {
      "--epochs", "30", "--batch", "0", "--tolerance", "0", "--step-size", "" + step * ROWS
    };
    Report expected = Runs.run(new DgdSolver(), job, input, dgd);
    Report report = Runs.run(new AgdSolver(), job, input, agd);
    assertEquals(30, report.iterations());
    for (int i = 0; i < 30; i++) {
      double objective = expected.convergence().get(i).objective();
      assertEquals(objective, report.convergence().get(i).objective(), 1e-10 * objective);
    }
    assertEquals(expected.objective(), report.objective(), 1e-10 * expected.objective());
  }

  /** Exact to nine digits, whatever the parts, and however slow one of the workers is. */
  @ParameterizedTest
  @CsvSource({"local,0,1", "local,5,1", "shm,8,1", "sim,0,8", "sim,8,8", "sim,3,20"})
  void findsTheOptimumExactly(String fabric, int batch, double factor) throws Exception {
    JobSpec job = Runs.job(fabric, 3, 2, Consistency.asp());
    JobSpec slow = factor == 1 ? job : job.withHook(new Straggle(factor, 1, 1, 50_000, 3));
    Report report =
        Runs.run(
            new AgdSolver(),
            slow,
            input,
            "--batch",
            "" + batch,
            "--tolerance",
            "1e-7",
            "--epochs",
            "20000");
    assertEquals(StopReason.CONVERGED, report.stopReason());
    assertEquals(optimum(), report.objective(), 1e-9 * optimum());
  }

  /**
   * A worker that is away for as long as others need to come to rest: they rest where its rows were
   * last, which is not the optimum, and nobody may take it for one.
   */
  @ParameterizedTest
  @CsvSource({"0,1", "0,4", "8,1", "8,4", "8,20"})
  void restWithoutAllIsNoEnd(int batch, int clock) throws Exception {
    TickHook away =
        (worker, at, startNs, idler) -> {
          if (worker == 1 && at == clock) {
            idler.sleepUntil(startNs + AWAY_NS);
          }
        };
    for (int seed = 1; seed <= 3; seed++) {
      JobSpec job = Runs.job("sim", 3, 2, Consistency.asp()).withSeed(seed).withHook(away);
      Report report = Runs.run(new AgdSolver(), job, input, "--batch", "" + batch);
      double best = optimum();
      assertEquals(StopReason.CONVERGED, report.stopReason(), "seed " + seed);
      assertEquals(best, report.objective(), 1e-4 * best, "seed " + seed);
    }
  }

  @Test
  void endsWithTheLimitWhenThatComesFirst() throws Exception {
    JobSpec job = Runs.job("local", 3, 1, Consistency.asp());
    Report report = Runs.run(new AgdSolver(), job, input, "--epochs", "2", "--batch", "8");
    assertEquals(StopReason.LIMIT, report.stopReason());
    assertEquals(2, report.iterations());
    assertEquals(10, report.clocks());
  }
}
