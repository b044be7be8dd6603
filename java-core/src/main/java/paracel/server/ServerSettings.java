package paracel.server;

import paracel.base.Check;
import paracel.mailbox.RingDescriptor;

/**
 * Sizes of a parameter rank.
 *
 * @param ringBudgetBytes for all rings together
 * @param stagingBudgetBytes for all updates that are set aside in one clock together
 */
public record ServerSettings(long ringBudgetBytes, long stagingBudgetBytes) {

  /** 1 GiB each. */
  public static final ServerSettings DEFAULT = new ServerSettings(1L << 30, 1L << 30);

  public ServerSettings {
    Check.argument(ringBudgetBytes > 0 && stagingBudgetBytes > 0, "budgets are positive");
  }

  /** Bytes of each ring, or 0 when the budget is too small for so many workers. */
  public int ringCapacity(int workers) {
    return RingDescriptor.capacityFor(ringBudgetBytes, workers);
  }

  /** The smallest budget with which so many workers have rings. */
  public static long leastRingBudgetBytes(int workers) {
    return (long) workers * RingDescriptor.MIN_CAPACITY;
  }
}
