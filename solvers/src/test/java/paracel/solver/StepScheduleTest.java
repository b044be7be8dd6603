package paracel.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class StepScheduleTest {

  @Test
  void factors() {
    assertEquals(1, StepSchedule.CONSTANT.factor(90, 100, 10));
    assertEquals(1, StepSchedule.LINEAR.factor(0, 100, 10));
    assertEquals(0.25, StepSchedule.LINEAR.factor(75, 100, 10));
    assertEquals(0, StepSchedule.LINEAR.factor(130, 100, 10));
    assertEquals(0.25, StepSchedule.INVERSE.factor(30, 100, 10));
    assertEquals(0.5, StepSchedule.INVERSE_SQRT.factor(30, 100, 10));
  }

  @Test
  void words() {
    assertEquals(List.of("constant", "linear", "inverse", "inverse-sqrt"), StepSchedule.words());
    assertEquals(StepSchedule.INVERSE_SQRT, StepSchedule.of("inverse-sqrt"));
    assertThrows(IllegalArgumentException.class, () -> StepSchedule.of("cosine"));
  }
}
