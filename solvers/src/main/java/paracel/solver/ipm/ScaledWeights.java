package paracel.solver.ipm;

import paracel.linalg.CsrMatrix;

/**
 * A vector {@code w = a v} whose shrinking costs one multiplication, so that a step of stochastic
 * gradient descent costs no more than the row has values (Bottou 2012, section 5.1).
 */
final class ScaledWeights {

  /** Below it {@code a} is multiplied into {@code v}, long before digits are lost. */
  private static final double SCALE_MIN = 1e-9;

  private final double[] v;
  private double a = 1;

  ScaledWeights(int length) {
    this.v = new double[length];
  }

  /** {@code w <- from}, of at least as many elements; not modified. */
  void set(double[] from) {
    System.arraycopy(from, 0, v, 0, v.length);
    a = 1;
  }

  /** {@code w'x_row}. */
  double dot(CsrMatrix x, int row) {
    return a * x.dot(row, v);
  }

  /**
   * {@code w <- (1 - shrink) w + alpha x_row}.
   *
   * @param shrink in 0..1
   */
  void step(double shrink, double alpha, CsrMatrix x, int row) {
    a *= 1 - shrink;
    if (Math.abs(a) < SCALE_MIN) {
      settle();
    }
    x.addRow(row, alpha / a, v); // w <- w + alpha x
  }

  /** {@code v <- a v, a <- 1}; where all of w has been shrunk away that is 0. */
  private void settle() {
    for (int j = 0; j < v.length; j++) {
      v[j] *= a;
    }
    a = 1;
  }

  /** {@code into <- scale (w - base)}; only {@code into} is modified. */
  void difference(double[] base, double scale, double[] into) {
    for (int j = 0; j < v.length; j++) {
      into[j] = scale * (a * v[j] - base[j]);
    }
  }
}
