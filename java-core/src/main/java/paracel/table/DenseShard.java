package paracel.table;

import paracel.base.Check;
import paracel.memory.Region;

/**
 * The rows of a dense table that one parameter rank holds, row-major in its window, first row
 * first. Elements are aligned and written whole, so that a concurrent reader sees each either
 * before or after an update. Written by one thread.
 */
public final class DenseShard {

  private final TableSpec spec;
  private final Region window;
  private final long offset;
  private final long firstElement;
  private final long elements;

  /**
   * @param window the parameter rank's window
   * @param offset where the shard begins in it
   * @param firstRow first row of the shard
   * @param rows number of rows of the shard
   */
  public DenseShard(TableSpec spec, Region window, long offset, long firstRow, long rows) {
    this.spec = spec;
    this.window = window;
    this.offset = offset;
    this.firstElement = firstRow * spec.columns();
    this.elements = rows * spec.columns();
  }

  /** Bytes of a shard of so many rows. */
  public static long bytes(TableSpec spec, long rows) {
    return Math.multiplyExact(rows, (long) spec.columns() * spec.elementType().bytes());
  }

  /**
   * Sets all elements to the neutral element of the table's rule: 0, or infinity for minimum, minus
   * infinity for maximum.
   */
  public void clear() {
    double neutral =
        switch (spec.rule()) {
          case ADD, ASSIGN -> 0;
          case MIN -> Double.POSITIVE_INFINITY;
          case MAX -> Double.NEGATIVE_INFINITY;
        };
    if (neutral == 0) {
      return; // windows are zeroed when they are allocated
    }
    for (long i = 0; i < elements; i++) {
      if (spec.elementType() == ElementType.FLOAT64) {
        window.setDouble(offset + 8 * i, neutral);
      } else {
        window.setFloat(offset + 4 * i, (float) neutral);
      }
    }
  }

  /**
   * Applies a run of deltas: {@code element[first + i] = rule(element[first + i], delta[i])}.
   *
   * @param first index of the first element in the whole table, row-major
   * @param count number of elements, all in this shard
   * @param deltas region with the deltas, not modified
   * @param deltaOffset where they begin
   */
  public void apply(long first, int count, Region deltas, long deltaOffset) {
    Check.argument(holds(first, count), "an update is outside its shard");
    if (spec.elementType() == ElementType.FLOAT64) {
      long at = offset + 8 * (first - firstElement);
      applyDoubles(at, count, deltas, deltaOffset);
    } else {
      long at = offset + 4 * (first - firstElement);
      applyFloats(at, count, deltas, deltaOffset);
    }
  }

  /** Whether a run of elements lies in this shard. */
  public boolean holds(long first, int count) {
    return first >= firstElement && count >= 0 && first - firstElement <= elements - count;
  }

  private void applyDoubles(long at, int count, Region deltas, long from) {
    if (spec.rule() == UpdateRule.ADD) {
      for (long i = 0; i < 8L * count; i += 8) {
        window.setDouble(at + i, window.getDouble(at + i) + deltas.getDouble(from + i));
      }
      return;
    }
    UpdateRule rule = spec.rule();
    for (long i = 0; i < 8L * count; i += 8) {
      window.setDouble(at + i, rule.apply(window.getDouble(at + i), deltas.getDouble(from + i)));
    }
  }

  private void applyFloats(long at, int count, Region deltas, long from) {
    UpdateRule rule = spec.rule();
    for (long i = 0; i < 4L * count; i += 4) {
      window.setFloat(at + i, rule.apply(window.getFloat(at + i), deltas.getFloat(from + i)));
    }
  }
}
