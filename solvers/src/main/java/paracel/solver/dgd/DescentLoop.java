package paracel.solver.dgd;

import java.util.Arrays;
import paracel.base.Check;
import paracel.linalg.LogisticLoss;
import paracel.linalg.Vectors;
import paracel.metrics.Report;
import paracel.solver.ConvergenceLog;
import paracel.solver.logistic.LogisticMethod;
import paracel.solver.logistic.LogisticProblem;
import paracel.solver.logistic.WeightTable;
import paracel.worker.DenseTable;
import paracel.worker.Worker;

/**
 * Gradient descent on all rows, one clock an iteration, with or without Nesterov's momentum:
 *
 * <pre>
 *   y_k     = w_k + beta_k (w_k - w_{k-1})       beta_k = 0 without momentum
 *   w_{k+1} = y_k - 1/L grad F(y_k)
 * </pre>
 *
 * <p>Each worker pushes -1/L times its rows' part of the gradient; worker 0 also pushes what
 * belongs to no row, {@code y_k - w_k - y_k/L}. Updates of a clock are staged and added in the
 * order of the workers, so all workers pull the same bits, and all compute the gradient of the
 * iteration before from them, {@code grad F(y_k) = L (y_k - w_{k+1})}: they stop, and restart the
 * momentum, together without another word.
 *
 * <p>{@code L} is a bound of the largest eigenvalue of the second derivative, {@code 0.25 C
 * lambda_max(X'X) + 1}; then the objective of the plain method falls in every iteration. The
 * momentum begins anew whenever {@code grad F(y_k)'(w_{k+1} - w_k) > 0} (O'Donoghue and Candes
 * 2015), so that it adapts to a strong convexity that nobody knows. Ends when the largest element
 * of the gradient is below {@code tolerance} times that of the first.
 */
final class DescentLoop implements LogisticMethod {

  /** The power method comes from below; this makes up for its tolerance. */
  private static final double EIGENVALUE_MARGIN = 1.05;

  private final LogisticProblem problem;
  private final Worker worker;
  private final DenseTable table;
  private final ConvergenceLog log;
  private final long iterations;
  private final double tolerance;
  private final boolean hasMomentum;
  private final double lipschitz;

  private final double[] w; // w_k
  private final double[] last; // w_{k-1}
  private final double[] y; // y_{k-1}, then y_k
  private final double[] gradient; // grad F(y_{k-1})
  private final double[] delta;

  private double theta = 1;
  private double firstNorm;
  private double norm = Double.NaN;
  private boolean isConverged;
  private long iteration;

  /**
   * Opens the table. Collective.
   *
   * @param stepSize 1/L; null for the bound
   */
  DescentLoop(
      LogisticProblem problem,
      ConvergenceLog log,
      long iterations,
      double tolerance,
      boolean hasMomentum,
      Double stepSize)
      throws Exception {
    this.problem = problem;
    this.worker = problem.worker();
    this.table = WeightTable.open(worker, problem.weights());
    Check.argument(table.spec().consistency().isStaged(), "only bulk-synchronous clocks are exact");
    this.log = log;
    this.iterations = iterations;
    this.tolerance = tolerance;
    this.hasMomentum = hasMomentum;
    this.lipschitz = stepSize == null ? bound() : 1 / stepSize;
    int elements = WeightTable.elements(problem.weights());
    this.w = new double[elements];
    this.last = new double[elements];
    this.y = new double[elements];
    this.gradient = new double[elements];
    this.delta = new double[elements];
  }

  private double bound() throws Exception {
    return 0.25 * problem.c() * EIGENVALUE_MARGIN * problem.largestGramEigenvalue() + 1;
  }

  /** Iterates and leaves: whoever reads the table afterwards sees the final weights. */
  @Override
  public void run() throws Exception {
    while (iteration < iterations) {
      table.pull(0, WeightTable.rows(problem.weights()), w);
      if (iteration > 0 && isLast()) {
        break;
      }
      log.add(iteration, worker.nanoTime(), w, worker.lag());
      extrapolate();
      pushStep();
      worker.tick();
      iteration++;
      show();
    }
    worker.leave();
  }

  /** Looks at the gradient of the iteration before; the same in all workers. */
  private boolean isLast() {
    double along = 0;
    for (int j = 0; j < w.length; j++) {
      gradient[j] = lipschitz * (y[j] - w[j]); // grad F(y) <- L (y - w)
      along += gradient[j] * (w[j] - last[j]);
    }
    if (along > 0) {
      theta = 1;
    }
    norm = Vectors.maxNorm(gradient);
    firstNorm = iteration == 1 ? norm : firstNorm;
    isConverged = norm <= tolerance * firstNorm;
    return isConverged || !Double.isFinite(norm);
  }

  private void extrapolate() {
    double next = (1 + Math.sqrt(1 + 4 * theta * theta)) / 2;
    double beta = hasMomentum ? (theta - 1) / next : 0;
    theta = next;
    for (int j = 0; j < w.length; j++) {
      y[j] = w[j] + beta * (w[j] - last[j]);
      last[j] = w[j];
    }
  }

  private void pushStep() throws Exception {
    Arrays.fill(delta, 0);
    double scale = -problem.c() / lipschitz;
    int rows = problem.x().rows();
    LogisticLoss.addGradient(problem.x(), problem.y(), 0, rows, y, scale, delta);
    if (worker.index() == 0) {
      for (int j = 0; j < w.length; j++) {
        delta[j] += y[j] - w[j] - y[j] / lipschitz;
      }
    }
    table.push(0, WeightTable.rows(problem.weights()), delta);
  }

  private void show() {
    worker.progress().show("descend", iteration, iterations, "");
  }

  @Override
  public long iterations() {
    return iteration;
  }

  @Override
  public long clocks() {
    return iteration;
  }

  @Override
  public boolean isConverged() {
    return isConverged;
  }

  @Override
  public double stepSize() {
    return 1 / lipschitz;
  }

  /** Tells the largest element of the last gradient that is known; NaN when none is. */
  @Override
  public void report(Report report) {
    report.metric("gradient_norm", norm);
  }

  @Override
  public double[] weights() throws Exception {
    return WeightTable.read(table, problem.weights());
  }
}
