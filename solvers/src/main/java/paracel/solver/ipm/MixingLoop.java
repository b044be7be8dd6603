package paracel.solver.ipm;

import java.util.Arrays;
import paracel.base.Check;
import paracel.linalg.LogisticLoss;
import paracel.metrics.Report;
import paracel.solver.ConvergenceLog;
import paracel.solver.logistic.LogisticMethod;
import paracel.solver.logistic.LogisticProblem;
import paracel.solver.logistic.WeightTable;
import paracel.worker.DenseTable;
import paracel.worker.Worker;

/**
 * Iterative parameter mixing (McDonald, Hall and Mann 2010; Mann et al. 2009): in each round every
 * worker makes one pass of stochastic gradient descent over its own rows, from the common weights,
 * and the next common weights are the mean of what the workers have come to.
 *
 * <pre>
 *   v_k = w;  for each row i of worker k, in random order:
 *     v_k = (1 - step lambda) v_k - step grad l_i(v_k)             lambda = 1/(nC)
 *   w   = 1/W sum_k v_k
 * </pre>
 *
 * <p>The W workers are those that have rows. The mean is not weighted by rows: a worker with more
 * rows has made more steps already, so that to first order a round is {@code -step n/W grad f(w)}
 * with {@code f = F/(nC)}, however the rows are spread.
 *
 * <p>Step: unless given, {@code 1 / (max |x_i|^2 / 4 + lambda)}, at which no step, and so no round,
 * takes two weight vectors further apart (gradients of convex functions with curvature up to L are
 * co-coercive: Nesterov 2004, theorem 2.1.5). A run cannot diverge then. What a constant step
 * leaves between mean and optimum is proportional to the step; the schedule takes it to 0.
 *
 * <p>Rounds are clocks of a bulk-synchronous table, and what is pushed is {@code (v_k - w)/W}. Each
 * worker also adds the losses that it met on its pass to an element that all pull with the weights.
 * So all decide alike, without another word, whether the running loss still changes.
 */
final class MixingLoop implements LogisticMethod {

  private static final int LOSS_SLOT = 0;

  private final LogisticProblem problem;
  private final Worker worker;
  private final MixingPlan plan;
  private final DenseTable table;
  private final ConvergenceLog log;
  private final long activeWorkers;
  private final double stepSize;

  private final double[] w; // the common weights, and the row of sums
  private final double[] delta;
  private final ScaledWeights v;
  private final int[] order;
  private final int sums; // where the row of sums begins

  private double lossSum; // over all rounds, as pulled
  private double lastLoss = Double.NaN;
  private boolean isConverged;
  private long round;

  /** Opens the table. Collective. */
  MixingLoop(LogisticProblem problem, MixingPlan plan, ConvergenceLog log) throws Exception {
    this.problem = problem;
    this.worker = problem.worker();
    this.plan = plan;
    this.log = log;
    this.table = WeightTable.open(worker, problem.weights());
    Check.argument(table.spec().consistency().isStaged(), "a mean needs bulk-synchronous clocks");
    this.activeWorkers = problem.activeWorkers();
    this.stepSize = plan.stepSize() == null ? largestSafeStep() : plan.stepSize();
    this.sums = WeightTable.elements(problem.weights());
    this.w = new double[sums + WeightTable.COLUMNS];
    this.delta = new double[w.length];
    this.v = new ScaledWeights(problem.weights());
    this.order = new int[problem.x().rows()];
    Arrays.setAll(order, i -> i);
  }

  private double largestSafeStep() throws Exception {
    return 1 / (0.25 * problem.maxSquaredNorm() + problem.lambda());
  }

  @Override
  public void run() throws Exception {
    while (round < plan.rounds()) {
      table.pull(0, WeightTable.rows(problem.weights()) + 1, w);
      if (isLast()) {
        break;
      }
      log.add(round, worker.nanoTime(), w, worker.lag());
      if (order.length > 0) {
        pushRound();
      }
      worker.tick();
      round++;
      worker.progress().show("mix", round, plan.rounds(), "");
    }
    worker.leave();
  }

  private void pushRound() throws Exception {
    v.set(w);
    delta[sums + LOSS_SLOT] = pass();
    v.difference(w, 1.0 / activeWorkers, delta); // (v_k - w) / W
    table.push(0, WeightTable.rows(problem.weights()) + 1, delta);
  }

  /** Compares the losses of the last two rounds; the same in all workers. */
  private boolean isLast() {
    double before = lastLoss;
    takeLoss();
    isConverged = round > 1 && Math.abs(before - lastLoss) < plan.tolerance() * before;
    return isConverged || !Double.isFinite(lossSum);
  }

  /** The loss of the last round is what has been added to the sum since the pull before. */
  private void takeLoss() {
    lastLoss = w[sums + LOSS_SLOT] - lossSum;
    lossSum = w[sums + LOSS_SLOT];
  }

  /** Passes over the rows once; gives the sum of the losses, each before its row's step. */
  private double pass() {
    double loss = 0;
    double lambda = problem.lambda();
    for (int i = 0; i < order.length; i++) {
      int row = drawRow(i);
      double clock = round + (double) i / order.length;
      double step = stepSize * plan.schedule().factor(clock, plan.rounds(), 1);
      double label = problem.y()[row];
      double z = label * v.dot(problem.x(), row);
      loss += LogisticLoss.loss(z);
      double alpha = -step * LogisticLoss.slope(z) * label;
      v.step(Math.min(1, step * lambda), alpha, problem.x(), row);
    }
    return loss;
  }

  /** The i-th row of this round's order (Fisher and Yates, from the front). */
  private int drawRow(int i) {
    int j = i + worker.random().nextInt(order.length - i);
    int row = order[j];
    order[j] = order[i];
    order[i] = row;
    return row;
  }

  @Override
  public double[] weights() throws Exception {
    table.pull(0, WeightTable.rows(problem.weights()) + 1, w);
    if (!isConverged) { // else that pull has brought the last round's before
      takeLoss();
    }
    return Arrays.copyOf(w, problem.weights());
  }

  @Override
  public boolean isConverged() {
    return isConverged;
  }

  @Override
  public long iterations() {
    return round;
  }

  @Override
  public long clocks() {
    return round;
  }

  @Override
  public double stepSize() {
    return stepSize;
  }

  /** Tells the mean loss that rows had when they were met in the last round. */
  @Override
  public void report(Report report) {
    report.metric("running_loss", lastLoss / problem.allRows());
  }
}
