package paracel.law;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import paracel.table.Consistency;

/**
 * A worker that passes the gate at clock c with staleness s reads rows that hold at least every
 * update that any worker pushed before its tick number c - s, and all of its own before its last
 * tick; under bsp exactly those before tick c. No update is lost or applied twice.
 *
 * <p>Seeds can be given: {@code -Dparacel.law.first=N -Dparacel.law.histories=N}.
 */
final class StalenessLawTest {

  private static final List<Consistency> KINDS =
      List.of(
          Consistency.bsp(),
          Consistency.ssp(0),
          Consistency.ssp(1),
          Consistency.ssp(3),
          Consistency.asp());

  private static final int SEEDS_FOR_A_FAULT = 200;

  @Test
  void holdsInEverySimulatedHistory() {
    long first = Long.getLong("paracel.law.first", 0);
    long histories = Long.getLong("paracel.law.histories", 10_000);
    AtomicLong records = new AtomicLong();
    LongStream.range(first, first + histories)
        .parallel()
        .forEach(
            seed -> {
              History history = new History(seed, kind(seed), Fault.NONE);
              try {
                history.run();
              } catch (Exception e) {
                fail("history " + seed + " (" + kind(seed) + "): " + e.getMessage(), e);
              }
              assertTrue(
                  history.records() >= History.MIN_RECORDS,
                  "history " + seed + " has only " + history.records() + " records");
              assertTrue(
                  history.leastWraps() >= History.MIN_WRAPS,
                  "a ring of history " + seed + " wraps " + history.leastWraps() + " times");
              records.addAndGet(history.records());
            });
    System.out.printf("%d histories, %d records%n", histories, records.get());
  }

  @ParameterizedTest
  @EnumSource(value = Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void plantedFaultIsFound(Fault fault) {
    for (long seed = 0; seed < SEEDS_FOR_A_FAULT; seed++) {
      try {
        new History(seed, kind(seed), fault).run();
      } catch (Exception e) {
        System.out.printf("%s is found by seed %d: %s%n", fault, seed, e.getMessage());
        return;
      }
    }
    fail(fault + " is not found by " + SEEDS_FOR_A_FAULT + " seeds");
  }

  @Test
  void sameSeedGivesTheSameHistory() throws Exception {
    for (long seed = 0; seed < 20; seed++) {
      History one = new History(seed, kind(seed), Fault.NONE);
      History two = new History(seed, kind(seed), Fault.NONE);
      one.run();
      two.run();
      assertEquals(one.eventCount(), two.eventCount(), "events of seed " + seed);
      assertEquals(one.records(), two.records(), "records of seed " + seed);
    }
  }

  private static Consistency kind(long seed) {
    return KINDS.get((int) (seed % KINDS.size()));
  }
}
