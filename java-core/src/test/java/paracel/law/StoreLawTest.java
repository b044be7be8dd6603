package paracel.law;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Laws of requests. No update is lost or applied twice; updates of one worker to one key happen in
 * the order of its calls; every asynchronous call is completed exactly once, at one parameter rank
 * in order. A call sees what its worker has called before. A visit of all entries holds one
 * moment's content of each parameter rank: everything that this worker has called before, and of
 * others what has come until then. A removal by filter removes, at each parameter rank, exactly
 * what was there at one moment and was accepted: what this worker has written before, and of others
 * what had come; what comes later stays.
 *
 * <p>Seeds can be given: {@code -Dparacel.law.first=N -Dparacel.law.stores=N}.
 */
@Timeout(300)
final class StoreLawTest {

  private static final int SEEDS_FOR_A_MISTAKE = 100;

  @Test
  void holdsInEverySimulatedHistory() {
    long first = Long.getLong("paracel.law.first", 0);
    long histories = Long.getLong("paracel.law.stores", 1000);
    LongStream.range(first, first + histories)
        .parallel()
        .forEach(
            seed -> {
              try {
                new StoreHistory(seed, StoreHistory.Mistake.NONE).run();
              } catch (Exception e) {
                fail("history " + seed + ": " + e.getMessage(), e);
              }
            });
  }

  @ParameterizedTest
  @EnumSource(value = StoreHistory.Mistake.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void plantedMistakeIsFound(StoreHistory.Mistake mistake) {
    for (long seed = 0; seed < SEEDS_FOR_A_MISTAKE; seed++) {
      try {
        new StoreHistory(seed, mistake).run();
      } catch (Exception e) {
        System.out.printf("%s is found by seed %d: %s%n", mistake, seed, e.getMessage());
        return;
      }
    }
    fail(mistake + " is not found by " + SEEDS_FOR_A_MISTAKE + " seeds");
  }
}
