package paracel.bench.job;

import paracel.linalg.Vectors;

/**
 * The least objective of the demonstration's data, by gradient descent {@code w <- w - (1/L) grad
 * F(w)} to the end: its features are independent, so the problem is well conditioned.
 */
final class DemoOptimum {

  private static final int STEPS_MAX = 2000;
  private static final double RELATIVE_GRADIENT = 1e-10;

  private DemoOptimum() {}

  static double of(DemoData data) {
    double[] w = new double[DemoData.FEATURES];
    double[] gradient = new double[w.length];
    double step = 1 / data.curvatureBound();
    double first = 0;
    for (int i = 0; i < STEPS_MAX; i++) {
      data.gradient(w, gradient);
      double norm = Vectors.norm(gradient);
      first = Math.max(first, norm);
      if (norm <= RELATIVE_GRADIENT * first) {
        return data.objective(w);
      }
      for (int j = 0; j < w.length; j++) {
        w[j] -= step * gradient[j];
      }
    }
    throw new IllegalStateException("the optimum is not found in " + STEPS_MAX + " steps");
  }
}
