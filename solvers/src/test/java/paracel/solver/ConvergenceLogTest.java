package paracel.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import paracel.job.Job;
import paracel.metrics.ConvergencePoint;
import paracel.metrics.Report;
import paracel.table.Consistency;
import paracel.worker.Worker;

final class ConvergenceLogTest {

  private static final int CLOCKS = 333;

  @Test
  void longVectorsHaveFewerPoints() {
    assertEquals(50, ConvergenceLog.capacity(100));
    assertEquals(8, ConvergenceLog.capacity(1 << 20));
    assertEquals(2, ConvergenceLog.capacity(1 << 30));
  }

  @Test
  void keepsEvenlySpacedPoints() throws Exception {
    Report report =
        Job.run(Runs.job("local", 2, 1, Consistency.bsp()), index -> ConvergenceLogTest::run)
            .report();
    List<ConvergencePoint> points = report.convergence();
    assertTrue(points.size() > 25 && points.size() <= 50, points.size() + " points");
    long spacing = points.get(1).clock();
    for (int i = 0; i < points.size(); i++) {
      ConvergencePoint point = points.get(i);
      assertEquals(spacing * i, point.clock());
      assertEquals(2.5 * point.clock(), point.objective(), "the copy of that clock");
      assertEquals(point.clock() % 3, point.lag());
      assertEquals(point.clock() * 1e-9, point.seconds(), 1e-12);
    }
  }

  private static void run(Worker worker) throws Exception {
    ConvergenceLog log = new ConvergenceLog(worker, 2);
    double[] w = new double[3];
    for (long clock = 0; clock < CLOCKS; clock++) {
      w[1] = clock;
      log.add(clock, 1000 + clock, w, clock % 3);
    }
    log.report(worker, 1000, at -> 2.5 * at[1]);
  }
}
