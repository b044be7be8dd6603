package paracel.solver.agd;

import java.util.Arrays;
import paracel.linalg.CsrMatrix;
import paracel.linalg.LogisticLoss;
import paracel.linalg.Vectors;
import paracel.metrics.Report;
import paracel.solver.ConvergenceLog;
import paracel.solver.logistic.LogisticMethod;
import paracel.solver.logistic.LogisticProblem;
import paracel.solver.logistic.WeightTable;
import paracel.worker.DenseTable;
import paracel.worker.Reduction;
import paracel.worker.Worker;

/**
 * Asynchronous gradient descent with an aggregated gradient.
 *
 * <p>Problem: when workers push steps of their own gradients without waiting, who is faster pulls
 * the weights to his rows. Idea: the table holds, beside the weights w, the gradient G of the mean
 * loss as it was last computed for each row, and a worker pushes what has changed in it. So each
 * row is in G once, whoever is fast, and where nothing changes any more the gradient is zero: the
 * only point of rest is the optimum, for any speeds, delays and steps.
 *
 * <pre>
 *   pull w, G;  draw one of N parts B of the own rows
 *   d = 1/n sum_{i in B} (l'(z_i) - s_i) y_i x_i,  z_i = y_i w'x_i;   s_i = l'(z_i)
 *   push G += d
 *   push w -= step/W (N W d + G + lambda w)                           lambda = 1/(nC)
 *   tick
 * </pre>
 *
 * <p>With one part and workers in lockstep that is gradient descent, to the last bit but for
 * rounding. With N parts and one worker it is SAGA (Defazio, Bach and Lacoste-Julien 2014), and
 * with several its asynchronous form (Leblond, Pedregosa and Lacoste-Julien 2017); full gradients
 * of parts that are late are the incremental aggregated gradient (Blatt, Hero and Gauchman 2007).
 * All converge linearly where the step is small enough for the delay. A row's gradient is one
 * number, so that memory is a number for each row.
 *
 * <p>Step: unless given, {@code 1 / (3 (a/4 + r/(4b) + lambda))}, SAGA's with the curvature that a
 * part is expected to have ({@link LogisticProblem#batchCurvature}). The bound for delays is {@code
 * O(1/delay)} of it, but is never needed when workers are about equally fast.
 *
 * <p>At w = 0 all slopes are -1/2: that G is summed up once, all workers know it, and the table
 * holds the difference. A worker ends when the largest element of {@code G + lambda w} is below the
 * tolerance times that at the beginning, or when its clocks are over; its rows stay in G as they
 * were last. A worker without rows leaves at once.
 */
final class AggregateLoop implements LogisticMethod {

  private static final double STEP_PART = 3;

  private final LogisticProblem problem;
  private final Worker worker;
  private final AgdPlan plan;
  private final ConvergenceLog log;
  private final DenseTable table;
  private final long activeWorkers;
  private final int parts;
  private final long clocks;
  private final double stepSize;

  private final int weights;
  private final int rowsOfHalf; // rows of the table for w, and for G
  private final double[] pulled; // w, then G less its first value
  private final double[] delta;
  private final double[] change; // d
  private final double[] firstGradient; // G at w = 0
  private final double[] slopes; // s_i
  private final double firstNorm;

  private double norm;
  private boolean isConverged;
  private boolean isFailed;
  private long clock;

  /** Opens the table. Collective. */
  AggregateLoop(LogisticProblem problem, AgdPlan plan, ConvergenceLog log) throws Exception {
    this.problem = problem;
    this.worker = problem.worker();
    this.plan = plan;
    this.log = log;
    this.weights = problem.weights();
    this.rowsOfHalf = WeightTable.rows(weights);
    int half = WeightTable.elements(weights);
    this.table = WeightTable.open(worker, Math.multiplyExact(2, half));
    this.activeWorkers = problem.activeWorkers();
    this.parts = parts();
    this.clocks = plan.clocks(parts);
    this.stepSize = plan.stepSize() == null ? chooseStep() : plan.stepSize();
    this.pulled = new double[2 * half];
    this.delta = new double[2 * half];
    this.change = new double[weights];
    this.slopes = new double[problem.x().rows()];
    this.firstGradient = firstGradient();
    this.firstNorm = Vectors.maxNorm(firstGradient);
    this.norm = firstNorm;
  }

  private int parts() throws Exception {
    long rowsMax = worker.allReduce((long) problem.x().rows(), Reduction.MAX);
    return plan.batchRows() == 0 ? 1 : (int) Math.ceilDiv(rowsMax, plan.batchRows());
  }

  private double chooseStep() throws Exception {
    return 1 / (STEP_PART * (problem.batchCurvature(parts) + problem.lambda()));
  }

  /** {@code -1/(2n) sum_i y_i x_i} over the rows of all workers. */
  private double[] firstGradient() throws Exception {
    double[] sum = new double[weights];
    double slope = LogisticLoss.slope(0);
    Arrays.fill(slopes, slope);
    for (int i = 0; i < slopes.length; i++) {
      problem.x().addRow(i, slope * problem.y()[i] / problem.allRows(), sum);
    }
    worker.allReduce(sum, Reduction.SUM);
    return sum;
  }

  @Override
  public void run() throws Exception {
    if (slopes.length == 0) {
      worker.leave();
      clock = clocks;
      isConverged = true; // its no rows are no reason against
      return;
    }
    while (clock < clocks) {
      table.pull(0, 2 * rowsOfHalf, pulled);
      if (isLast()) {
        break;
      }
      log.add(clock, worker.nanoTime(), pulled, worker.lag());
      pushStep();
      worker.tick();
      clock++;
      worker.progress().show("descend", clock, clocks, "");
    }
    worker.leave();
  }

  /** Completes the gradient in place and looks at it. */
  private boolean isLast() {
    int g = pulled.length / 2;
    norm = 0;
    for (int j = 0; j < weights; j++) {
      pulled[g + j] += firstGradient[j] + problem.lambda() * pulled[j]; // G + lambda w
      norm = Math.max(norm, Math.abs(pulled[g + j]));
    }
    isConverged = norm <= plan.tolerance() * firstNorm;
    isFailed = !Double.isFinite(norm);
    return isConverged || isFailed;
  }

  private void pushStep() throws Exception {
    int part = parts == 1 ? 0 : worker.random().nextInt(parts);
    long rows = slopes.length;
    Arrays.fill(change, 0);
    computeChange((int) (rows * part / parts), (int) (rows * (part + 1) / parts));
    int g = pulled.length / 2;
    double ownStep = stepSize / activeWorkers;
    double alone = (double) parts * activeWorkers;
    for (int j = 0; j < weights; j++) {
      delta[j] = -ownStep * (alone * change[j] + pulled[g + j]);
      delta[g + j] = change[j];
    }
    table.push(0, 2 * rowsOfHalf, delta);
  }

  /** {@code d <- d + 1/n sum_i (l'(z_i) - s_i) y_i x_i, s_i <- l'(z_i)} over from..to-1. */
  private void computeChange(int from, int to) {
    CsrMatrix x = problem.x();
    double[] y = problem.y();
    for (int i = from; i < to; i++) {
      double slope = LogisticLoss.slope(y[i] * x.dot(i, pulled));
      x.addRow(i, (slope - slopes[i]) * y[i] / problem.allRows(), change);
      slopes[i] = slope;
    }
  }

  /** The final weights; also agrees whether all have converged. Collective. */
  @Override
  public double[] weights() throws Exception {
    double[] w = WeightTable.read(table, weights);
    isConverged = worker.allReduce(isConverged ? 1L : 0L, Reduction.MIN) == 1;
    return w;
  }

  @Override
  public boolean isConverged() {
    return isConverged;
  }

  /** Passes over the rows, the last maybe not whole. */
  @Override
  public long iterations() {
    return Math.ceilDiv(clock, parts);
  }

  @Override
  public long clocks() {
    return clock;
  }

  @Override
  public double stepSize() {
    return stepSize;
  }

  /** Tells the largest element of the aggregated gradient of F that was seen last. */
  @Override
  public void report(Report report) {
    report.metric("gradient_norm", norm / problem.lambda());
  }
}
