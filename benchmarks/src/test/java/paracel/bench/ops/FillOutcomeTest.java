package paracel.bench.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

final class FillOutcomeTest {

  private static final long MEGABYTE = 1 << 20;

  private final FillOutcome outcome = new FillOutcome(10, 100, 2);

  private FillOutcome.Moment moment(long entries, long storeBytes, long residentBytes) {
    return new FillOutcome.Moment(1, entries, storeBytes, residentBytes);
  }

  private void set(FillOutcome.Moment end, long sum) {
    outcome.filled = moment(10, 500, 100 * MEGABYTE);
    outcome.end = end;
    outcome.sum = sum;
    outcome.expectedSum = 450;
  }

  @Test
  void whatIsRightHasNoFault() {
    set(moment(10, 500, 228 * MEGABYTE), 450);
    assertNull(outcome.fault());
  }

  @Test
  void everythingElseIsNamed() {
    set(moment(10, 500, 100 * MEGABYTE), 449);
    assertEquals("the sum of all values is 449, not 450", outcome.fault());
    set(moment(9, 500, 100 * MEGABYTE), 450);
    assertEquals("there are 9 entries, not 10", outcome.fault());
    set(moment(10, 501, 100 * MEGABYTE), 450);
    assertEquals("the store has grown from 500 to 501 bytes", outcome.fault());
    set(moment(10, 500, 229 * MEGABYTE), 450);
    assertEquals(
        "the parameter ranks have grown from 104857600 to 240123904 bytes", outcome.fault());
  }
}
