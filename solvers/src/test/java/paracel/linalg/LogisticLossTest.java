package paracel.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LogisticLossTest {

  @Test
  void knownValues() {
    assertEquals(Math.log(2), LogisticLoss.loss(0), 1e-16);
    assertEquals(0.12692801104297249, LogisticLoss.loss(2), 1e-16);
    assertEquals(2.1269280110429727, LogisticLoss.loss(-2), 1e-15);
    assertEquals(0.8807970779778823, LogisticLoss.sigmoid(2), 1e-15);
    assertEquals(-0.5, LogisticLoss.slope(0));
  }

  @Test
  void keepsItsDigitsFarOut() {
    assertEquals(Math.exp(-40), LogisticLoss.loss(40), 1e-15 * Math.exp(-40));
    assertEquals(Math.exp(-700), LogisticLoss.sigmoid(-700), 1e-15 * Math.exp(-700));
    assertEquals(1e300, LogisticLoss.loss(-1e300));
    assertEquals(0, LogisticLoss.loss(1e300));
    assertEquals(-0.0, LogisticLoss.slope(1e300));
    assertEquals(-1, LogisticLoss.slope(-1e300));
    assertEquals(Double.NaN, LogisticLoss.loss(Double.NaN));
  }

  @Test
  void slopeIsTheDerivative() {
    for (double z = -12; z <= 12; z += 0.37) {
      double h = 1e-5;
      double difference = (LogisticLoss.loss(z + h) - LogisticLoss.loss(z - h)) / (2 * h);
      assertEquals(difference, LogisticLoss.slope(z), 1e-9, "at " + z);
    }
  }

  @Test
  void gradientIsTheDerivativeOfTheSum() {
    SplittableRandom random = new SplittableRandom(9);
    int[] rowStart = new int[31];
    int[] column = new int[30 * 4];
    double[] value = new double[30 * 4];
    double[] y = new double[30];
    for (int i = 0; i < 30; i++) {
      y[i] = random.nextBoolean() ? 1 : -1;
      rowStart[i + 1] = 4 * (i + 1);
      for (int k = 4 * i; k < 4 * i + 4; k++) {
        column[k] = 2 * (k % 4) + random.nextInt(2);
        value[k] = random.nextDouble(-3, 3);
      }
    }
    CsrMatrix x = new CsrMatrix(8, rowStart, column, value);
    double[] w = random.doubles(8, -1, 1).toArray();
    double[] g = new double[8];
    double sum = LogisticLoss.addGradient(x, y, 3, 27, w, 0.7, g);
    assertEquals(LogisticLoss.sum(x, y, 3, 27, w), sum, 1e-12);
    for (int j = 0; j < 8; j++) {
      double[] up = w.clone();
      double[] down = w.clone();
      up[j] += 1e-5;
      down[j] -= 1e-5;
      double difference = LogisticLoss.sum(x, y, 3, 27, up) - LogisticLoss.sum(x, y, 3, 27, down);
      assertEquals(0.7 * difference / 2e-5, g[j], 1e-7, "element " + j);
    }
  }
}
