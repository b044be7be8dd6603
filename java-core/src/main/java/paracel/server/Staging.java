package paracel.server;

import paracel.fabric.FabricException;
import paracel.memory.Region;

/**
 * Updates of staged tables, set aside until all workers have completed the clock, so that nobody
 * reads a half-done clock. One log for each worker; they are applied in the order of worker
 * indices, whatever the order of arrival, so that sums are the same in every run.
 *
 * <p>A log holds at most one clock, because a worker that is a clock ahead is not drained. It grows
 * to the size that a clock needs and then allocates nothing. Used by one thread.
 */
public class Staging implements AutoCloseable {

  private static final int TYPE_OFFSET = 0;
  private static final int TABLE_OFFSET = 4;
  private static final int BYTES_OFFSET = 8;
  private static final int ENTRY_HEADER_BYTES = 16;

  private final TableStore store;
  private final long limitBytes;
  private final Region[] logs;
  private final long[] used;

  /**
   * @param initialBytes size of each log at first
   * @param limitBytes size that no log may exceed
   */
  public Staging(TableStore store, int workers, long initialBytes, long limitBytes) {
    this.store = store;
    this.limitBytes = limitBytes;
    this.logs = new Region[workers];
    this.used = new long[workers];
    for (int worker = 0; worker < workers; worker++) {
      logs[worker] = Region.allocate(Math.min(initialBytes, limitBytes));
    }
  }

  /**
   * Sets one update record aside.
   *
   * @throws FabricException when a worker's updates of one clock exceed the limit
   */
  public void add(int worker, int type, int table, Region ring, long payload, int payloadBytes)
      throws FabricException {
    long at = used[worker];
    long end = at + ENTRY_HEADER_BYTES + (payloadBytes + 7 & -8);
    if (end > logs[worker].bytes()) {
      grow(worker, end);
    }
    Region log = logs[worker];
    log.setInt(at + TYPE_OFFSET, type);
    log.setInt(at + TABLE_OFFSET, table);
    log.setInt(at + BYTES_OFFSET, payloadBytes);
    log.copyFrom(ring, payload, at + ENTRY_HEADER_BYTES, payloadBytes);
    used[worker] = end;
  }

  private void grow(int worker, long wanted) throws FabricException {
    if (wanted > limitBytes) {
      throw new FabricException(
          ("worker %d pushed more than %d bytes to bulk-synchronous tables in one clock:"
                  + " tick more often, or raise --staging-budget")
              .formatted(worker, limitBytes));
    }
    Region larger = Region.allocate(Math.min(limitBytes, Math.max(wanted, 2 * used[worker])));
    larger.copyFrom(logs[worker], 0, 0, used[worker]);
    logs[worker].close();
    logs[worker] = larger;
  }

  /** Applies everything that is set aside, and forgets it. */
  public void applyAll() {
    for (int worker = 0; worker < logs.length; worker++) {
      Region log = logs[worker];
      for (long at = 0; at < used[worker]; ) {
        int payloadBytes = log.getInt(at + BYTES_OFFSET);
        store.apply(
            log.getInt(at + TYPE_OFFSET),
            log.getInt(at + TABLE_OFFSET),
            log,
            at + ENTRY_HEADER_BYTES,
            payloadBytes);
        at += ENTRY_HEADER_BYTES + (payloadBytes + 7 & -8);
      }
      used[worker] = 0;
    }
  }

  @Override
  public void close() {
    for (Region log : logs) {
      log.close();
    }
  }
}
