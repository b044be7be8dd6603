package paracel.server;

import paracel.base.Check;

/**
 * Sizes of a parameter rank.
 *
 * @param ringBudgetBytes for all rings together
 * @param stagingBudgetBytes for all updates that are set aside in one clock together
 */
public record ServerSettings(long ringBudgetBytes, long stagingBudgetBytes) {

  /** 1 GiB each; what is not used is not touched. */
  public static final ServerSettings DEFAULT = new ServerSettings(1L << 30, 1L << 30);

  public ServerSettings {
    Check.argument(ringBudgetBytes > 0 && stagingBudgetBytes > 0, "budgets are positive");
  }
}
