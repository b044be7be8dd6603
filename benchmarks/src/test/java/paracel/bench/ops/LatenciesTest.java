package paracel.bench.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class LatenciesTest {

  private final Latencies latencies = new Latencies();

  @Test
  void nothingCountedIsNothing() {
    assertEquals(0, latencies.quantileUs(0.5));
  }

  @Test
  void shortOnesAreExact() {
    for (int ns = 1; ns <= 60; ns++) {
      latencies.record(ns);
    }
    assertEquals(0.030, latencies.quantileUs(0.5), 1e-12);
    assertEquals(0.060, latencies.quantileUs(1), 1e-12);
  }

  @Test
  void quantilesAreWithinAClass() {
    for (long ns = 1000; ns <= 100_000_000_000L; ns = ns * 11 / 10) {
      latencies.clear();
      for (int i = 0; i < 98; i++) {
        latencies.record(ns);
      }
      latencies.record(4 * ns);
      latencies.record(4 * ns);
      assertEquals(ns * 1e-3, latencies.quantileUs(0.98), ns * 1e-3 / 32);
      assertEquals(4 * ns * 1e-3, latencies.quantileUs(0.99), 4 * ns * 1e-3 / 32);
    }
  }

  @Test
  void theLongestIsCounted() {
    latencies.record(Long.MAX_VALUE);
    latencies.record(-1); // a clock that goes back counts as 0
    assertEquals(0, latencies.quantileUs(0.5));
    assertEquals(Long.MAX_VALUE * 1e-3, latencies.quantileUs(1), Long.MAX_VALUE * 1e-3 / 32);
  }
}
