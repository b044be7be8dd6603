package paracel.fabric.mpi;

import paracel.mpi.Mpi;

/**
 * Transfers of one kind, taken in turn. Knows the oldest that may be under way, so that a flush
 * looks at what is outstanding and not at all places. Used by one thread.
 */
final class TransferRing {

  private final Transfer[] slots;
  private long started;
  private long oldest; // all transfers before this one are through

  /**
   * @param size number of transfers that may be under way
   * @param areReplies whether bytes are received; otherwise they are sent
   */
  TransferRing(Mpi mpi, int size, boolean areReplies) {
    slots = new Transfer[size];
    for (int slot = 0; slot < size; slot++) {
      slots[slot] = new Transfer(mpi, areReplies);
    }
  }

  /** Place of {@link #next}, from 0. */
  int nextSlot() {
    return (int) (started % slots.length);
  }

  /** The transfer whose turn it is. It may be under way, still. */
  Transfer next() {
    return slots[nextSlot()];
  }

  /** Says that {@link #next} is used now: the one after it is next. */
  void take() {
    started++;
  }

  /** Number of transfers taken. */
  long started() {
    return started;
  }

  /** Number of the oldest transfer that may be under way; not below {@link #started} if none is. */
  long oldest() {
    oldest = Math.max(oldest, started - slots.length);
    while (oldest < started && !at(oldest).isUnderWay) {
      oldest++;
    }
    return oldest;
  }

  /**
   * @param number of one of the last transfers taken, as many as may be under way
   */
  Transfer at(long number) {
    return slots[(int) (number % slots.length)];
  }

  /** Number of transfers that may be under way. */
  int size() {
    return slots.length;
  }
}
