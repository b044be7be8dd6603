package paracel.linalg;

import java.util.Arrays;
import paracel.base.Check;
import paracel.data.SparseDataset;

/**
 * A sparse matrix by rows (compressed sparse rows). Row i has the values {@code value[rowStart[i]
 * .. rowStart[i+1]-1]} in the columns {@code column[...]}. Immutable by agreement: the arrays are
 * shared and nobody modifies them.
 */
public final class CsrMatrix {

  private final int columns;
  private final int[] rowStart;
  private final int[] column;
  private final double[] value;

  /**
   * @param columns number of columns; every entry of {@code column} is below it
   * @param rowStart rows + 1 positions, ascending; kept
   * @param column 0-based; kept
   * @param value as long as {@code column}; kept
   */
  public CsrMatrix(int columns, int[] rowStart, int[] column, double[] value) {
    Check.argument(column.length == value.length, "as many columns as values");
    Check.argument(rowStart[rowStart.length - 1] == value.length, "rows end with the values");
    this.columns = columns;
    this.rowStart = rowStart;
    this.column = column;
    this.value = value;
  }

  /**
   * Copies rows of a data set in a given order. Columns from {@code features} on are left out.
   *
   * @param data not modified
   * @param order row of the data set that becomes row i; not modified
   * @param features number of columns taken from the data set
   * @param hasBias whether each row gets a 1 in a further, last column
   */
  public static CsrMatrix of(SparseDataset data, int[] order, int features, boolean hasBias) {
    int[] from = data.rowStart();
    int[] rowStart = new int[order.length + 1];
    int room = Math.addExact(data.nnz(), hasBias ? order.length : 0);
    int[] column = new int[room];
    double[] value = new double[room];
    int nnz = 0;
    for (int i = 0; i < order.length; i++) {
      for (int k = from[order[i]]; k < from[order[i] + 1]; k++) {
        if (data.column()[k] < features) {
          column[nnz] = data.column()[k];
          value[nnz++] = data.value()[k];
        }
      }
      if (hasBias) {
        column[nnz] = features;
        value[nnz++] = 1;
      }
      rowStart[i + 1] = nnz;
    }
    return new CsrMatrix(
        hasBias ? features + 1 : features,
        rowStart,
        nnz == room ? column : Arrays.copyOf(column, nnz),
        nnz == room ? value : Arrays.copyOf(value, nnz));
  }

  /** The same values in other columns. */
  public CsrMatrix withColumns(int newColumns, int[] newColumn) {
    return new CsrMatrix(newColumns, rowStart, newColumn, value);
  }

  public int rows() {
    return rowStart.length - 1;
  }

  public int columns() {
    return columns;
  }

  /** Number of stored values. */
  public int nnz() {
    return value.length;
  }

  /** Length {@link #rows} + 1. */
  public int[] rowStart() {
    return rowStart;
  }

  /** Length {@link #nnz}. */
  public int[] column() {
    return column;
  }

  /**
   * {@code sum_j a_ij x_j}, in four partial sums.
   *
   * @param x at least {@link #columns} elements; not modified
   */
  public double dot(int row, double[] x) {
    int k = rowStart[row];
    int end = rowStart[row + 1];
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    for (; k <= end - 4; k += 4) {
      s0 += value[k] * x[column[k]];
      s1 += value[k + 1] * x[column[k + 1]];
      s2 += value[k + 2] * x[column[k + 2]];
      s3 += value[k + 3] * x[column[k + 3]];
    }
    for (; k < end; k++) {
      s0 += value[k] * x[column[k]];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /**
   * {@code y_j <- y_j + alpha a_ij} for all j.
   *
   * @param y at least {@link #columns} elements; modified
   */
  public void addRow(int row, double alpha, double[] y) {
    int end = rowStart[row + 1];
    for (int k = rowStart[row]; k < end; k++) {
      y[column[k]] += alpha * value[k];
    }
  }

  /** {@code sum_j a_ij^2}. */
  public double squaredNorm(int row) {
    double sum = 0;
    for (int k = rowStart[row]; k < rowStart[row + 1]; k++) {
      sum += value[k] * value[k];
    }
    return sum;
  }

  /**
   * {@code y <- y + A'A x}.
   *
   * @param x at least {@link #columns} elements; not modified
   * @param y at least {@link #columns} elements, another array; modified
   */
  public void addGram(double[] x, double[] y) {
    Check.argument(x != y, "x and y are one array");
    for (int i = 0; i < rows(); i++) {
      addRow(i, dot(i, x), y); // y <- y + a_i (a_i' x)
    }
  }
}
