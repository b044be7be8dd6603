package paracel.mailbox;

import paracel.base.Check;

/**
 * Layout and sizes of one ring in a parameter rank's window: a power of two of bytes, all of them
 * records, written by the worker alone. There are no words beside them. The head, up to which the
 * parameter rank has consumed, is published by it in the worker's status line; how far the worker
 * has written is told by the records themselves ({@link RecordDescriptor}).
 */
public final class RingDescriptor {

  /** Smallest ring a job may have. */
  public static final int MIN_CAPACITY = 64 * 1024;

  /** Largest ring that is of use. */
  public static final int MAX_CAPACITY = 8 * 1024 * 1024;

  private RingDescriptor() {}

  /** Bytes that a ring of this capacity takes in a window. */
  public static long ringBytes(int capacity) {
    return capacity;
  }

  /** Largest record, header included: a quarter of the ring. */
  public static int maxRecordBytes(int capacity) {
    return capacity / 4;
  }

  /** Largest payload of one record. */
  public static int maxPayloadBytes(int capacity) {
    return maxRecordBytes(capacity) - RecordDescriptor.HEADER_BYTES;
  }

  /**
   * Capacity of each ring when a budget is shared by all workers: the largest power of two that
   * fits, within {@link #MIN_CAPACITY}..{@link #MAX_CAPACITY}.
   *
   * @return the capacity, or 0 when not even the smallest rings fit
   */
  public static int capacityFor(long budgetBytes, int workers) {
    long share = budgetBytes / workers;
    if (share < MIN_CAPACITY) {
      return 0;
    }
    return (int) Long.highestOneBit(Math.min(share, MAX_CAPACITY));
  }

  static void checkCapacity(int capacity) {
    Check.argument(
        Integer.bitCount(capacity) == 1 && capacity >= 8 * RecordDescriptor.ALIGNMENT,
        "a ring's capacity is a power of two of at least 256 bytes");
  }
}
