package paracel.bench.job;

import java.util.SplittableRandom;
import paracel.base.UsageException;
import paracel.data.SparseDataset;
import paracel.data.SparseRow;
import paracel.linalg.CsrMatrix;
import paracel.linalg.LogisticLoss;
import paracel.linalg.Vectors;

/**
 * The demonstration's data: rows of independent normal features, labelled by a logistic model, the
 * same in every run.
 */
final class DemoData {

  static final int ROWS = 8_000;
  static final int FEATURES = 40;

  /** Weight of the loss: {@code F(w) = 0.5 w'w + C sum of losses}. */
  static final double C = 1;

  private static final long SEED = 2014;

  private final CsrMatrix x;
  private final double[] y;

  DemoData() throws UsageException {
    SparseDataset all = rows(0, ROWS);
    int[] order = new int[ROWS];
    for (int i = 0; i < ROWS; i++) {
      order[i] = i;
    }
    x = CsrMatrix.of(all, order, FEATURES, false);
    y = all.label();
  }

  /** Rows of one worker. */
  static SparseDataset part(int worker, int workers) throws UsageException {
    return rows(ROWS * worker / workers, ROWS * (worker + 1) / workers);
  }

  private static SparseDataset rows(int from, int to) throws UsageException {
    double[] truth = new double[FEATURES];
    SplittableRandom model = new SplittableRandom(SEED);
    for (int j = 0; j < FEATURES; j++) {
      truth[j] = model.nextGaussian() * 0.3;
    }
    SparseDataset.Builder builder = SparseDataset.builder();
    SparseRow row = new SparseRow();
    for (int i = from; i < to; i++) {
      SplittableRandom random = new SplittableRandom(SEED + 1 + i);
      row.clear();
      double z = 0;
      for (int j = 0; j < FEATURES; j++) {
        double value = random.nextGaussian();
        z += truth[j] * value;
        row.add(j, value);
      }
      double label = random.nextDouble() < LogisticLoss.sigmoid(z) ? 1 : -1;
      builder.add(label, row);
    }
    return builder.build(FEATURES);
  }

  /** Objective of a weight vector. */
  double objective(double[] w) {
    return 0.5 * Vectors.dot(w, w) + C * LogisticLoss.sum(x, y, 0, y.length, w);
  }

  /**
   * Gradient of the objective.
   *
   * @param w not modified
   * @param into modified
   */
  void gradient(double[] w, double[] into) {
    System.arraycopy(w, 0, into, 0, w.length);
    LogisticLoss.addGradient(x, y, 0, y.length, w, C, into);
  }

  /** No less than the largest second derivative of the objective: {@code 1 + C/4 sum |x_i|^2}. */
  double curvatureBound() {
    double sum = 0;
    for (int i = 0; i < y.length; i++) {
      sum += x.squaredNorm(i);
    }
    return 1 + C * sum / FEATURES / 2; // twice the mean eigenvalue of X'X/4 bounds the largest here
  }
}
