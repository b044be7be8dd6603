package paracel.data;

import java.util.Arrays;
import paracel.base.Check;
import paracel.base.UsageException;

/**
 * Rows of one worker as a sparse matrix by rows, with labels. Row {@code i} has the values {@code
 * value[rowStart[i] .. rowStart[i+1]-1]} in the columns {@code column[...]}, ascending.
 *
 * <p>The arrays are handed out as they are, for speed, and are not to be modified.
 */
public final class SparseDataset {

  private final int columns;
  private final int[] rowStart;
  private final int[] column;
  private final double[] value;
  private final double[] label;

  private SparseDataset(Builder builder, int columns) {
    this.columns = columns;
    this.rowStart = Arrays.copyOf(builder.rowStart, builder.rows + 1);
    this.column = Arrays.copyOf(builder.column, builder.nnz);
    this.value = Arrays.copyOf(builder.value, builder.nnz);
    this.label = Arrays.copyOf(builder.label, builder.rows);
  }

  public static Builder builder() {
    return new Builder(Builder.ARRAY_LENGTH_MAX);
  }

  public int rows() {
    return label.length;
  }

  /** Number of stored values. */
  public int nnz() {
    return value.length;
  }

  /**
   * Columns of the format, or the greatest column of these rows + 1: then another worker's rows may
   * have more.
   */
  public int columns() {
    return columns;
  }

  /** Length {@link #rows} + 1, ascending, from 0 to {@link #nnz}. */
  public int[] rowStart() {
    return rowStart;
  }

  /** Length {@link #nnz}; 0-based. */
  public int[] column() {
    return column;
  }

  /** Length {@link #nnz}. */
  public double[] value() {
    return value;
  }

  /** Length {@link #rows}. */
  public double[] label() {
    return label;
  }

  /** Collects rows in arrays that grow. For one thread. */
  public static final class Builder {

    /** Some JVMs have no longer arrays. */
    static final int ARRAY_LENGTH_MAX = Integer.MAX_VALUE - 8;

    private final int lengthMax;
    private int rows;
    private int nnz;
    private int columns;
    private int[] rowStart = new int[1024];
    private int[] column = new int[4096];
    private double[] value = new double[4096];
    private double[] label = new double[1024];

    Builder(int lengthMax) {
      this.lengthMax = lengthMax;
    }

    public int rows() {
      return rows;
    }

    /**
     * Appends a row.
     *
     * @param label replaces that of the row
     * @param row not modified
     * @throws UsageException when the rows do not fit in one worker's arrays
     */
    public void add(double label, SparseRow row) throws UsageException {
      int count = row.count();
      if (count > lengthMax - nnz || rows >= lengthMax - 1) {
        throw new UsageException(
            "a worker has more than " + lengthMax + " values or rows: use more workers");
      }
      if (nnz + count > value.length) {
        growValues(grown(value.length, nnz + count));
      }
      if (rows + 1 >= rowStart.length) {
        growRows(grown(rowStart.length, rows + 2));
      }
      System.arraycopy(row.indices(), 0, column, nnz, count);
      System.arraycopy(row.values(), 0, value, nnz, count);
      nnz += count;
      if (count > 0) {
        columns = Math.max(columns, row.indices()[count - 1] + 1);
      }
      this.label[rows] = label;
      rows++;
      rowStart[rows] = nnz;
    }

    /** The rows so far, in arrays without room to spare. */
    public SparseDataset build() {
      return new SparseDataset(this, columns);
    }

    /** As {@link #build()}, with a number of columns that is known otherwise. */
    public SparseDataset build(int columns) {
      Check.range("columns", columns, this.columns, Integer.MAX_VALUE);
      return new SparseDataset(this, columns);
    }

    /**
     * Makes room for as many values and rows as are expected in all, so that arrays need not grow
     * by steps; a wrong guess costs memory until {@link #build} or time.
     */
    void reserve(long expectedNnz, long expectedRows) {
      if (expectedNnz > value.length && expectedNnz <= lengthMax) {
        growValues((int) expectedNnz);
      }
      if (expectedRows >= rowStart.length && expectedRows < lengthMax) {
        growRows((int) expectedRows + 1);
      }
    }

    int nnz() {
      return nnz;
    }

    private void growValues(int length) {
      column = Arrays.copyOf(column, length);
      value = Arrays.copyOf(value, length);
    }

    private void growRows(int length) {
      rowStart = Arrays.copyOf(rowStart, length);
      label = Arrays.copyOf(label, length);
    }

    private int grown(int length, int needed) {
      long wanted = Math.min(lengthMax, length + (length >> 1) + 1L);
      return (int) Math.max(needed, wanted);
    }
  }
}
