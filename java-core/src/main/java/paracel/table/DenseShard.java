package paracel.table;

import paracel.base.Check;
import paracel.memory.Region;

/**
 * The rows of a dense table that one parameter rank holds, row-major in its window, in the order of
 * {@link RowPartition#localRow}. Elements are aligned and written whole, so that a concurrent
 * reader sees each either before or after an update. Written by one thread.
 */
public final class DenseShard implements AutoCloseable {

  private final TableSpec spec;
  private final RowPartition partition;
  private final int server;
  private final Region window;
  private final long offset;
  private final long elements;
  private final Region state; // of the optimizer; null without
  private final RunUpdate update;

  /**
   * @param server the parameter rank
   * @param window its window
   * @param offset where the shard begins in it
   */
  public DenseShard(
      TableSpec spec, RowPartition partition, int server, Region window, long offset) {
    this.spec = spec;
    this.partition = partition;
    this.server = server;
    this.window = window;
    this.offset = offset;
    this.elements = partition.rowCount(server) * spec.columns();
    long stateBytes = stateBytes(spec, partition.rowCount(server));
    this.state = stateBytes > 0 ? Region.allocate(stateBytes) : null;
    this.update = new RunUpdate(spec);
  }

  /** Bytes of a shard of so many rows. */
  public static long bytes(TableSpec spec, long rows) {
    return Math.multiplyExact(rows, (long) spec.columns() * spec.elementType().bytes());
  }

  /** Bytes of the optimizer's state of so many rows; 0 without an optimizer. */
  public static long stateBytes(TableSpec spec, long rows) {
    Optimizer optimizer = spec.updates().optimizer();
    return optimizer == null
        ? 0
        : Math.multiplyExact(rows, 8 * optimizer.stateWords(spec.columns()));
  }

  /** Sets all elements to the table's initial value. */
  public void clear() {
    double initial = spec.initialValue();
    if (initial == 0) {
      return; // windows are zeroed when they are allocated
    }
    for (long i = 0; i < elements; i++) {
      if (spec.elementType() == ElementType.FLOAT64) {
        window.setDouble(offset + 8 * i, initial);
      } else {
        window.setFloat(offset + 4 * i, (float) initial);
      }
    }
  }

  /**
   * Applies a run of deltas: {@code element[first + i] = rule(element[first + i], delta[i])}.
   *
   * @param first index of the first element in the whole table, row-major
   * @param count number of elements, all side by side in this shard
   * @param deltas region with the deltas, not modified
   * @param deltaOffset where they begin
   */
  public void apply(long first, int count, Region deltas, long deltaOffset) {
    Check.argument(holds(first, count), "an update is outside its shard");
    if (count == 0) {
      return;
    }
    long row = first / spec.columns();
    long local = partition.localRow(row) * spec.columns() + first % spec.columns();
    long at = offset + spec.elementType().bytes() * local;
    if (state != null) {
      step(local, count, at, deltas, deltaOffset);
    } else {
      update.apply(window, at, count, deltas, deltaOffset);
    }
  }

  /** Whether a run of elements lies side by side in this shard. */
  public boolean holds(long first, int count) {
    if (first < 0 || count < 0 || first > spec.elements() - count) {
      return false;
    }
    long row = first / spec.columns();
    return count == 0
        || partition.serverOf(row) == server
            && (first + count - 1) / spec.columns() < partition.runEnd(row);
  }

  private void step(long local, int count, long at, Region deltas, long deltaOffset) {
    Optimizer optimizer = spec.updates().optimizer();
    int bytes = spec.elementType().bytes();
    for (int done = 0; done < count; ) {
      long row = (local + done) / spec.columns();
      int column = (int) ((local + done) % spec.columns());
      int part = Math.min(count - done, spec.columns() - column);
      optimizer.apply(
          spec.elementType(),
          window,
          at + (long) bytes * done,
          state,
          8 * row * optimizer.stateWords(spec.columns()),
          column,
          spec.columns(),
          part,
          deltas,
          deltaOffset + (long) bytes * done);
      done += part;
    }
  }

  @Override
  public void close() {
    if (state != null) {
      state.close();
    }
  }
}
