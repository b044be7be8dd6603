package paracel.law;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import paracel.base.Option;
import paracel.metrics.StopReason;
import paracel.table.Consistency;
import paracel.table.TableSpec;
import paracel.worker.DenseTable;
import paracel.worker.Solver;
import paracel.worker.SolverContext;
import paracel.worker.Worker;
import paracel.worker.WorkerProgram;

/**
 * The staleness law among processes, where no history can be recorded: every worker adds 1 to each
 * element of its own row at each clock, so a row that is read shows which clocks of its worker are
 * in it. Each read is checked against the law as its reader sees it.
 */
public final class StalenessSolver implements Solver {

  /** Rows are so long that they are cut into several records and several messages. */
  static final int COLUMNS = 20_000;

  private static final Option<Integer> CLOCKS =
      Option.ofInt("clocks", 60, 1, 1_000_000, "", "number of clocks");

  @Override
  public String name() {
    return "law";
  }

  @Override
  public String summary() {
    return "check the staleness law, for tests";
  }

  @Override
  public List<Option<?>> options() {
    return List.of(CLOCKS);
  }

  @Override
  public Consistency defaultConsistency() {
    return Consistency.ssp(1);
  }

  @Override
  public IntFunction<WorkerProgram> prepare(SolverContext context) {
    int clocks = context.values().get(CLOCKS);
    return index -> worker -> run(worker, context.consistency(), clocks);
  }

  private static void run(Worker worker, Consistency consistency, int clocks) throws Exception {
    worker.openTables(TableSpec.dense("clocks", worker.workers(), COLUMNS));
    DenseTable table = worker.dense("clocks");
    double[] ones = new double[COLUMNS];
    Arrays.fill(ones, 1);
    double[] row = new double[COLUMNS];
    SplittableRandom random = new SplittableRandom(worker.index());
    for (int clock = 0; clock < clocks; clock++) {
      for (int other = 0; other < worker.workers(); other++) {
        table.pull(other, 1, row);
        check(row, least(worker, consistency, other, clock), most(consistency, clock, clocks));
      }
      table.push(worker.index(), ones, 0);
      if (random.nextInt(8) == 0) {
        Thread.sleep(random.nextInt(10)); // now this worker is the last, now another
      }
      worker.tick();
    }
    worker.leave();
    for (int other = 0; other < worker.workers(); other++) {
      table.pull(other, 1, row);
      check(row, clocks, clocks);
    }
    if (worker.index() == 0) {
      worker.report().metric("checked", (long) clocks * worker.workers());
      worker.report().ended(StopReason.LIMIT, clocks, worker.clock());
    }
  }

  /** Clocks of another worker that must be in a row: all before c - s, and all of its own. */
  private static int least(Worker worker, Consistency consistency, int other, int clock) {
    if (other == worker.index()) {
      return clock;
    }
    return switch (consistency.mode()) {
      case ASP -> 0;
      case SSP -> Math.max(0, clock - consistency.staleness());
      case BSP -> clock;
    };
  }

  /** Clocks that may be in it: nobody is further ahead than the bound allows. */
  private static int most(Consistency consistency, int clock, int clocks) {
    return switch (consistency.mode()) {
      case ASP -> clocks;
      case SSP -> Math.min(clocks, clock + consistency.staleness() + 1);
      case BSP -> clock;
    };
  }

  private static void check(double[] row, int least, int most) {
    for (int column = 0; column < row.length; column++) {
      if (!(row[column] >= least && row[column] <= most)) {
        throw new LawViolation(
            "column %d has %s updates, the law allows %d to %d"
                .formatted(column, row[column], least, most));
      }
    }
  }
}
