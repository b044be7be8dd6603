package paracel.bench.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import paracel.table.Consistency;
import paracel.worker.TickHook;

final class DemoTest {

  @Test
  void partsOfAllWorkersAreTheWhole() throws Exception {
    int rows = 0;
    for (int worker = 0; worker < 7; worker++) {
      rows += DemoData.part(worker, 7).rows();
    }
    assertEquals(DemoData.ROWS, rows);
  }

  @Test
  void gradientIsThatOfTheObjective() throws Exception {
    DemoData data = new DemoData();
    double[] w = new double[DemoData.FEATURES];
    for (int j = 0; j < w.length; j++) {
      w[j] = 0.1 * Math.sin(j);
    }
    double[] gradient = new double[w.length];
    data.gradient(w, gradient);
    for (int j = 0; j < w.length; j += 7) {
      double h = 1e-5;
      double here = w[j];
      w[j] = here + h;
      double above = data.objective(w);
      w[j] = here - h;
      double below = data.objective(w);
      w[j] = here;
      assertEquals((above - below) / (2 * h), gradient[j], 1e-4 * Math.abs(gradient[j]) + 1e-3);
    }
  }

  @Test
  void nothingIsBelowTheOptimum() throws Exception {
    DemoData data = new DemoData();
    double optimum = DemoOptimum.of(data);
    for (Consistency consistency : new Consistency[] {Consistency.bsp(), Consistency.ssp(3)}) {
      DemoRun run = new DemoTraining(data, 1.01 * optimum, 0.16).run(consistency, TickHook.NONE, 1);
      for (double objective : run.objectives()) {
        assertTrue(objective > optimum, objective + " is below " + optimum);
      }
      assertTrue(run.clocksToTarget() > 0, "the target is reached");
    }
  }

  @Test
  void aRunThatNeverReachesTheTargetSaysSo() {
    double[] seconds = {0, 1};
    DemoRun run = new DemoRun(seconds, new double[] {5, 4}, 2, 3);
    assertEquals(-1, run.clocksToTarget());
    assertTrue(Double.isNaN(run.secondsToTarget()));
    assertEquals(1, new DemoRun(seconds, new double[] {5, 3}, 2, 3).clocksToTarget());
    assertEquals(1.0, run.clockRate());
  }
}
