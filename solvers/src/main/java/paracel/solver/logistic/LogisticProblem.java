package paracel.solver.logistic;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import paracel.base.Check;
import paracel.base.UsageException;
import paracel.data.Block;
import paracel.data.BlockPlan;
import paracel.data.DataFormat;
import paracel.data.DatasetLoader;
import paracel.data.InputFiles;
import paracel.data.LabelRule;
import paracel.data.SparseDataset;
import paracel.linalg.CsrMatrix;
import paracel.linalg.LogisticLoss;
import paracel.linalg.Vectors;
import paracel.worker.Reduction;
import paracel.worker.SolverContext;
import paracel.worker.Worker;

/**
 * L2-regularised logistic regression on the rows of all workers:
 *
 * <pre>
 *   F(w) = 0.5 w'w + C sum_i log(1 + exp(-y_i w'x_i)),      y_i in {-1, +1}
 * </pre>
 *
 * <p>No intercept unless there is a bias: then each row has a further feature, the last, that is 1.
 * Its weight is regularised like the others, as liblinear does with {@code -B 1}.
 *
 * <p>An instance holds the rows of one worker, in random order, and what is known of all. Methods
 * marked collective are called by all workers in the same order. Used by the worker's thread.
 */
public final class LogisticProblem {

  private static final int POWER_STEPS_MAX = 30;
  private static final double POWER_TOLERANCE = 0.01;

  private final Worker worker;
  private final double c;
  private final boolean hasBias;
  private final CsrMatrix x;
  private final double[] y;
  private final long allRows;
  private final long allNnz;

  /**
   * Takes the rows of this worker. Collective.
   *
   * @param data rows of this worker, maybe none, with labels -1 and +1; not modified, not kept
   * @param c weight C of the loss, above 0
   * @throws UsageException when all workers together have no row or no feature
   */
  public LogisticProblem(Worker worker, SparseDataset data, double c, boolean hasBias)
      throws Exception {
    Check.argument(c > 0, "C is above 0");
    this.worker = worker;
    this.c = c;
    this.hasBias = hasBias;
    this.allRows = worker.allReduce((long) data.rows(), Reduction.SUM);
    this.allNnz = worker.allReduce((long) data.nnz(), Reduction.SUM);
    int features = (int) worker.allReduce((long) data.columns(), Reduction.MAX);
    if (allRows == 0) {
      throw new UsageException("--input: there are no rows");
    }
    if (features == 0 && !hasBias) {
      throw new UsageException("--input: no row has a value");
    }
    int[] order = shuffled(data.rows(), worker.random());
    this.x = CsrMatrix.of(data, order, features, hasBias);
    this.y = pick(data.label(), order);
  }

  /** Loads the rows of this worker and makes the problem that the options describe. Collective. */
  public static LogisticProblem load(Worker worker, SolverContext context) throws Exception {
    List<Block> blocks = new ArrayList<>();
    for (Block block = worker.nextBlock(); block != null; block = worker.nextBlock()) {
      blocks.add(block);
    }
    return new LogisticProblem(
        worker,
        load(worker, context, context.input(), blocks),
        context.values().get(LogisticOptions.C),
        context.values().get(LogisticOptions.BIAS));
  }

  private static SparseDataset load(
      Worker worker, SolverContext context, InputFiles files, List<Block> blocks)
      throws IOException, UsageException {
    DataFormat format = DataFormat.of(files, context.values());
    DatasetLoader loader =
        new DatasetLoader(
            format,
            LabelRule.binary(),
            (bytes, total, rows) -> worker.progress().show("load", bytes, total, rows + " rows"));
    return loader.load(blocks);
  }

  /** Random order of 0..count-1 (Fisher and Yates). */
  static int[] shuffled(int count, SplittableRandom random) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private static double[] pick(double[] from, int[] order) {
    double[] picked = new double[order.length];
    for (int i = 0; i < order.length; i++) {
      picked[i] = from[order[i]];
    }
    return picked;
  }

  // ---- sizes

  public Worker worker() {
    return worker;
  }

  public double c() {
    return c;
  }

  public boolean hasBias() {
    return hasBias;
  }

  /** Rows of this worker, with the bias if there is one; random order. */
  public CsrMatrix x() {
    return x;
  }

  /** Labels of this worker's rows. */
  public double[] y() {
    return y;
  }

  /** {@code lambda = 1/(nC)} of the objective over nC, {@code 1/n sum_i l_i(w) + lambda/2 w'w}. */
  public double lambda() {
    return 1 / (allRows * c);
  }

  /** Number of workers that have rows. Collective. */
  public long activeWorkers() throws Exception {
    return worker.allReduce(Math.min(1L, x.rows()), Reduction.SUM);
  }

  /** Number of weights: features over all workers, and the bias. */
  public int weights() {
    return x.columns();
  }

  public long allRows() {
    return allRows;
  }

  /** Values in the input of all workers, without the bias. */
  public long allNnz() {
    return allNnz;
  }

  // ---- objective

  /** {@code F(0) = C n log 2}. */
  public double objectiveAtZero() {
    return c * allRows * Math.log(2);
  }

  /**
   * {@code F(w)}. Collective; the same in all workers.
   *
   * @param w the same in all workers; not modified
   */
  public double objective(double[] w) throws Exception {
    double loss = LogisticLoss.sum(x, y, 0, y.length, w);
    return 0.5 * Vectors.dot(w, w) + c * worker.allReduce(loss, Reduction.SUM);
  }

  /** Loss and accuracy on the rows of training. Collective. */
  public Evaluation evaluate(double[] w) throws Exception {
    return evaluate(x, y, w);
  }

  /**
   * Loss and accuracy on other rows, of which each worker reads its part. Features that training
   * has not seen have weight 0. Collective.
   */
  Evaluation evaluate(InputFiles test, SolverContext context, double[] w) throws Exception {
    List<Block> blocks = BlockPlan.of(test, worker.workers()).blocks(worker.index());
    SparseDataset data = load(worker, context, test, blocks);
    int[] order = new int[data.rows()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    int features = hasBias ? w.length - 1 : w.length;
    return evaluate(CsrMatrix.of(data, order, features, hasBias), data.label(), w);
  }

  private Evaluation evaluate(CsrMatrix rows, double[] labels, double[] w) throws Exception {
    double[] sums = {
      labels.length,
      LogisticLoss.sum(rows, labels, 0, labels.length, w),
      LogisticLoss.countRight(rows, labels, 0, labels.length, w)
    };
    worker.allReduce(sums, Reduction.SUM);
    return new Evaluation((long) sums[0], sums[1] / sums[0], sums[2] / sums[0]);
  }

  // ---- curvature

  /** {@code 1/n sum_i |x_i|^2}. Collective. */
  public double meanSquaredNorm() throws Exception {
    double sum = 0;
    for (int i = 0; i < x.rows(); i++) {
      sum += x.squaredNorm(i);
    }
    return worker.allReduce(sum, Reduction.SUM) / allRows;
  }

  /** {@code max_i |x_i|^2}. Collective. */
  public double maxSquaredNorm() throws Exception {
    double max = 0;
    for (int i = 0; i < x.rows(); i++) {
      max = Math.max(max, x.squaredNorm(i));
    }
    return worker.allReduce(max, Reduction.MAX);
  }

  /**
   * Curvature of the mean loss that a batch is expected to have, {@code a/4 + r/(4b)}: a is the
   * largest eigenvalue of {@code X'X/n}, r the mean of {@code |x_i|^2}, and {@code b = n/N} the
   * rows of all workers in one of N batches (Gower et al. 2019, with the mean in place of the
   * largest norm). Collective.
   *
   * @param batches N
   */
  public double batchCurvature(int batches) throws Exception {
    double curvature = 0.25 * largestGramEigenvalue() / allRows;
    double noise = 0.25 * meanSquaredNorm() * batches / allRows;
    return curvature + noise;
  }

  /**
   * Largest eigenvalue of {@code X'X}, from below, by the power method (Golub and Van Loan, 8.2):
   * {@code v <- X'X v / |X'X v|} until the norm changes by less than 1 %. The loss has second
   * derivatives of at most 1/4, so {@code 0.25 C} times it bounds those of the loss's sum.
   * Collective; the same in all workers.
   */
  public double largestGramEigenvalue() throws Exception {
    double[] v = new double[weights()];
    SplittableRandom random = new SplittableRandom(1);
    for (int j = 0; j < v.length; j++) {
      v[j] = random.nextDouble(0.5, 1.5); // not orthogonal to anything of interest
    }
    Vectors.scale(1 / Vectors.norm(v), v);
    double eigenvalue = 0;
    for (int step = 0; step < POWER_STEPS_MAX; step++) {
      double[] product = new double[v.length];
      x.addGram(v, product);
      worker.allReduce(product, Reduction.SUM); // X'X v
      double norm = Vectors.norm(product);
      if (norm == 0 || Math.abs(norm - eigenvalue) <= POWER_TOLERANCE * norm) {
        return norm;
      }
      eigenvalue = norm;
      v = product;
      Vectors.scale(1 / norm, v);
    }
    return eigenvalue;
  }
}
