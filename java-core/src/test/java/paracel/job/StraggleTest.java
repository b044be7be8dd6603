package paracel.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paracel.base.Idler;
import paracel.table.Consistency;
import paracel.table.TableSpec;
import paracel.worker.TickHook;

/** Injected delays: how they are written, how they are drawn, and how long they are. */
@Timeout(60)
class StraggleTest {

  private static final int WORKERS = 8;
  private static final int CLOCKS = 20_000;

  @Test
  void textIsRead() {
    assertEquals(new Straggle(2.5, 0.25, -1, 0, 0), Straggle.parse("factor=2.5,probability=0.25"));
    assertEquals(
        new Straggle(4, 1, 3, 0, 0),
        Straggle.parse("worker=3,probability=1,factor=4"),
        "any order");
    for (String text :
        List.of("factor=2.5,probability=0.25", "factor=4.0,probability=1.0,worker=3")) {
      assertEquals(text, Straggle.parse(text).toString(), "ranks compare it as text");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "factor",
        "factor=2",
        "factor=0.9,probability=1",
        "factor=1e7,probability=1",
        "factor=2,probability=2",
        "factor=2,probability=1,worker=-1",
        "factor=2,probability=1,",
        "factor=2,probability=1,factor=3",
        "factor=2,probability=1,who=3",
        "factor=,probability=1"
      })
  void textThatIsNotOneIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Straggle.parse(text));
  }

  private static BitSet delays(Straggle straggle, int worker) {
    BitSet delayed = new BitSet();
    for (int clock = 0; clock < CLOCKS; clock++) {
      delayed.set(clock, straggle.isDelayed(worker, clock));
    }
    return delayed;
  }

  @Test
  void probabilityIsKeptByEveryWorkerAndSeed() {
    for (double probability : new double[] {0.01, 0.1, 0.5, 0.9}) {
      double deviation = Math.sqrt(probability * (1 - probability) * CLOCKS);
      for (long seed = 0; seed < 5; seed++) {
        Straggle straggle = new Straggle(2, probability, -1, 0, seed);
        for (int worker = 0; worker < WORKERS; worker++) {
          int count = delays(straggle, worker).cardinality();
          assertEquals(probability * CLOCKS, count, 5 * deviation, straggle + " seed " + seed);
        }
      }
    }
    assertEquals(0, delays(new Straggle(2, 0, -1, 0, 7), 0).cardinality());
    assertEquals(CLOCKS, delays(new Straggle(2, 1, -1, 0, 7), 0).cardinality());
  }

  /** Delays of two workers, two seeds, and neighbouring clocks coincide as often as by chance. */
  @Test
  void drawsAreIndependent() {
    Straggle straggle = new Straggle(2, 0.5, -1, 0, 1);
    BitSet one = delays(straggle, 0);
    List<BitSet> others =
        List.of(
            delays(straggle, 1),
            delays(straggle, WORKERS),
            delays(straggle.withSeed(2), 0),
            one.get(1, CLOCKS));
    for (BitSet other : others) {
      BitSet both = (BitSet) one.clone();
      both.and(other);
      assertEquals(0.25 * CLOCKS, both.cardinality(), 5 * Math.sqrt(0.1875 * CLOCKS));
    }
  }

  @Test
  void drawsDoNotDependOnWhoAsksAndWhen() {
    Straggle straggle = new Straggle(2, 0.3, -1, 0, 5);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < WORKERS * 100; i++) {
      order.add(i);
    }
    boolean[] first = new boolean[order.size()];
    for (int i : order) {
      first[i] = straggle.isDelayed(i % WORKERS, i / WORKERS);
    }
    Collections.shuffle(order, new Random(1));
    Straggle again = Straggle.parse("factor=2,probability=0.3").withSeed(5);
    for (int i : order) {
      assertEquals(first[i], straggle.isDelayed(i % WORKERS, i / WORKERS));
      assertEquals(first[i], again.isDelayed(i % WORKERS, i / WORKERS));
    }
    assertNotEquals(delays(straggle, 0), delays(straggle.withSeed(6), 0));
  }

  @Test
  void aSingleWorkerMayBeChosen() {
    Straggle all = new Straggle(2, 0.5, -1, 0, 3);
    Straggle chosen = new Straggle(2, 0.5, 1, 0, 3);
    assertEquals(0, delays(chosen, 0).cardinality());
    assertEquals(delays(all, 1), delays(chosen, 1));
  }

  /** What the hook has done at one clock, in simulated time. */
  private record Delay(boolean isDelayed, long computedNs, long totalNs) {}

  private static List<Delay> run(Straggle straggle) throws Exception {
    ConcurrentLinkedQueue<Delay> delays = new ConcurrentLinkedQueue<>();
    TickHook hook =
        (int worker, long clock, long startNs, Idler idler) -> {
          long beforeNs = idler.nanoTime();
          straggle.beforeTick(worker, clock, startNs, idler);
          delays.add(
              new Delay(
                  straggle.isDelayed(worker, clock),
                  beforeNs - startNs,
                  idler.nanoTime() - startNs));
        };
    Job.run(
        JobSpec.threads(3, 1, Consistency.ssp(2)).withFabric("sim").withHook(hook),
        index ->
            worker -> {
              worker.openTables(TableSpec.dense("t", 4, 2));
              double[] rows = new double[8];
              for (int clock = 0; clock < 40; clock++) {
                worker.dense("t").pull(0, 4, rows);
                worker.dense("t").pull(0, 4, rows); // behind the first gate: passes a little time
                worker.tick();
              }
            });
    assertEquals(3 * 40, delays.size());
    assertTrue(delays.stream().anyMatch(Delay::isDelayed));
    assertFalse(delays.stream().allMatch(Delay::isDelayed));
    return List.copyOf(delays);
  }

  @Test
  void delayedClockTakesExactlyTheFactor() throws Exception {
    for (Delay delay : run(new Straggle(8, 0.4, -1, 0, 11))) {
      assertTrue(delay.computedNs() > 0);
      long factor = delay.isDelayed() ? 8 : 1;
      assertEquals(factor * delay.computedNs(), delay.totalNs(), "" + delay);
    }
  }

  @Test
  void clockIsPaddedBeforeItIsDelayed() throws Exception {
    long padNs = 50_000_000;
    Straggle straggle = new Straggle(3, 0.4, -1, padNs, 11);
    for (Delay delay : run(straggle)) {
      assertTrue(delay.computedNs() < padNs, "" + delay);
      assertEquals(delay.isDelayed() ? 3 * padNs : padNs, delay.totalNs(), "" + delay);
    }
    assertEquals(3 * padNs, new Straggle(3, 1, -1, padNs, 1).paddedNs(0, 0));
  }
}
