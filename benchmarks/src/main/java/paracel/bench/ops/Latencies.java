package paracel.bench.ops;

import java.util.Arrays;
import paracel.fabric.FabricException;
import paracel.worker.Reduction;
import paracel.worker.Worker;

/**
 * Counts durations in classes that are 1/32 of a power of two wide, so that the counts of several
 * workers add up. Used by one thread; allocates nothing.
 */
final class Latencies {

  private static final int PART_BITS = 5;
  private static final int PARTS = 1 << PART_BITS;

  private final double[] counts = new double[(64 - PART_BITS) * PARTS];

  void clear() {
    Arrays.fill(counts, 0);
  }

  /** Counts a duration in nanoseconds. */
  void record(long ns) {
    counts[classOf(Math.max(0, ns))]++;
  }

  private static int classOf(long ns) {
    int shift = Math.max(0, 63 - PART_BITS - Long.numberOfLeadingZeros(ns | 1));
    return (shift << PART_BITS) + (int) (ns >>> shift);
  }

  /** Middle of a class in nanoseconds. */
  private static double middle(int index) {
    if (index < 2 * PARTS) {
      return index;
    }
    int shift = (index >>> PART_BITS) - 1;
    return ((index & PARTS - 1) + PARTS + 0.5) * (1L << shift);
  }

  /** Adds the counts of all workers, in all of them. Collective. */
  void addUp(Worker worker) throws FabricException {
    worker.allReduce(counts, Reduction.SUM);
  }

  /**
   * A duration that so many are not longer than, in microseconds; 0 when none was counted.
   *
   * @param share 0..1
   */
  double quantileUs(double share) {
    double total = 0;
    for (double count : counts) {
      total += count;
    }
    double wanted = Math.max(1, Math.ceil(share * total));
    double seen = 0;
    for (int index = 0; index < counts.length; index++) {
      seen += counts[index];
      if (seen >= wanted) {
        return middle(index) * 1e-3;
      }
    }
    return 0;
  }
}
