package paracel.linalg;

/**
 * The loss of logistic regression, {@code l(z) = log(1 + exp(-z))} of a margin {@code z = y w'x},
 * and its sums over rows. Exponentials are only taken of numbers that are not positive, so nothing
 * overflows and small losses keep their digits.
 */
public final class LogisticLoss {

  private LogisticLoss() {}

  /** {@code log(1 + exp(-z))}. */
  public static double loss(double z) {
    double tail = Math.log1p(Math.exp(-Math.abs(z)));
    return z > 0 ? tail : tail - z;
  }

  /** Derivative {@code -1 / (1 + exp(z))} of the loss, in -1..0. */
  public static double slope(double z) {
    double e = Math.exp(-Math.abs(z));
    return z > 0 ? -e / (1 + e) : -1 / (1 + e);
  }

  /** {@code 1 / (1 + exp(-z))}, the probability of the class at margin z. */
  public static double sigmoid(double z) {
    return -slope(-z);
  }

  /**
   * {@code sum_i log(1 + exp(-y_i x_i'w))} over the rows from..to-1.
   *
   * @param x rows x columns; not modified
   * @param y label of each row, -1 or +1; not modified
   * @param w weight of each column; not modified
   */
  public static double sum(CsrMatrix x, double[] y, int from, int to, double[] w) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += loss(y[i] * x.dot(i, w));
    }
    return sum;
  }

  /**
   * Adds the scaled gradient of {@link #sum}: {@code g <- g + scale sum_i l'(z_i) y_i x_i}.
   *
   * @param scale factor of the gradient, not of the sum that is returned
   * @param w weight of each column; not modified
   * @param g at least as many elements as columns; modified
   * @return the sum of the losses
   */
  public static double addGradient(
      CsrMatrix x, double[] y, int from, int to, double[] w, double scale, double[] g) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      double z = y[i] * x.dot(i, w); // z <- y_i w'x_i
      double e = Math.exp(-Math.abs(z));
      double slope = z > 0 ? -e / (1 + e) : -1 / (1 + e);
      sum += (z > 0 ? 0 : -z) + Math.log1p(e);
      x.addRow(i, scale * slope * y[i], g); // g <- g + scale l'(z) y_i x_i
    }
    return sum;
  }

  /** Rows of from..to-1 whose margin is positive, that is, which are classified right. */
  public static long countRight(CsrMatrix x, double[] y, int from, int to, double[] w) {
    long right = 0;
    for (int i = from; i < to; i++) {
      double side = x.dot(i, w);
      right += (side > 0) == (y[i] > 0) ? 1 : 0; // 0 counts as -1
    }
    return right;
  }
}
