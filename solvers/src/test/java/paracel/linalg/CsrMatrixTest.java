package paracel.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import paracel.base.UsageException;
import paracel.data.SparseDataset;
import paracel.data.SparseRow;

final class CsrMatrixTest {

  private static final int COLUMNS = 23;

  /** Rows of 0, 1, 2, ... values, so that every remainder of the unrolled loop occurs. */
  private static double[][] dense() {
    SplittableRandom random = new SplittableRandom(5);
    double[][] a = new double[14][COLUMNS];
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < i; k++) {
        a[i][random.nextInt(COLUMNS)] = random.nextDouble(-2, 2);
      }
    }
    return a;
  }

  private static SparseDataset sparse(double[][] a) throws UsageException {
    SparseDataset.Builder rows = SparseDataset.builder();
    SparseRow row = new SparseRow();
    for (double[] values : a) {
      row.clear();
      for (int j = 0; j < values.length; j++) {
        if (values[j] != 0) {
          row.add(j, values[j]);
        }
      }
      rows.add(1, row);
    }
    return rows.build(COLUMNS);
  }

  private static int[] order(int rows) {
    int[] order = new int[rows];
    for (int i = 0; i < rows; i++) {
      order[i] = rows - 1 - i;
    }
    return order;
  }

  @Test
  void agreesWithTheDenseMatrix() throws Exception {
    double[][] a = dense();
    CsrMatrix x = CsrMatrix.of(sparse(a), order(a.length), COLUMNS, false);
    double[] v = new double[COLUMNS];
    for (int j = 0; j < COLUMNS; j++) {
      v[j] = Math.sin(j + 1);
    }
    double[] gram = new double[COLUMNS];
    x.addGram(v, gram);
    double[] expectedGram = new double[COLUMNS];
    for (int i = 0; i < a.length; i++) {
      double[] row = a[a.length - 1 - i];
      double dot = Vectors.dot(row, v);
      assertEquals(dot, x.dot(i, v), 1e-14);
      assertEquals(Vectors.dot(row, row), x.squaredNorm(i), 1e-14);
      double[] sum = v.clone();
      x.addRow(i, -3, sum);
      for (int j = 0; j < COLUMNS; j++) {
        assertEquals(v[j] - 3 * row[j], sum[j], 1e-14);
        expectedGram[j] += row[j] * dot;
      }
    }
    assertArrayEquals(expectedGram, gram, 1e-12);
  }

  @Test
  void leavesOutColumnsAndAddsABias() throws Exception {
    double[][] a = {{1, 2, 3}, {0, 0, 4}, {5, 0, 0}};
    CsrMatrix x = CsrMatrix.of(sparse(a), new int[] {2, 0, 1}, 2, true);
    assertEquals(3, x.columns());
    assertEquals(6, x.nnz());
    double[] digits = {1, 10, 100};
    assertEquals(105, x.dot(0, digits));
    assertEquals(121, x.dot(1, digits));
    assertEquals(100, x.dot(2, digits));
  }

  @Test
  void refusesOneArrayForTwo() throws Exception {
    CsrMatrix x = CsrMatrix.of(sparse(dense()), order(14), COLUMNS, false);
    double[] v = new double[COLUMNS];
    assertThrows(IllegalArgumentException.class, () -> x.addGram(v, v));
  }
}
