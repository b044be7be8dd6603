package paracel.bench.ops;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class WorkerLoopTest {

  @Test
  void callsAreMade() throws Exception {
    for (String row : new String[] {"keyvalue updateAsync 1", "dense read 1000"}) {
      try (WorkerLoop loop = new WorkerLoop(row)) {
        loop.call(1);
        loop.call(100);
      }
    }
  }

  @Test
  void unknownRowsAreNamed() {
    assertThrows(IllegalStateException.class, () -> new WorkerLoop("dense read 2"));
  }
}
