package paracel.server;

import paracel.table.RefusalException;
import paracel.table.RefusalException.Reason;

/**
 * Bytes that a parameter rank's tables take, and may take. Used by one thread; what others read of
 * it may be a little old.
 */
public final class MemoryBudget {

  private final String owner;
  private final long limitBytes;
  private volatile long usedBytes;

  /**
   * @param owner the parameter rank, for messages
   */
  public MemoryBudget(String owner, long limitBytes) {
    this.owner = owner;
    this.limitBytes = limitBytes;
  }

  public long usedBytes() {
    return usedBytes;
  }

  /**
   * Takes bytes.
   *
   * @param purpose what for, for the message
   * @throws RefusalException when they are not there; says which option gives more
   */
  public void take(long bytes, String purpose) throws RefusalException {
    if (bytes > limitBytes - usedBytes) {
      throw new RefusalException(
          Reason.FULL,
          ("%s holds %d bytes, and %d more for %s exceed --store-budget %d: raise it, or use more"
                  + " parameter ranks (--servers)")
              .formatted(owner, usedBytes, bytes, purpose, limitBytes));
    }
    usedBytes = usedBytes + bytes;
  }

  /** Gives bytes back. */
  public void give(long bytes) {
    usedBytes = usedBytes - bytes;
  }
}
