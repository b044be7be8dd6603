package paracel.bench.job;

import java.util.Arrays;

/**
 * What a scheduler without any cost of its own could do with given durations of clocks.
 *
 * <p>With {@code d(w, c)} the duration of worker w's clock c and {@code t(w, c)} the time of its
 * tick number c, a worker begins clock c when it has completed its last one and all others have
 * completed {@code c - s}:
 *
 * <pre>
 *   t(w, 0) = 0
 *   t(w, c + 1) = max( t(w, c), max over v of t(v, c - s) ) + d(w, c)
 * </pre>
 *
 * <p>a recursion in the max-plus algebra (Baccelli, Cohen, Olsder, Quadrat 1992).
 */
final class IdealSchedule {

  /** Duration of a clock of a worker in nanoseconds. */
  @FunctionalInterface
  interface Durations {
    long ns(int worker, long clock);
  }

  private IdealSchedule() {}

  /**
   * Time until every worker has completed all clocks, in nanoseconds.
   *
   * @param staleness s, 0 for bulk-synchronous
   */
  static long totalNs(int workers, int clocks, int staleness, Durations durations) {
    long[] own = new long[workers];
    long[] slowest = new long[clocks + 1]; // [c]: when all have completed c clocks
    for (int clock = 0; clock < clocks; clock++) {
      long gate = clock - staleness <= 0 ? 0 : slowest[clock - staleness];
      for (int worker = 0; worker < workers; worker++) {
        own[worker] = Math.max(own[worker], gate) + durations.ns(worker, clock);
      }
      slowest[clock + 1] = Arrays.stream(own).max().orElse(0);
    }
    return slowest[clocks];
  }
}
