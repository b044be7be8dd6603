package paracel.rdma;

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
 * Pushes of which each has contents of its own: whole random numbers, so small that sums are exact.
 * The final table is compared with the sum of all pushes of all workers, each once; one that is
 * missing, torn or applied twice is found.
 */
public final class PushSolver implements Solver {

  private static final int ROWS = 16;
  private static final int COLUMNS = 24;
  private static final int PUSHES_PER_CLOCK = 50;
  private static final long BOUND = 1L << 36;

  private static final Option<Integer> PUSHES =
      Option.ofInt("pushes", 25_000, 1, 100_000_000, "", "pushes of each worker");

  @Override
  public String name() {
    return "pushes";
  }

  @Override
  public String summary() {
    return "count pushes, for tests";
  }

  @Override
  public List<Option<?>> options() {
    return List.of(PUSHES);
  }

  @Override
  public Consistency defaultConsistency() {
    return Consistency.ssp(3);
  }

  @Override
  public IntFunction<WorkerProgram> prepare(SolverContext context) {
    int pushes = context.values().get(PUSHES);
    return index -> worker -> run(worker, pushes);
  }

  private static void run(Worker worker, int pushes) throws Exception {
    worker.openTables(TableSpec.dense("sums", ROWS, COLUMNS));
    DenseTable table = worker.dense("sums");
    double[] values = new double[COLUMNS];
    SplittableRandom random = new SplittableRandom(worker.index());
    for (int push = 0; push < pushes; push++) {
      draw(random, values);
      table.push(push % ROWS, values, 0);
      if (push % PUSHES_PER_CLOCK == PUSHES_PER_CLOCK - 1) {
        worker.tick();
      }
    }
    worker.tick();
    worker.leave();
    double[] all = new double[ROWS * COLUMNS];
    table.pull(0, ROWS, all);
    int wrong = 0;
    double[] expected = expected(worker.workers(), pushes);
    for (int i = 0; i < all.length; i++) {
      wrong += all[i] == expected[i] ? 0 : 1;
    }
    if (wrong > 0) {
      throw new IllegalStateException(wrong + " of " + all.length + " sums are wrong");
    }
    if (worker.index() == 0) {
      worker.report().metric("pushes", (long) pushes * worker.workers());
      worker.report().ended(StopReason.LIMIT, pushes, worker.clock());
    }
  }

  private static void draw(SplittableRandom random, double[] values) {
    for (int column = 0; column < values.length; column++) {
      values[column] = random.nextLong(1, BOUND);
    }
  }

  private static double[] expected(int workers, int pushes) {
    double[] sums = new double[ROWS * COLUMNS];
    double[] values = new double[COLUMNS];
    for (int worker = 0; worker < workers; worker++) {
      SplittableRandom random = new SplittableRandom(worker);
      for (int push = 0; push < pushes; push++) {
        draw(random, values);
        for (int column = 0; column < COLUMNS; column++) {
          sums[push % ROWS * COLUMNS + column] += values[column];
        }
      }
    }
    return sums;
  }
}
