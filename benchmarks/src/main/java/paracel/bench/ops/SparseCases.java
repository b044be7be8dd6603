package paracel.bench.ops;

import java.util.ArrayList;
import java.util.List;
import paracel.fabric.FabricException;
import paracel.table.TableSpec;
import paracel.table.UpdateRule;
import paracel.worker.SparseTable;
import paracel.worker.Worker;

/**
 * Calls on sparse tables with rows of one number, whose pushes are not combined. Writes go to a
 * table whose rule is to assign. All workers use the same rows.
 */
final class SparseCases {

  private static final String NAME = "sparse";
  private static final String WRITTEN = "sparseWritten";
  private static final int ROWS = 1 << 14;

  private SparseCases() {}

  static List<TableSpec> tables() {
    return List.of(
        TableSpec.sparse(NAME, 1).uncombined(),
        TableSpec.sparse(WRITTEN, 1).withRule(UpdateRule.ASSIGN).uncombined());
  }

  /** Makes the rows. */
  static void fill(Worker worker) throws FabricException {
    double[] zero = {0};
    for (long row = worker.index(); row < ROWS; row += worker.workers()) {
      worker.sparse(NAME).push(key(row), zero, 0);
      worker.sparse(WRITTEN).push(key(row), zero, 0);
    }
  }

  private static long key(long row) {
    return row * 0x9e3779b97f4a7c15L; // all over the range of keys
  }

  static List<OpsCase> cases(Worker worker) {
    SparseTable added = worker.sparse(NAME);
    SparseTable written = worker.sparse(WRITTEN);
    long[][] one = new long[ROWS][];
    for (int i = 0; i < ROWS; i++) {
      one[i] = new long[] {key(worker.random().nextInt(ROWS))};
    }
    double[] value = new double[1];
    int mask = ROWS - 1;
    List<OpsCase> cases = new ArrayList<>();
    cases.add(OpsCase.of(NAME, "read", 1, i -> added.pull(one[i & mask], 1, value)));
    cases.add(
        new OpsCase(NAME, "readAsync", 1, i -> added.pullAsync(one[i & mask], 1, new double[1])));
    cases.add(OpsCase.of(NAME, "write", 1, i -> written.push(one[i & mask][0], value, 0)));
    cases.add(OpsCase.of(NAME, "update", 1, i -> added.push(one[i & mask][0], value, 0)));
    int size = OpsSettings.KEYS;
    long[] keys =
        worker.random().ints(0, ROWS).distinct().limit(size).mapToLong(i -> key(i)).toArray();
    double[] values = new double[size];
    cases.add(OpsCase.of(NAME, "readMulti", size, i -> added.pull(keys, size, values)));
    cases.add(new OpsCase(NAME, "readMultiAsync", size, i -> added.pullAsync(keys, size, values)));
    cases.add(OpsCase.of(NAME, "writeMulti", size, i -> written.push(keys, size, values)));
    cases.add(OpsCase.of(NAME, "updateMulti", size, i -> added.push(keys, size, values)));
    return cases;
  }
}
