package paracel.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** When a rank whose heartbeat does not rise counts as lost. */
class HeartbeatMonitorTest {

  private static final long PEER_NS = 1000;

  private final HeartbeatMonitor monitor = new HeartbeatMonitor(2, PEER_NS);

  @Test
  void rankIsLostWhenItHasNotBeatenForLonger() {
    long bornNs = 1_000_000;
    for (long ns = 0; ns <= PEER_NS; ns += 100) {
      assertEquals(-1, monitor.lostForNs(0, 7, bornNs + ns), "after " + ns);
      assertEquals(-1, monitor.lostForNs(1, ns, bornNs + ns), "it beats");
    }
    assertEquals(PEER_NS + 100, monitor.lostForNs(0, 7, bornNs + PEER_NS + 100));
    assertEquals(-1, monitor.lostForNs(0, 8, bornNs + PEER_NS + 200), "a beat revives");
  }

  @Test
  void timeInWhichNobodyLookedDoesNotCount() {
    for (long ns = 0; ns <= 400; ns += 100) {
      monitor.lostForNs(0, 7, ns);
    }
    long resumedNs = 50_000;
    assertEquals(-1, monitor.lostForNs(0, 7, resumedNs));
    for (long ns = 100; ns <= 600; ns += 100) {
      assertEquals(-1, monitor.lostForNs(0, 7, resumedNs + ns), "400 before, " + ns + " after");
    }
    assertEquals(1100, monitor.lostForNs(0, 7, resumedNs + 700));
  }
}
