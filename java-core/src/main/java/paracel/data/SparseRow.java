package paracel.data;

import java.util.Arrays;
import paracel.base.Check;

/** One row as a parser leaves it: used again for each line. For one thread. */
public final class SparseRow {

  private double label;
  private int labelColumn;
  private int count;
  private int[] indices = new int[64];
  private double[] values = new double[64];

  /** Forgets all values. */
  public void clear() {
    count = 0;
    label = 0;
    labelColumn = 1;
  }

  /**
   * @param labelColumn byte of the line at which the label begins, 1-based
   */
  public void setLabel(double label, int labelColumn) {
    this.label = label;
    this.labelColumn = labelColumn;
  }

  /**
   * Adds a value.
   *
   * @param index column of the matrix, 0-based, greater than those before
   */
  public void add(int index, double value) {
    if (count == indices.length) {
      grow();
    }
    indices[count] = index;
    values[count] = value;
    count++;
  }

  public double label() {
    return label;
  }

  public int labelColumn() {
    return labelColumn;
  }

  /** Number of values. */
  public int count() {
    return count;
  }

  /** Columns of the matrix, 0-based, ascending; the first {@link #count} are valid. */
  public int[] indices() {
    return indices;
  }

  /** The first {@link #count} are valid. */
  public double[] values() {
    return values;
  }

  private void grow() {
    Check.state(count <= Integer.MAX_VALUE / 2, "a row of " + count + " values");
    indices = Arrays.copyOf(indices, 2 * count);
    values = Arrays.copyOf(values, 2 * count);
  }
}
