package paracel.bench.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class IdealScheduleTest {

  @Test
  void withoutStalenessTheSlowestOfEachClockCounts() {
    long[][] ns = {{1, 9, 1}, {5, 1, 1}};
    assertEquals(5 + 9 + 1, IdealSchedule.totalNs(2, 3, 0, (w, c) -> ns[w][(int) c]));
  }

  @Test
  void withUnboundedStalenessTheSlowestWorkerCounts() {
    long[][] ns = {{1, 9, 1}, {5, 1, 1}};
    assertEquals(11, IdealSchedule.totalNs(2, 3, 100, (w, c) -> ns[w][(int) c]));
  }

  @Test
  void agreesWithTheRecursionWrittenAsItStands() {
    for (int seed = 0; seed < 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int workers = 1 + random.nextInt(5);
      int clocks = 1 + random.nextInt(12);
      int staleness = random.nextInt(5);
      long[][] ns = new long[workers][clocks];
      for (long[] row : ns) {
        for (int c = 0; c < clocks; c++) {
          row[c] = 1 + random.nextInt(20);
        }
      }
      long slowest = 0;
      for (int w = 0; w < workers; w++) {
        slowest = Math.max(slowest, time(ns, w, clocks, staleness));
      }
      assertEquals(
          slowest,
          IdealSchedule.totalNs(workers, clocks, staleness, (w, c) -> ns[w][(int) c]),
          "seed " + seed);
    }
  }

  /** t(w, c) by the definition. */
  private static long time(long[][] ns, int worker, int clock, int staleness) {
    if (clock <= 0) {
      return 0;
    }
    long begin = time(ns, worker, clock - 1, staleness);
    for (int other = 0; other < ns.length; other++) {
      begin = Math.max(begin, time(ns, other, clock - 1 - staleness, staleness));
    }
    return begin + ns[worker][clock - 1];
  }

  @Test
  void moreStalenessIsNeverSlower() {
    SplittableRandom random = new SplittableRandom(7);
    long[][] ns = new long[4][100];
    for (long[] row : ns) {
      for (int c = 0; c < row.length; c++) {
        row[c] = random.nextInt(10) == 0 ? 8 : 1;
      }
    }
    long before = Long.MAX_VALUE;
    for (int staleness = 0; staleness < 20; staleness++) {
      long total = IdealSchedule.totalNs(4, 100, staleness, (w, c) -> ns[w][(int) c]);
      assertTrue(total <= before);
      before = total;
    }
  }
}
