package paracel.bench.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import paracel.fabric.FabricException;
import paracel.table.TableSpec;
import paracel.table.UpdateRule;
import paracel.worker.DenseTable;
import paracel.worker.Worker;

/**
 * Calls on dense tables, whose rows are not cached and whose pushes are not combined. Writes go to
 * a table whose rule is to assign. Workers use the same short rows, but each its own long one.
 */
final class DenseCases {

  private static final String NAME = "dense";
  private static final int[] COLUMNS = {1, 1000, 1_000_000};
  private static final int SHORT_ROWS = 4096;
  private static final int SHORT_COLUMNS = 1000;

  private DenseCases() {}

  private static int rows(int columns, int workers) {
    return columns > SHORT_COLUMNS ? workers : SHORT_ROWS;
  }

  static List<TableSpec> tables(int workers) {
    List<TableSpec> specs = new ArrayList<>();
    for (int columns : COLUMNS) {
      TableSpec spec = TableSpec.dense(NAME + columns, rows(columns, workers), columns);
      specs.add(spec.uncombined());
      TableSpec written = TableSpec.dense(NAME + "Written" + columns, spec.rows(), columns);
      specs.add(written.withRule(UpdateRule.ASSIGN).uncombined());
    }
    return specs;
  }

  static List<OpsCase> cases(Worker worker) {
    List<OpsCase> cases = new ArrayList<>();
    for (int columns : COLUMNS) {
      DenseTable added = worker.dense(NAME + columns);
      DenseTable written = worker.dense(NAME + "Written" + columns);
      double[] row = new double[columns];
      int[] rows = new int[SHORT_ROWS];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = columns > SHORT_COLUMNS ? worker.index() : worker.random().nextInt(SHORT_ROWS);
      }
      int mask = rows.length - 1;
      cases.add(OpsCase.of(NAME, "read", columns, i -> added.pull(rows[i & mask], 1, row)));
      cases.add(OpsCase.of(NAME, "write", columns, i -> written.push(rows[i & mask], row, 0)));
      cases.add(OpsCase.of(NAME, "update", columns, i -> added.push(rows[i & mask], row, 0)));
    }
    addMulti(worker, cases);
    return cases;
  }

  private static void addMulti(Worker worker, List<OpsCase> cases) {
    DenseTable added = worker.dense(NAME + 1);
    DenseTable written = worker.dense(NAME + "Written" + 1);
    long[] rows = distinct(worker.random());
    double[] values = new double[rows.length];
    int size = rows.length;
    cases.add(OpsCase.of(NAME, "readMulti", size, i -> added.pull(rows, size, values)));
    cases.add(OpsCase.of(NAME, "writeMulti", size, i -> pushEach(written, rows, values)));
    cases.add(OpsCase.of(NAME, "updateMulti", size, i -> pushEach(added, rows, values)));
  }

  private static void pushEach(DenseTable table, long[] rows, double[] values)
      throws FabricException {
    for (int i = 0; i < rows.length; i++) {
      table.push(rows[i], values, i);
    }
  }

  /** Rows in no order. */
  private static long[] distinct(SplittableRandom random) {
    return random.longs(0, SHORT_ROWS).distinct().limit(OpsSettings.KEYS).toArray();
  }
}
