package paracel.worker;

import paracel.memory.Region;
import paracel.table.DenseShard;
import paracel.table.TableSpec;
import paracel.table.UpdateRule;

/**
 * The updates of one clock to a table of rows, combined by row, before they travel. Rows keep the
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
    boolean isDense = spec.kind() == TableSpec.Kind.DENSE;
    int capacity = (int) (isDense ? Math.min(spec.rows(), fitting) : fitting);
    this.rows = new long[capacity];
    this.slots = new int[4 * Integer.highestOneBit(capacity)];
    this.slotOf = new int[capacity];
    this.deltas = Region.allocate(isUsed(spec) ? capacity * rowBytes : 8);
  }

  /** A dense table that combines nothing writes its rows into the ring at once. */
  private static boolean isUsed(TableSpec spec) {
    return spec.kind() != TableSpec.Kind.DENSE || spec.updates().isCombined();
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
    int before = size;
    int entry = entryOf(row);
    if (entry == before) { // a new row, or none for want of room
      if (size > before) {
        deltas.copyFrom(delta, from, deltaOffset(entry), spec.columns());
      }
      return size > before;
    }
    UpdateRule rule = spec.rule();
    for (long at = deltaOffset(entry); at < deltaOffset(entry + 1); at += 8) {
      deltas.setDouble(at, rule.apply(deltas.getDouble(at), delta[from++]));
    }
    return true;
  }

  /** As {@link #add(long, double[], int)}, for a table of float32. */
  boolean add(long row, float[] delta, int from) {
    int before = size;
    int entry = entryOf(row);
    if (entry == before) {
      if (size > before) {
        deltas.copyFrom(delta, from, deltaOffset(entry), spec.columns());
      }
      return size > before;
    }
    UpdateRule rule = spec.rule();
    for (long at = deltaOffset(entry); at < deltaOffset(entry + 1); at += 4) {
      deltas.setFloat(at, rule.apply(deltas.getFloat(at), delta[from++]));
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

  /**
   * Entry of a row; a new row is appended if there is room, and has the entry behind all others.
   */
  private int entryOf(long row) {
    int slot = slot(row);
    if (slots[slot] != 0) {
      return slots[slot] - 1;
    }
    int entry = size;
    if (entry < rows.length) {
      rows[entry] = row;
      slotOf[entry] = slot;
      slots[slot] = ++size;
    }
    return entry;
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
