package paracel.bench.job;

import java.util.Arrays;
import java.util.Locale;

/**
 * Convergence curves as text: seconds to the right, distance from the optimum upwards, by powers.
 */
final class ConvergencePlot {

  private static final int WIDTH = 72;
  private static final int HEIGHT = 16;

  private final double optimum;
  private final double lastSecond;
  private final double topLog;
  private final double bottomLog;
  private final char[][] cells = new char[HEIGHT][WIDTH];

  /**
   * @param lastSecond right end
   * @param top largest relative distance from the optimum that is shown
   * @param bottom smallest one
   */
  ConvergencePlot(double optimum, double lastSecond, double top, double bottom) {
    this.optimum = optimum;
    this.lastSecond = lastSecond;
    this.topLog = Math.log(top);
    this.bottomLog = Math.log(bottom);
    for (char[] row : cells) {
      Arrays.fill(row, ' ');
    }
  }

  /** Draws a line of dots at a relative distance from the optimum. */
  void target(double distance) {
    Arrays.fill(cells[row(distance)], '.');
  }

  /** Draws one run up to the clock at which it reaches the target. */
  void curve(DemoRun run, char mark) {
    int end = run.clocksToTarget() < 0 ? run.objectives().length - 1 : run.clocksToTarget();
    for (int clock = 0; clock <= end; clock++) {
      int column = (int) (run.seconds()[clock] / lastSecond * (WIDTH - 1));
      if (column < WIDTH) {
        cells[row(run.objectives()[clock] / optimum - 1)][column] = mark;
      }
    }
  }

  private int row(double distance) {
    double share = (topLog - Math.log(Math.max(distance, 1e-12))) / (topLog - bottomLog);
    return (int) Math.clamp(Math.round(share * (HEIGHT - 1)), 0, HEIGHT - 1);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < HEIGHT; row++) {
      double distance = Math.exp(topLog - (topLog - bottomLog) * row / (HEIGHT - 1));
      String label =
          row % 5 == 0 ? String.format(Locale.ROOT, "%6.1f %%", 100 * distance) : "        ";
      text.append(label).append(" |").append(new String(cells[row]).stripTrailing()).append('\n');
    }
    text.append("         +").append("-".repeat(WIDTH)).append('\n');
    text.append(String.format(Locale.ROOT, "          0 s%" + (WIDTH - 3) + ".1f s%n", lastSecond));
    return text.toString();
  }
}
