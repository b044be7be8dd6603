package paracel.server;

import paracel.fabric.FabricException;
import paracel.memory.Region;
import paracel.table.RefusalException;

/**
 * Updates of staged tables, set aside until all workers have completed the clock, so that nobody
 * reads a half-done clock. One log for each worker, in which ticks part the clocks; a clock's
 * updates are applied in the order of worker indices, whatever the order of arrival, so that sums
 * are the same in every run.
 *
 * <p>A log grows to the size that is needed and then allocates nothing. Used by one thread.
 */
public class Staging implements AutoCloseable {

  private static final int TYPE_OFFSET = 0;
  private static final int TABLE_OFFSET = 4;
  private static final int BYTES_OFFSET = 8;
  private static final int ENTRY_HEADER_BYTES = 16;
  private static final int TICK = 0; // no record type

  /** Is told of updates for which there was no room when they were applied. */
  public interface Refused {
    void refused(int worker, RefusalException refusal);
  }

  private final TableStore store;
  private final Refused refused;
  private final long limitBytes;
  private final Region[] logs;
  private final long[] used;

  /**
   * @param initialBytes size of each log at first
   * @param limitBytes size that no log may exceed
   */
  public Staging(
      TableStore store, Refused refused, int workers, long initialBytes, long limitBytes) {
    this.store = store;
    this.refused = refused;
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
   * @throws FabricException when a worker's log exceeds the limit
   */
  public void add(int worker, int type, int table, Region ring, long payload, int payloadBytes)
      throws FabricException {
    long at = append(worker, type, table, payloadBytes);
    logs[worker].copyFrom(ring, payload, at + ENTRY_HEADER_BYTES, payloadBytes);
  }

  /** Ends a clock in a worker's log. */
  public void tick(int worker) throws FabricException {
    append(worker, TICK, 0, 0);
  }

  private long append(int worker, int type, int table, int payloadBytes) throws FabricException {
    long at = used[worker];
    long end = at + entryBytes(payloadBytes);
    if (end > logs[worker].bytes()) {
      grow(worker, end);
    }
    Region log = logs[worker];
    log.setInt(at + TYPE_OFFSET, type);
    log.setInt(at + TABLE_OFFSET, table);
    log.setInt(at + BYTES_OFFSET, payloadBytes);
    used[worker] = end;
    return at;
  }

  private static long entryBytes(int payloadBytes) {
    return ENTRY_HEADER_BYTES + (payloadBytes + 7L & -8L);
  }

  /** Whether a worker's log holds so much that it had better wait for the others. */
  public boolean isFull(int worker) {
    return used[worker] > limitBytes / 2;
  }

  private void grow(int worker, long wanted) throws FabricException {
    if (wanted > limitBytes) {
      throw new FabricException(
          ("worker %d pushed more than %d bytes to bulk-synchronous tables that cannot be applied"
                  + " yet: tick more often, or raise --staging-budget")
              .formatted(worker, limitBytes));
    }
    Region larger = Region.allocate(Math.min(limitBytes, Math.max(wanted, 2 * used[worker])));
    larger.copyFrom(logs[worker], 0, 0, used[worker]);
    logs[worker].close();
    logs[worker] = larger;
  }

  /**
   * Applies what every worker has set aside up to its next tick, or to the end of its log.
   *
   * @return whether anything is left
   */
  public boolean applyClock() {
    boolean isLeft = false;
    for (int worker = 0; worker < logs.length; worker++) {
      long end = applyClock(worker);
      used[worker] -= end;
      if (used[worker] > 0) {
        logs[worker].copyFrom(logs[worker], end, 0, used[worker]);
        isLeft = true;
      }
    }
    return isLeft;
  }

  /** Applies one worker's next clock; gives where the clock after it begins. */
  private long applyClock(int worker) {
    Region log = logs[worker];
    long at = 0;
    while (at < used[worker]) {
      int type = log.getInt(at + TYPE_OFFSET);
      int payloadBytes = log.getInt(at + BYTES_OFFSET);
      long payload = at + ENTRY_HEADER_BYTES;
      at += entryBytes(payloadBytes);
      if (type == TICK) {
        break;
      }
      int table = log.getInt(payload - ENTRY_HEADER_BYTES + TABLE_OFFSET);
      try {
        store.apply(type, table, log, payload, payloadBytes);
      } catch (RefusalException e) {
        refused.refused(worker, e);
      }
    }
    return at;
  }

  @Override
  public void close() {
    for (Region log : logs) {
      log.close();
    }
  }
}
