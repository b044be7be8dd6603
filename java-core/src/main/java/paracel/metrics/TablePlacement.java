package paracel.metrics;

import java.util.Arrays;

/**
 * Where a table's content lies.
 *
 * @param kind dense, sparse, key-long, key-double or key-value
 * @param placement range, hash or ring
 * @param counts rows or entries, by parameter rank
 * @param bytes memory, by parameter rank
 */
public record TablePlacement(
    String name, String kind, String placement, long[] counts, long[] bytes) {

  /** The largest part in relation to an equal one: 1 is perfect; 1 also of nothing. */
  public double imbalance() {
    long sum = Arrays.stream(counts).sum();
    long most = Arrays.stream(counts).max().orElse(0);
    return sum == 0 ? 1 : (double) most * counts.length / sum;
  }
}
