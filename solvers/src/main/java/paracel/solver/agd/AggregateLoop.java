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
 * Asynchronous gradient descent with an average of points.
 *
 * <p>Problem: when workers push steps of their own gradients without waiting, who is faster pulls
 * the weights to his rows. Idea: each worker i has a point z_i, one gradient step of its own rows
 * away from weights that it has seen, and the weights w are the points' average, in which each
 * counts as much as its worker has rows, p_i = n_i/n. A worker pushes how its point moves. So each
 * row is in w once, whoever is fast, and where nothing moves any more the gradient is zero. Who
 * runs on while others are away moves but its own part of the average, and comes to rest.
 *
 * <pre>
 *   pull w;  draw one of N parts B of the own rows
 *   d = 1/n_i sum_{k in B} (l'(y_k w'x_k) - s_k) y_k x_k;   s_k = l'(y_k w'x_k)
 *   v = N d + g + lambda w;   g = g + d                               lambda = 1/(nC)
 *   z = w - step v
 *   push w += p_i (z - z_i);   z_i = z
 *   tick
 * </pre>
 *
 * <p>With whole gradients that is DAve-PG (Mishchenko, Iutzeler, Malick and Amini 2018), which
 * converges linearly with a step that does not depend on delays, and in lockstep it is gradient
 * descent, to the last bit but for rounding. With N parts and one worker it is SAGA (Defazio, Bach
 * and Lacoste-Julien 2014). A row's gradient is one number, so that memory is a number for each
 * row.
 *
 * <p>Step: unless given, {@code 1 / (3 (a/4 + r/(4b) + lambda))}, SAGA's with the curvature that a
 * part is expected to have ({@link LogisticProblem#batchCurvature}).
 *
 * <p>Pace: a worker at rest, or a pass ahead of the others' mean, gains little by going on in
 * haste, and may be on the core that another needs; it pauses after each clock, longer each time,
 * until there is news.
 *
 * <p>End: where one worker is away, the others come to rest with its point as it was last, which is
 * no optimum. So nobody ends alone. At w the gradient of all rows is {@code sum_i p_i (z_i -
 * z)/step} with the z that worker i would find. A push is a move when its largest element of {@code
 * (z_i - z)/step} is above half the tolerance times the first gradient's, and the table counts all
 * moves. A worker is at rest when that count stood still while it went through all its parts in
 * order, and says so by the count. Who finds all at rest at the current count says that, too, and
 * ends, and with it who reads it. Otherwise a worker ends when its clocks are over; its point stays
 * where it was last. A worker without rows leaves at once. Whether that has converged is seen by
 * the gradient at the final weights.
 */
final class AggregateLoop implements LogisticMethod {

  private static final double STEP_PART = 3;

  private static final long LEAST_PAUSE_NS = 1L << 15;
  private static final long LARGEST_PAUSE_NS = 1L << 20;

  /** What all keep together, after w: pushes, and those of them that were moves. */
  private static final int PUSHES = 0;

  private static final int MOVES = 1;

  /**
   * Sum over workers of 1 and the moves at which each was at rest last, or of 0. None is above the
   * present count, so that all are at rest just when the sum is as large as it can be.
   */
  private static final int RESTS = 2;

  /** Workers that have found all at rest. */
  private static final int ENDED = 3;

  private final LogisticProblem problem;
  private final Worker worker;
  private final AgdPlan plan;
  private final ConvergenceLog log;
  private final DenseTable table;
  private final long activeWorkers;
  private final int parts;
  private final long clocks;
  private final double stepSize;
  private final double share; // p_i

  private final int weights;
  private final int shared; // index of what all keep together
  private final double[] pulled;
  private final double[] delta;
  private final double[] point; // z_i
  private final double[] change; // d
  private final double[] gradient; // g
  private final double[] slopes; // s_k
  private final double firstNorm;

  private double moves; // as pulled last
  private int quietClocks; // in a row, without moves
  private double restedAt; // what the table has in RESTS of this worker
  private int vainClocks; // in a row, with a pause
  private boolean isConverged;
  private double norm; // of the gradient of the own rows' part that was not followed yet
  private long clock;

  /** Opens the table. Collective. */
  AggregateLoop(LogisticProblem problem, AgdPlan plan, ConvergenceLog log) throws Exception {
    this.problem = problem;
    this.worker = problem.worker();
    this.plan = plan;
    this.log = log;
    this.weights = problem.weights();
    this.shared = WeightTable.elements(weights);
    this.table = WeightTable.open(worker, weights);
    this.activeWorkers = problem.activeWorkers();
    this.parts = parts();
    this.clocks = plan.clocks(parts);
    this.stepSize = plan.stepSize() == null ? chooseStep() : plan.stepSize();
    this.pulled = new double[shared + WeightTable.COLUMNS];
    this.delta = new double[shared + WeightTable.COLUMNS];
    this.point = new double[weights];
    this.change = new double[weights];
    this.gradient = new double[weights];
    this.slopes = new double[problem.x().rows()];
    this.share = (double) slopes.length / problem.allRows();
    this.firstNorm = renew();
  }

  private int parts() throws Exception {
    long rowsMax = worker.allReduce((long) problem.x().rows(), Reduction.MAX);
    return plan.batchRows() == 0 ? 1 : (int) Math.ceilDiv(rowsMax, plan.batchRows());
  }

  private double chooseStep() throws Exception {
    return 1 / (STEP_PART * (problem.batchCurvature(parts) + problem.lambda()));
  }

  /**
   * Renews s and g for the weights in {@link #pulled}, the same in all workers, and returns the
   * largest element of all rows' gradient there. Collective.
   */
  private double renew() throws Exception {
    Arrays.fill(change, 0);
    computeChange(0, slopes.length);
    double[] sum = new double[weights];
    for (int j = 0; j < weights; j++) {
      gradient[j] += change[j];
      sum[j] = share * (gradient[j] + problem.lambda() * pulled[j]);
    }
    worker.allReduce(sum, Reduction.SUM);
    return Vectors.maxNorm(sum);
  }

  @Override
  public void run() throws Exception {
    if (slopes.length == 0) {
      worker.leave();
      clock = clocks;
      return;
    }
    while (clock < clocks && Double.isFinite(norm) && !isEnd()) {
      log.add(clock, worker.nanoTime(), pulled, worker.lag());
      pushMove();
      worker.tick();
      clock++;
      worker.progress().show("descend", clock, clocks, "");
      pauseInVain();
    }
    worker.leave();
  }

  private void pauseInVain() {
    double lead = clock - pulled[shared + PUSHES] / activeWorkers;
    boolean isVain = quietClocks > parts || lead > parts + 1; // its own last push is not pulled
    vainClocks = isVain && activeWorkers > 1 ? vainClocks + 1 : 0;
    if (vainClocks > 0) {
      worker.pause(Math.min(LEAST_PAUSE_NS << Math.min(vainClocks, 16), LARGEST_PAUSE_NS));
    }
  }

  private int tableRows() {
    return shared / WeightTable.COLUMNS + 1;
  }

  private boolean isEnd() throws Exception {
    table.pull(0, tableRows(), pulled);
    if (moves != pulled[shared + MOVES]) {
      moves = pulled[shared + MOVES];
      quietClocks = 0;
    }
    boolean isFound = pulled[shared + RESTS] == (moves + 1) * activeWorkers;
    if (isFound) {
      Arrays.fill(delta, 0);
      delta[shared + ENDED] = 1;
      table.push(0, tableRows(), delta);
    }
    return isFound || pulled[shared + ENDED] > 0;
  }

  private void pushMove() throws Exception {
    int part = quietClocks > 0 ? (quietClocks - 1) % parts : worker.random().nextInt(parts);
    long rows = slopes.length;
    Arrays.fill(change, 0);
    computeChange((int) (rows * part / parts), (int) (rows * (part + 1) / parts));
    norm = 0;
    for (int j = 0; j < weights; j++) {
      double v = parts * change[j] + gradient[j] + problem.lambda() * pulled[j];
      double z = pulled[j] - stepSize * v;
      norm = Math.max(norm, Math.abs(z - point[j]) / stepSize);
      delta[j] = share * (z - point[j]);
      point[j] = z;
      gradient[j] += change[j];
    }
    boolean isMove = norm > 0.5 * plan.tolerance() * firstNorm;
    quietClocks = isMove ? 0 : quietClocks + 1;
    double rest = quietClocks > parts ? moves + 1 : restedAt; // it has seen all parts since
    delta[shared + PUSHES] = 1;
    delta[shared + MOVES] = isMove ? 1 : 0;
    delta[shared + RESTS] = rest - restedAt;
    restedAt = rest;
    table.push(0, tableRows(), delta);
  }

  /** {@code d <- d + 1/n_i sum_k (l'(z_k) - s_k) y_k x_k, s_k <- l'(z_k)} over from..to-1. */
  private void computeChange(int from, int to) {
    CsrMatrix x = problem.x();
    double[] y = problem.y();
    for (int k = from; k < to; k++) {
      double slope = LogisticLoss.slope(y[k] * x.dot(k, pulled));
      x.addRow(k, (slope - slopes[k]) * y[k] / slopes.length, change);
      slopes[k] = slope;
    }
  }

  /** The final weights; also agrees whether all have converged. Collective. */
  @Override
  public double[] weights() throws Exception {
    table.pull(0, tableRows(), pulled);
    norm = renew();
    isConverged = norm <= plan.tolerance() * firstNorm;
    return Arrays.copyOf(pulled, weights);
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

  /** Tells the largest element of F's gradient at the final weights. */
  @Override
  public void report(Report report) {
    report.metric("gradient_norm", norm / problem.lambda());
  }
}
