package paracel.worker;

import java.util.Arrays;
import paracel.memory.Region;
import paracel.table.DenseShard;
import paracel.table.TableSpec;

/**
 * Rows of a dense table that a worker has read and may use again as long as the staleness allows.
 *
 * <p>A row is kept with the applied clock that was known <em>before</em> it was read, so it holds
 * at least all updates before that clock; and with the worker's own clock at that time, because
 * then the worker's own updates of earlier clocks are in it. A row to which the worker has pushed
 * since is not used. Direct-mapped; used by one thread; allocates nothing.
 */
public class RowCache implements AutoCloseable {

  private static final long MAX_BYTES = 16 << 20;
  private static final int MIN_ROWS = 16;

  private final long rowBytes;
  private final int capacity;
  private final long[] rows;
  private final long[] appliedClocks;
  private final long[] readAtClocks;
  private final long[] pushedAtClocks;
  private final Region values;

  public RowCache(TableSpec spec) {
    rowBytes = DenseShard.bytes(spec, 1);
    capacity = (int) Math.min(spec.rows(), Math.max(MIN_ROWS, MAX_BYTES / rowBytes));
    rows = new long[capacity];
    Arrays.fill(rows, -1);
    appliedClocks = new long[capacity];
    readAtClocks = new long[capacity];
    pushedAtClocks = new long[capacity];
    Arrays.fill(pushedAtClocks, -1);
    values = Region.allocate(capacity * rowBytes);
  }

  /**
   * Looks a row up.
   *
   * @param required applied clock that the reader needs
   * @return where its elements are in {@link #values}, or -1 when it is absent or too old
   */
  public long find(long row, long required) {
    int slot = slot(row);
    boolean usable = rows[slot] == row && isFresh(appliedClocks[slot], required);
    return usable && hasOwnUpdates(readAtClocks[slot], pushedAtClocks[slot]) ? slot * rowBytes : -1;
  }

  /** Whether a row read at this applied clock is new enough. */
  protected boolean isFresh(long appliedClock, long required) {
    return appliedClock >= required;
  }

  /** Whether a row holds all that the worker itself has pushed to it. */
  protected boolean hasOwnUpdates(long readAtClock, long pushedAtClock) {
    return readAtClock > pushedAtClock;
  }

  Region values() {
    return values;
  }

  /** Keeps a row. */
  void put(long row, long appliedClock, long ownClock, Region from, long offset) {
    int slot = slot(row);
    rows[slot] = row;
    appliedClocks[slot] = appliedClock;
    readAtClocks[slot] = ownClock;
    values.copyFrom(from, offset, slot * rowBytes, rowBytes);
  }

  /** Takes note that the worker has pushed to a row. */
  void pushed(long row, long ownClock) {
    pushedAtClocks[slot(row)] = ownClock;
  }

  private int slot(long row) {
    return (int) (row % capacity);
  }

  @Override
  public void close() {
    values.close();
  }
}
