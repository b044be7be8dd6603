package paracel.worker;

import paracel.memory.Region;
import paracel.table.DenseShard;
import paracel.table.TableSpec;
import paracel.table.UpdateRule;

/**
 * The updates of one clock to a dense table, combined by row, before they travel. Rows keep the
 * order of their first update. Holds a fixed number of rows and then refuses. Used by one thread;
 * allocates nothing.
 */
final class RowCombiner implements AutoCloseable {

  private static final long MAX_BYTES = 4 << 20;
  private static final int MIN_ROWS = 16;

  private final TableSpec spec;
  private final long rowBytes;
  private final long[] rows;
  private final int[] slots; // index into rows + 1, 0 for none
  private final int[] slotOf; // entry -> its place in slots
  private final Region deltas;
  private int size;

  RowCombiner(TableSpec spec) {
    this.spec = spec;
    this.rowBytes = DenseShard.bytes(spec, 1);
    long fitting = Math.max(MIN_ROWS, MAX_BYTES / rowBytes);
    int capacity = (int) Math.min(spec.rows(), fitting);
    this.rows = new long[capacity];
    this.slots = new int[4 * Integer.highestOneBit(capacity)];
    this.slotOf = new int[capacity];
    this.deltas = Region.allocate(capacity * rowBytes);
  }

  int size() {
    return size;
  }

  /** Row of an entry, 0..size-1. */
  long row(int entry) {
    return rows[entry];
  }

  /** Where the combined delta of an entry begins in {@link #deltas}; entries lie side by side. */
  long deltaOffset(int entry) {
    return entry * rowBytes;
  }

  Region deltas() {
    return deltas;
  }

  /**
   * Combines a delta into its row.
   *
   * @return false when the row is new and there is no room for it
   */
  boolean add(long row, double[] delta, int from) {
    int entry = find(row);
    if (entry == size) {
      if (!append(row)) {
        return false;
      }
      deltas.copyFrom(delta, from, deltaOffset(entry), spec.columns());
      return true;
    }
    long at = deltaOffset(entry);
    UpdateRule rule = spec.rule();
    for (int i = 0; i < spec.columns(); i++) {
      deltas.setDouble(at + 8L * i, rule.apply(deltas.getDouble(at + 8L * i), delta[from + i]));
    }
    return true;
  }

  /** As {@link #add(long, double[], int)}, for a table of float32. */
  boolean add(long row, float[] delta, int from) {
    int entry = find(row);
    if (entry == size) {
      if (!append(row)) {
        return false;
      }
      deltas.copyFrom(delta, from, deltaOffset(entry), spec.columns());
      return true;
    }
    long at = deltaOffset(entry);
    UpdateRule rule = spec.rule();
    for (int i = 0; i < spec.columns(); i++) {
      deltas.setFloat(at + 4L * i, rule.apply(deltas.getFloat(at + 4L * i), delta[from + i]));
    }
    return true;
  }

  /** Forgets all rows. */
  void clear() {
    for (int entry = 0; entry < size; entry++) {
      slots[slotOf[entry]] = 0;
    }
    size = 0;
  }

  /** Entry of a row, or {@code size} when it is new. */
  private int find(long row) {
    int slot = slot(row);
    return slots[slot] == 0 ? size : slots[slot] - 1;
  }

  private boolean append(long row) {
    if (size == rows.length) {
      return false;
    }
    int slot = slot(row);
    rows[size] = row;
    slotOf[size] = slot;
    slots[slot] = ++size;
    return true;
  }

  private int slot(long row) {
    int mask = slots.length - 1;
    int slot = (int) (row * 0x9e3779b97f4a7c15L >>> 40) & mask;
    while (slots[slot] != 0 && rows[slots[slot] - 1] != row) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  @Override
  public void close() {
    deltas.close();
  }
}
