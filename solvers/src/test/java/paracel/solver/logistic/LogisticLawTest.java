package paracel.solver.logistic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import paracel.data.BlockPlan;
import paracel.data.DatasetLoader;
import paracel.data.InputFiles;
import paracel.data.LabelRule;
import paracel.data.LibsvmFormat;
import paracel.data.SparseDataset;
import paracel.data.SparseRow;
import paracel.job.Job;
import paracel.job.JobSpec;
import paracel.job.Straggle;
import paracel.metrics.ConvergencePoint;
import paracel.metrics.Report;
import paracel.metrics.StopReason;
import paracel.solver.Runs;
import paracel.solver.StepSchedule;
import paracel.solver.dgd.DgdSolver;
import paracel.table.Consistency;

/**
 * What the solver promises on every fabric, under every consistency, with any number of workers.
 */
final class LogisticLawTest {

  private static final Straggle HOOK = new Straggle(2, 0.3, -1, 20_000, 4);

  @TempDir private Path directory;

  private double optimum(Path input, String... words) throws Exception {
    Report report =
        Runs.run(new DgdSolver(), Runs.job("local", 1, 1, Consistency.bsp()), input, words);
    assertEquals(StopReason.CONVERGED, report.stopReason());
    return report.objective();
  }

  @ParameterizedTest
  @CsvSource({
    "local,1,1,bsp",
    "local,2,1,1",
    "local,3,2,asp",
    "local,7,3,0",
    "local,4,1,asp",
    "shm,2,2,asp",
    "shm,3,1,bsp",
    "shm,7,2,2"
  })
  void comesNearTheOptimum(String fabric, int workers, int servers, String consistency)
      throws Exception {
    Path input = Runs.write(directory.resolve("rows"), Runs.rows(400, 30, 8, 1));
    JobSpec job = Runs.job(fabric, workers, servers, Runs.consistency(consistency));
    Report report = Runs.run(new LogisticSolver(), job, input, "--C", "0.5");
    double best = optimum(input, "--C", "0.5");
    assertTrue(report.objective() >= best * (1 - 1e-6), report.objective() + " below " + best);
    assertTrue(report.objective() <= best * 1.01, report.objective() + " above " + best);
    assertEquals(StopReason.LIMIT, report.stopReason());
  }

  /** Weights of 6000 features are pulled by pages, and yet regularised exactly. */
  @ParameterizedTest
  @ValueSource(strings = {"bsp", "1", "asp"})
  void sparseBatchesFindTheSameOptimum(String consistency) throws Exception {
    Path input = Runs.write(directory.resolve("rows"), Runs.rows(300, 6000, 12, 2));
    Report report =
        Runs.run(
            new LogisticSolver(),
            Runs.job("local", 3, 2, Runs.consistency(consistency)),
            input,
            "--bias",
            "--batch",
            "4");
    assertTrue(report.columns() > SgdBatches.WHOLE_PAGES_MAX * WeightTable.COLUMNS);
    double best = optimum(input, "--bias");
    assertEquals(best, report.objective(), 0.01 * best);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bsp", "1", "asp"})
  void workersWithoutRowsDoNoHarm(String consistency) throws Exception {
    Path input = Runs.write(directory.resolve("rows"), List.of("1 1:2", "-1 1:-1 2:1"));
    Report report =
        Runs.run(
            new LogisticSolver(),
            Runs.job("local", 7, 3, Runs.consistency(consistency)).withOutput(directory),
            input,
            "--tolerance",
            "1e-12");
    double best = optimum(input);
    assertEquals(best, report.objective(), 0.01 * best);
    assertEquals(2, report.rows());
    assertEquals(2, report.columns());
  }

  @Test
  void bitsAreEqualWhateverTheFabricAndTheDelays() throws Exception {
    Path input = Runs.write(directory.resolve("rows"), Runs.rows(90, 40, 6, 3));
    String expected = weights(Runs.job("local", 3, 2, Consistency.bsp()), input);
    for (int run = 0; run < 20; run++) {
      for (String fabric : List.of("local", "shm", "sim")) {
        JobSpec job = Runs.job(fabric, 3, 2, Consistency.bsp());
        JobSpec delayed = run % 2 == 0 ? job : job.withHook(HOOK.withSeed(run));
        assertEquals(expected, weights(delayed, input), fabric + " in run " + run);
      }
    }
    JobSpec other = Runs.job("local", 3, 2, Consistency.bsp()).withSeed(2);
    assertTrue(!expected.equals(weights(other, input)), "the seed makes no difference");
  }

  private String weights(JobSpec job, Path input) throws Exception {
    Runs.run(
        new LogisticSolver(),
        job.withDeterministic(true).withOutput(directory),
        input,
        "--epochs",
        "3",
        "--batch",
        "5");
    return Files.readString(directory.resolve("weights.tsv"));
  }

  @Test
  void reportIsComplete() throws Exception {
    Path input = Runs.write(directory.resolve("rows"), Runs.rows(200, 30, 8, 1));
    Path test = Runs.write(directory.resolve("test"), Runs.rows(100, 45, 8, 7));
    Report report =
        Runs.run(
            new LogisticSolver(),
            Runs.job("local", 2, 1, Consistency.bsp()).withOutput(directory),
            input,
            "--test",
            test.toString(),
            "--bias",
            "--batch",
            "1000",
            "--epochs",
            "400");
    assertEquals(400, report.clocks());
    assertEquals(400, report.iterations());
    assertEquals(200, report.rows());
    for (String metric : List.of("train_accuracy", "test_accuracy")) {
      double accuracy = (double) report.metrics().get(metric);
      assertTrue(accuracy > 0.5 && accuracy < 1, metric + " " + accuracy);
    }
    assertTrue((double) report.metrics().get("test_logloss") > 0);
    assertEquals(0L, report.metrics().get("max_lag"));
    List<ConvergencePoint> points = report.convergence();
    assertEquals(51, points.size(), "every 8th clock, and the end");
    assertEquals(0, points.getFirst().clock());
    assertEquals(200 * Math.log(2), points.getFirst().objective(), 1e-9);
    assertEquals(report.objective(), points.getLast().objective());
    assertTrue(points.stream().allMatch(point -> point.lag() == 0));
    List<String> weights = Files.readAllLines(directory.resolve("weights.tsv"));
    assertEquals(report.columns() + 1, weights.size());
    assertTrue(weights.getFirst().startsWith("1\t") && weights.getLast().startsWith("bias\t"));
    assertEquals(52, Files.readAllLines(directory.resolve("convergence.tsv")).size());
  }

  @Test
  void toleranceEndsTheLoop() throws Exception {
    Path input = Runs.write(directory.resolve("rows"), Runs.rows(200, 30, 8, 1));
    for (String consistency : List.of("bsp", "1", "asp")) {
      Report report =
          Runs.run(
              new LogisticSolver(),
              Runs.job("local", 3, 1, Runs.consistency(consistency)),
              input,
              "--tolerance",
              "0.01");
      assertEquals(StopReason.CONVERGED, report.stopReason(), consistency);
      assertTrue(report.iterations() < 400, report.iterations() + " epochs");
    }
  }

  @ParameterizedTest
  @CsvSource({"bsp,0", "1,0", "asp,0", "bsp,0.001", "1,0.001", "asp,0.001"})
  void stepsThatAreTooLargeDiverge(String consistency, String tolerance) throws Exception {
    Path input = Runs.write(directory.resolve("rows"), Runs.rows(200, 30, 8, 1));
    Report report =
        Runs.run(
            new LogisticSolver(),
            Runs.job("local", 3, 1, Runs.consistency(consistency)),
            input,
            "--step-size",
            "1e60",
            "--tolerance",
            tolerance);
    assertEquals(StopReason.DIVERGED, report.stopReason());
  }

  /** Views of memory are optimised away or not, as the compiler likes; arrays would be more. */
  @ParameterizedTest
  @CsvSource({"30,1", "6000,asp"})
  void steadyStateAllocatesNoArrays(int features, String consistency) throws Exception {
    Path input = Runs.write(directory.resolve("rows"), Runs.rows(300, features, 8, 2));
    InputFiles files = InputFiles.resolve("input", List.of(input.toString()));
    SgdPlan plan = SgdPlan.ofClocks(20_000, 32).withSnapshots(20);
    AtomicLong least = new AtomicLong(Long.MAX_VALUE);
    Job.run(
        Runs.job("local", 1, 1, Runs.consistency(consistency)),
        index ->
            worker -> {
              SparseDataset data =
                  new DatasetLoader(new LibsvmFormat(), LabelRule.binary())
                      .load(BlockPlan.of(files, 1).blocks(index));
              LogisticProblem problem = new LogisticProblem(worker, data, 1, true);
              new SgdLoop(problem, plan, new AllocationWatch(least)).run();
            });
    assertTrue(least.get() < 200 * 1000, least + " bytes in 1000 clocks of worker 0");
  }

  /** Sees the fewest bytes that its thread has allocated from one call to the next. */
  private static final class AllocationWatch implements SgdObserver {

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final AtomicLong least;
    private long before = -1;

    AllocationWatch(AtomicLong least) {
      this.least = least;
    }

    @Override
    public void observed(long clock, long timeNs, double[] w, long lag) {
      long now = threads.getCurrentThreadAllocatedBytes();
      if (before >= 0) {
        least.set(Math.min(least.get(), now - before));
      }
      before = threads.getCurrentThreadAllocatedBytes();
    }
  }

  /** Worker 0 has a feature of its own, so that only it meets weights that are no numbers. */
  @Timeout(60) // it would hang
  @ParameterizedTest
  @ValueSource(strings = {"bsp", "1", "asp"})
  void oneWorkerThatFailsHoldsNobodyUp(String consistency) throws Exception {
    Job.run(
        Runs.job("local", 2, 1, Runs.consistency(consistency)),
        index ->
            worker -> {
              SparseDataset.Builder rows = SparseDataset.builder();
              SparseRow row = new SparseRow();
              for (int i = 0; i < 40; i++) {
                row.clear();
                row.add(index == 0 ? 0 : 5000 + i, index == 0 ? 1e200 : 1);
                rows.add(i % 2 == 0 ? 1 : -1, row);
              }
              LogisticProblem problem = new LogisticProblem(worker, rows.build(), 1, false);
              SgdPlan plan = SgdPlan.ofClocks(200, 4).withStep(1, StepSchedule.CONSTANT);
              SgdLoop loop = new SgdLoop(problem, plan, SgdObserver.NONE);
              loop.run();
              assertTrue(loop.clock() < 200 || index == 1, loop.clock() + " clocks");
              assertTrue(!Double.isFinite(problem.objective(loop.weights())));
            });
  }

  /** One worker's first clock, by hand: one feature, two rows, one batch. */
  @Test
  void stepIsWhatTheFormulaSays() throws Exception {
    SparseDataset.Builder rows = SparseDataset.builder();
    SparseRow row = new SparseRow();
    for (int i = 0; i < 2; i++) {
      row.clear();
      row.add(0, i + 1);
      rows.add(i == 0 ? 1 : -1, row);
    }
    SparseDataset data = rows.build();
    SgdPlan plan = SgdPlan.ofClocks(2, 2).withStep(0.5, StepSchedule.CONSTANT).withSnapshots(2);
    Map<Long, Double> seen = new ConcurrentHashMap<>();
    Job.run(
        Runs.job("local", 1, 1, Consistency.bsp()),
        index ->
            worker -> {
              LogisticProblem problem = new LogisticProblem(worker, data, 0.25, false);
              SgdLoop loop =
                  new SgdLoop(problem, plan, (clock, time, w, lag) -> seen.put(clock, w[0]));
              loop.run();
              seen.put(2L, loop.weights()[0]);
            });
    double lambda = 1 / (2 * 0.25);
    double w1 = -0.5 * (0.5 * (-0.5 * 1 + 0.5 * 2)); // w0 = 0: slopes are 1/2
    double slope0 = -1 / (1 + Math.exp(w1));
    double slope1 = 1 / (1 + Math.exp(-2 * w1));
    double w2 = w1 - 0.5 * (0.5 * (slope0 * 1 + slope1 * 2) + lambda * w1);
    assertArrayEquals(
        new double[] {0, w1, w2}, new double[] {seen.get(0L), seen.get(1L), seen.get(2L)}, 1e-15);
  }
}
