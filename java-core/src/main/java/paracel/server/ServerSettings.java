package paracel.server;

import paracel.base.Check;
import paracel.mailbox.RingDescriptor;

/**
 * Sizes of a parameter rank.
 *
 * @param ringBudgetBytes for all rings together
 * @param stagingBudgetBytes for all updates that are set aside in one clock together
 * @param storeBudgetBytes for all rows, entries, and what is kept with them; 0 when dense tables
 *     may be as large as they are
 * @param growthBudgetBytes for what grows after the start, when the former is 0
 * @param functionTimeoutNs longest time that the user's functions of one request may take
 */
public record ServerSettings(
    long ringBudgetBytes,
    long stagingBudgetBytes,
    long storeBudgetBytes,
    long growthBudgetBytes,
    long functionTimeoutNs) {

  /** No bound of the store but the machine's. */
  public static final long UNBOUNDED = Long.MAX_VALUE;

  private static final long FUNCTION_TIMEOUT_NS = 10_000_000_000L;

  /** 1 GiB each for rings and staging; a store without bound; 10 s for functions. */
  public static final ServerSettings DEFAULT = new ServerSettings(1L << 30, 1L << 30);

  public ServerSettings {
    Check.argument(
        ringBudgetBytes > 0 && stagingBudgetBytes > 0 && storeBudgetBytes >= 0,
        "budgets are positive");
    Check.argument(functionTimeoutNs > 0, "a timeout is positive");
  }

  /** A store without bound, and 10 s for functions. */
  public ServerSettings(long ringBudgetBytes, long stagingBudgetBytes) {
    this(ringBudgetBytes, stagingBudgetBytes, 0, UNBOUNDED, FUNCTION_TIMEOUT_NS);
  }

  public ServerSettings withStoreBudget(long bytes) {
    return new ServerSettings(
        ringBudgetBytes, stagingBudgetBytes, bytes, growthBudgetBytes, functionTimeoutNs);
  }

  /** Bytes that the store may have when dense tables take so many of them. */
  long storeLimitBytes(long denseBytes) {
    long withGrowth = denseBytes + Math.min(growthBudgetBytes, UNBOUNDED - denseBytes);
    return storeBudgetBytes > 0 ? storeBudgetBytes : withGrowth;
  }

  public ServerSettings withFunctionTimeout(long timeoutNs) {
    return new ServerSettings(
        ringBudgetBytes, stagingBudgetBytes, storeBudgetBytes, growthBudgetBytes, timeoutNs);
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
