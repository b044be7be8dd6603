package paracel.job;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import paracel.base.Option;
import paracel.base.UsageException;
import paracel.data.DataOptions;
import paracel.metrics.ConvergencePoint;
import paracel.metrics.StopReason;
import paracel.table.Consistency;
import paracel.table.TableSpec;
import paracel.worker.DenseTable;
import paracel.worker.Solver;
import paracel.worker.SolverContext;
import paracel.worker.Worker;
import paracel.worker.WorkerProgram;

/**
 * A solver for tests of the command line and of processes: every worker adds 1 to every element of
 * a table at each clock, so the final sum tells whether each update was applied once. It can
 * dawdle, stop entering the worker's code, fail and diverge when asked to.
 */
public final class CountingSolver implements Solver {

  static final int ROWS = 7;
  static final int COLUMNS = 3;

  /** Progress of worker 0 when the job is in the middle: all workers are in their clocks. */
  static final String COUNTING = "counting";

  /** Progress of worker 0 when it begins to compute without entering the worker's code. */
  static final String AWAY = "away";

  private static final int COUNTING_CLOCK = 5; // with staleness 1 nobody is before clock 3

  private static final Option<Integer> CLOCKS =
      Option.ofInt("clocks", 20, COUNTING_CLOCK + 1, 1_000_000, "", "number of clocks");
  private static final Option<Integer> SLEEP =
      Option.ofInt("sleep", 0, 0, 60_000, "ms", "duration of a clock");
  private static final Option<Integer> AWAY_SECONDS =
      Option.ofInt("away", 0, 0, 600, "s", "computation that nothing interrupts");
  private static final Option<String> FAULT =
      Option.ofChoice(
          "fault",
          "none",
          List.of("none", "throw", "error", "input", "diverge"),
          "what the last worker does in the middle, or the job at its end");

  @Override
  public String name() {
    return "counting";
  }

  @Override
  public String summary() {
    return "count clocks, for tests";
  }

  @Override
  public List<Option<?>> options() {
    return List.of(DataOptions.INPUT, CLOCKS, SLEEP, AWAY_SECONDS, FAULT);
  }

  @Override
  public Consistency defaultConsistency() {
    return Consistency.ssp(1);
  }

  @Override
  public IntFunction<WorkerProgram> prepare(SolverContext context) {
    return index -> worker -> count(worker, context);
  }

  private static void count(Worker worker, SolverContext context) throws Exception {
    int clocks = context.values().get(CLOCKS);
    String fault = context.values().get(FAULT);
    worker.openTables(TableSpec.dense("counts", ROWS, COLUMNS));
    DenseTable table = worker.dense("counts");
    double[] counts = new double[ROWS * COLUMNS];
    double[] ones = new double[ROWS * COLUMNS];
    Arrays.fill(ones, 1);
    for (int clock = 0; clock < clocks; clock++) {
      table.pull(0, ROWS, counts);
      table.push(0, ROWS, ones);
      Thread.sleep(context.values().get(SLEEP));
      worker.tick();
      if (clock == COUNTING_CLOCK) {
        middle(worker, fault, context.values().get(AWAY_SECONDS));
      }
    }
    worker.leave();
    table.pull(0, ROWS, counts);
    report(worker, Arrays.stream(counts).sum(), clocks, fault);
  }

  private static void middle(Worker worker, String fault, int awaySeconds) throws Exception {
    worker.progress().show(COUNTING, 0, 0, "");
    boolean isLast = worker.index() == worker.workers() - 1;
    switch (isLast ? fault : "none") {
      case "throw" -> throw new IllegalStateException("the last worker has had enough");
      case "error" -> throw new AssertionError("the last worker is wrong");
      case "input" -> throw new UsageException("rows.txt:3:7: the last worker cannot read this");
      default -> {}
    }
    if (awaySeconds > 0) {
      worker.progress().show(AWAY, 0, 0, "");
      compute(awaySeconds);
    }
  }

  /** Computes for so long; an interruption makes no difference. */
  private static void compute(int seconds) {
    long endNs = System.nanoTime() + seconds * 1_000_000_000L;
    while (System.nanoTime() < endNs) {
      Thread.onSpinWait();
    }
  }

  private static void report(Worker worker, double sum, int clocks, String fault) {
    if (worker.index() != 0) {
      return; // a rank's report is shared by its workers, and belongs to worker 0
    }
    boolean diverges = fault.equals("diverge");
    StopReason reason = diverges ? StopReason.DIVERGED : StopReason.LIMIT;
    worker.report().ended(reason, clocks, worker.clock());
    worker.report().objective(diverges ? Double.NaN : sum);
    worker.report().seconds(0.25, 0.5);
    worker.report().data(10, 20, 30);
    worker.report().metric("sum", (long) sum);
    worker.report().metric("half", sum / 2);
    worker.report().metric("word", "say \"a\"");
    worker.report().convergence(new ConvergencePoint(0.5, clocks, sum, worker.maxLag()));
    worker.report().resultLine("the result is " + (long) sum);
  }
}
