package paracel.solver.downpour;

import java.util.Arrays;
import paracel.linalg.LogisticLoss;
import paracel.metrics.Report;
import paracel.solver.ConvergenceLog;
import paracel.solver.logistic.ClockCredit;
import paracel.solver.logistic.LogisticMethod;
import paracel.solver.logistic.LogisticProblem;
import paracel.solver.logistic.SgdPlan;
import paracel.solver.logistic.WeightTable;
import paracel.table.Consistency;
import paracel.worker.DenseTable;
import paracel.worker.Worker;

/**
 * Downpour stochastic gradient descent (Dean et al. 2012, algorithm 7.1). Each worker has weights v
 * of its own. Before every {@code fetchEvery}-th batch it pulls the common weights w, after every
 * {@code pushEvery}-th it pushes what it has done since the push before; in between it goes on
 * alone:
 *
 * <pre>
 *   every fetchEvery batches:  v = w + u                          u: done, but not pushed yet
 *   g = N/n sum_{i in B} grad l_i(v) + lambda/W v                 lambda = 1/(nC)
 *   v = v - step g;  u = u - step g
 *   every pushEvery batches:   push u, tick;  u = 0
 * </pre>
 *
 * <p>Every worker cuts its rows in the same number N of batches; W workers have rows. Over the N
 * batches of an epoch the g of all workers sum up to {@code N grad f}, {@code f = F/(nC)}: the
 * weights are those of one problem however the rows are spread. What is done is pushed once, and a
 * pull between pushes does not lose it.
 *
 * <p>Step: unless given, {@code 1 / ((a/4 + r/(4b) + lambda) (1 + D (W-1)/W))}, the inverse of the
 * curvature that a batch is expected to have ({@link LogisticProblem#batchCurvature}), reduced
 * because the others' part of the gradient is late by up to {@code D = fetchEvery + pushEvery - 2}
 * batches. Descent on a quadratic with its whole gradient D steps late is stable up to {@code 2
 * sin(pi / (4D + 2))} over the curvature, which is more, if workers are equally fast.
 *
 * <p>With AdaGrad (Duchi, Hazan and Singer 2011) weight j moves by {@code -step/W g_j / sqrt(sum
 * g_j^2)}, the sum being over the worker's own batches. It needs no curvature: its first move is
 * {@code step/W} in each weight, {@value #ADAGRAD_STEP}/W unless given.
 *
 * <p>A clock is a push. Bounded, every worker makes the same number. Asynchronously {@link
 * ClockCredit} keeps the rows at one weight, batch by batch, and ends the loop. A worker without
 * rows leaves at once. A worker whose loss is not a number leaves, and so do the others when they
 * meet the same weights, or an infinite credit.
 */
final class DownpourLoop implements LogisticMethod {

  static final double ADAGRAD_STEP = 0.2;

  private static final double SQUARES_MIN = 1e-300;
  private static final int CREDIT_SLOT = 0;

  private final LogisticProblem problem;
  private final Worker worker;
  private final DownpourPlan plan;
  private final ConvergenceLog log;
  private final DenseTable table;
  private final boolean isAsynchronous;
  private final long activeWorkers;
  private final int batchesPerEpoch;
  private final long batches; // of the run
  private final ClockCredit credit;
  private final double stepSize;

  private final int weights;
  private final int creditAt; // place of the credits' sum, behind the weights
  private final double[] v; // own weights; behind them the credits' sum as pulled
  private final double[] done; // u, and the credit taken since the last push
  private final double[] gradient;
  private final double[] squares; // sums of g_j^2, for AdaGrad
  private final int[] order;

  private double meanBatch;
  private double weight = 1;
  private long batch; // number of batches done
  private long clock;
  private boolean isFailed;

  /** Opens the table. Collective. */
  DownpourLoop(LogisticProblem problem, DownpourPlan plan, ConvergenceLog log) throws Exception {
    this.problem = problem;
    this.worker = problem.worker();
    this.plan = plan;
    this.log = log;
    this.table = WeightTable.open(worker, problem.weights());
    this.isAsynchronous = table.spec().consistency().mode() == Consistency.Mode.ASP;
    this.activeWorkers = problem.activeWorkers();
    this.batchesPerEpoch = SgdPlan.batches(problem, plan.sgd().batchRows());
    this.batches = plan.sgd().clocks(batchesPerEpoch);
    this.credit = new ClockCredit(batches, activeWorkers);
    this.stepSize = plan.sgd().stepSize() > 0 ? plan.sgd().stepSize() : chooseStep();
    this.weights = problem.weights();
    this.creditAt = WeightTable.elements(weights) + CREDIT_SLOT;
    this.v = new double[WeightTable.elements(weights) + WeightTable.COLUMNS];
    this.done = new double[v.length];
    this.gradient = new double[weights];
    this.squares = new double[plan.hasAdagrad() ? weights : 0];
    this.order = new int[batchesPerEpoch];
    Arrays.setAll(order, i -> i);
  }

  private double chooseStep() throws Exception {
    if (plan.hasAdagrad()) {
      return ADAGRAD_STEP;
    }
    double late = plan.fetchEvery() + plan.pushEvery() - 2;
    double others = (activeWorkers - 1.0) / activeWorkers;
    double curvature = problem.batchCurvature(batchesPerEpoch) + problem.lambda();
    return 1 / (curvature * (1 + late * others));
  }

  @Override
  public void run() throws Exception {
    if (problem.x().rows() == 0) {
      worker.leave();
      clock = Math.ceilDiv(batches, plan.pushEvery());
      batch = batches;
      return;
    }
    while (!isFailed) {
      if (batch % plan.fetchEvery() == 0) {
        fetch();
      }
      meanBatch = isAsynchronous ? credit.mean(v[creditAt]) : batch;
      if (meanBatch >= batches) {
        break;
      }
      if (batch % batchesPerEpoch == 0) {
        shuffleOrder();
      }
      step(order[(int) (batch % batchesPerEpoch)]);
      batch++;
      if (batch % plan.pushEvery() == 0) {
        push();
      }
    }
    if (!isFailed && batch % plan.pushEvery() != 0) {
      push();
    }
    worker.leave();
  }

  /** Pulls the common weights and the sum of credits, and adds what was not pushed yet. */
  private void fetch() throws Exception {
    table.pull(0, WeightTable.rows(weights) + 1, v);
    log.add(batch, worker.nanoTime(), v, worker.lag());
    for (int j = 0; j < weights; j++) {
      v[j] += done[j]; // v <- w + u
    }
    v[creditAt] += done[creditAt];
  }

  private void shuffleOrder() {
    for (int i = order.length - 1; i > 0; i--) {
      int j = worker.random().nextInt(i + 1);
      int other = order[i];
      order[i] = order[j];
      order[j] = other;
    }
  }

  /** Makes one step on the worker's own weights. */
  private void step(int part) throws Exception {
    double at = isAsynchronous ? meanBatch : batch;
    double step = stepSize * plan.sgd().schedule().factor(at, batches, batchesPerEpoch);
    if (isAsynchronous) {
      weight = credit.take(meanBatch);
      done[creditAt] += weight;
      v[creditAt] += weight;
    }
    double loss = computeGradient(part);
    if (!Double.isFinite(loss)) {
      fail();
    } else if (plan.hasAdagrad()) {
      moveByAdagrad(weight * step / activeWorkers);
    } else {
      move(weight * step);
    }
  }

  /** {@code g <- N/n sum_{i in B} grad l_i(v) + lambda/W v}; gives the sum of the losses. */
  private double computeGradient(int part) {
    double share = problem.lambda() / activeWorkers;
    for (int j = 0; j < weights; j++) {
      gradient[j] = share * v[j];
    }
    long rows = problem.x().rows();
    int from = (int) (rows * part / batchesPerEpoch);
    int to = (int) (rows * (part + 1) / batchesPerEpoch);
    double scale = (double) batchesPerEpoch / problem.allRows();
    return LogisticLoss.addGradient(problem.x(), problem.y(), from, to, v, scale, gradient);
  }

  private void move(double step) {
    for (int j = 0; j < weights; j++) {
      double moved = step * gradient[j];
      v[j] -= moved;
      done[j] -= moved;
    }
  }

  private void moveByAdagrad(double step) {
    for (int j = 0; j < weights; j++) {
      squares[j] += gradient[j] * gradient[j];
      double moved = step * gradient[j] / Math.sqrt(squares[j] + SQUARES_MIN);
      v[j] -= moved;
      done[j] -= moved;
    }
  }

  private void push() throws Exception {
    table.push(0, WeightTable.rows(weights) + 1, done);
    worker.tick();
    Arrays.fill(done, 0);
    clock++;
    worker.progress().show("train", Math.min(batch, batches), batches, "");
  }

  /** Asynchronously the others wait for no clock of this worker but for its credit. */
  private void fail() throws Exception {
    isFailed = true;
    if (isAsynchronous) {
      Arrays.fill(done, 0);
      done[creditAt] = Double.POSITIVE_INFINITY;
      table.push(0, WeightTable.rows(weights) + 1, done);
    }
  }

  @Override
  public double[] weights() throws Exception {
    return WeightTable.read(table, weights);
  }

  /** Never: the method has no test of its own. */
  @Override
  public boolean isConverged() {
    return false;
  }

  /** Epochs, the last maybe not whole. */
  @Override
  public long iterations() {
    return Math.ceilDiv(batch, batchesPerEpoch);
  }

  @Override
  public long clocks() {
    return clock;
  }

  @Override
  public double stepSize() {
    return stepSize;
  }

  @Override
  public void report(Report report) {
    report.metric("batches", batch);
  }
}
