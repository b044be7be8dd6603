package paracel.solver.logistic;

import java.util.Arrays;
import paracel.table.TableSpec;
import paracel.worker.DenseTable;
import paracel.worker.Worker;

/**
 * A vector of weights as a dense table: weight j is in row {@code j / 16}, column {@code j % 16}. A
 * row is two cache lines, so that sparse batches move little that they do not need, and ranges of
 * rows spread over the parameter ranks. The last row of weights is padded; nobody pushes anything
 * but 0 there. One further row is for numbers that all workers keep together.
 */
public final class WeightTable {

  /** Weights of a row. */
  public static final int COLUMNS = 16;

  private static final String NAME = "weights";

  private WeightTable() {}

  /** Rows that hold so many weights. */
  public static int rows(int weights) {
    return Math.ceilDiv(weights, COLUMNS);
  }

  /** Elements of all rows, with the padding. */
  public static int elements(int weights) {
    return Math.multiplyExact(rows(weights), COLUMNS);
  }

  /** Opens the job's only table, all zeros. Collective. */
  public static DenseTable open(Worker worker, int weights) throws Exception {
    worker.openTables(TableSpec.dense(NAME, rows(weights) + 1L, COLUMNS));
    return worker.dense(NAME);
  }

  /** Reads all weights into a new array, without the padding. */
  public static double[] read(DenseTable table, int weights) throws Exception {
    double[] elements = new double[elements(weights)];
    table.pull(0, rows(weights), elements);
    return Arrays.copyOf(elements, weights);
  }
}
