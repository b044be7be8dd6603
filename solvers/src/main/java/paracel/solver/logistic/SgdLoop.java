package paracel.solver.logistic;

import java.util.Arrays;
import paracel.base.Check;
import paracel.linalg.LogisticLoss;
import paracel.metrics.Progress;
import paracel.table.Consistency;
import paracel.worker.DenseTable;
import paracel.worker.Reduction;
import paracel.worker.Worker;

/**
 * Mini-batch stochastic gradient descent on the parameter server (Robbins and Monro 1951; Bottou
 * 2010).
 *
 * <p>The objective over n rows, divided by nC, is the mean loss with {@code lambda = 1/(nC)}:
 *
 * <pre>
 *   f(w) = F(w) / (nC) = 1/n sum_i l_i(w) + lambda/2 w'w
 * </pre>
 *
 * <p>Every worker cuts its rows in the same number N of batches, whatever their number, so that one
 * epoch is N clocks and passes each row once. At each clock every worker takes one of its batches B
 * and pushes
 *
 * <pre>
 *   delta = -step (N/n sum_{i in B} grad l_i(w) + lambda N/m_p w_p  for each page p that B touches)
 * </pre>
 *
 * <p>where w is what it has pulled, and m_p is how many batches of all workers touch page p of the
 * weight table. Over the N clocks of an epoch these sum up to {@code -step N grad f} with the
 * regularisation exact, although a page is only read and written by batches that need it (the same
 * idea coordinate by coordinate: Recht et al. 2011). With equally many rows in each of W workers
 * the loss part of a clock is {@code -step/W} times the mean gradients of the W batches.
 *
 * <p>Order: rows are shuffled once and batches anew in each epoch, both from the worker's seed.
 *
 * <p>Step: unless given, {@code 1 / (a/4 + r/(4b) + lambda N W max_p 1/m_p)}, where a is the
 * largest eigenvalue of X'X/n, r the mean of |x_i|^2, and b = n/N the rows of all workers in a
 * clock: the curvature that a batch of b rows is expected to have (Gower et al. 2019), with the
 * mean in place of the largest norm.
 *
 * <p>Clocks: bounded, every worker goes the same number. Asynchronously a page of the table holds
 * the sum of what each worker has been credited ({@link ClockCredit}); the mean credit takes the
 * place of the clock in the step's schedule and ends the loop.
 *
 * <p>A worker without rows leaves at once. A worker whose loss is not a number leaves and stops;
 * the others meet the same weights, or an infinite mean credit, and do so too.
 */
public final class SgdLoop implements LogisticMethod {

  private static final long SHOW_NS = 250_000_000;

  private final LogisticProblem problem;
  private final Worker worker;
  private final SgdPlan plan;
  private final SgdObserver observer;
  private final DenseTable table;
  private final boolean isAsynchronous;
  private final SgdBatches batches;
  private final long clocks;
  private final double stepSize;
  private final ClockCredit credit;
  private final long clocksBetweenSnapshots;

  private final double[] shrink; // lambda N / m_p of each page
  private final double[] w; // of the batch's pages
  private final double[] delta;
  private final double[] all; // for the observer, where batches do not pull all pages
  private final int[] order;
  private final double[] sums = new double[3];

  private double epochLoss;
  private long epochRows;
  private double lastMeanLoss = Double.NaN;
  private boolean isDone;
  private boolean isConverged;
  private boolean isFailed;
  private double weight = 1; // of the clock under way
  private long clock;
  private long snapshots;
  private long shownNs;

  /**
   * Opens the table of the weights, which begin as zeros. Collective.
   *
   * @param plan the same in all workers but for the snapshots
   * @param observer called by this worker as often as the plan says
   */
  public SgdLoop(LogisticProblem problem, SgdPlan plan, SgdObserver observer) throws Exception {
    this.problem = problem;
    this.worker = problem.worker();
    this.plan = plan;
    this.observer = observer;
    this.table = WeightTable.open(worker, problem.weights());
    this.isAsynchronous = table.spec().consistency().mode() == Consistency.Mode.ASP;
    this.batches =
        new SgdBatches(
            problem.x(),
            SgdPlan.batches(problem, plan.batchRows()),
            isAsynchronous,
            SgdBatches.WHOLE_PAGES_MAX);
    this.clocks = plan.clocks(batches.count());
    this.credit = new ClockCredit(clocks, problem.activeWorkers());
    this.shrink = shrink();
    this.stepSize = plan.stepSize() > 0 ? plan.stepSize() : chooseStep();
    this.clocksBetweenSnapshots =
        plan.snapshots() > 0 ? Math.ceilDiv(clocks, plan.snapshots()) : Long.MAX_VALUE;
    this.w = new double[batches.pagesMax() * WeightTable.COLUMNS];
    this.delta = new double[w.length];
    this.all = batches.isWhole() ? w : new double[WeightTable.elements(problem.weights())];
    this.order = new int[batches.count()];
    Arrays.setAll(order, batch -> batch);
  }

  private double[] shrink() throws Exception {
    double[] touches = new double[WeightTable.rows(problem.weights()) + 1];
    batches.countTouches(touches);
    touches[touches.length - 1] = 0; // no weights there
    worker.allReduce(touches, Reduction.SUM);
    double lambda = problem.lambda();
    for (int page = 0; page < touches.length; page++) {
      touches[page] = touches[page] > 0 ? lambda * batches.count() / touches[page] : 0;
    }
    return touches;
  }

  private double chooseStep() throws Exception {
    double shrinkMax = Arrays.stream(shrink).max().orElse(0) * worker.workers();
    return 1 / (problem.batchCurvature(batches.count()) + shrinkMax);
  }

  /** Goes all clocks and leaves: whoever reads the table afterwards sees the final weights. */
  @Override
  public void run() throws Exception {
    Check.state(clock == 0, "a loop runs once");
    if (problem.x().rows() == 0) {
      worker.leave();
    }
    while (!isDone && !isConverged && !isFailed) {
      runEpoch();
      if (plan.tolerance() > 0) {
        compareEpochs();
      }
    }
    worker.leave();
  }

  private void runEpoch() throws Exception {
    epochLoss = 0;
    epochRows = 0;
    if (problem.x().rows() == 0) {
      clock = Math.min(clocks, clock + batches.count());
      isDone = clock == clocks;
      return;
    }
    shuffleOrder();
    for (int i = 0; i < order.length && !isDone && !isFailed; i++) {
      runClock(order[i]);
    }
  }

  private void shuffleOrder() {
    for (int i = order.length - 1; i > 0; i--) {
      int j = worker.random().nextInt(i + 1);
      int batch = order[i];
      order[i] = order[j];
      order[j] = batch;
    }
  }

  private void runClock(int batch) throws Exception {
    long[] pages = batches.pages(batch);
    table.pull(pages, pages.length, w);
    double meanClock = isAsynchronous ? credit.mean(w[countPlace(pages)]) : clock;
    if (meanClock >= clocks) {
      isDone = true;
      return;
    }
    if (clock % clocksBetweenSnapshots == 0 && snapshots < plan.snapshots()) {
      observe(pages.length);
    }
    double step = stepSize * plan.schedule().factor(meanClock, clocks, batches.count());
    if (isAsynchronous) {
      weight = credit.take(meanClock);
      step *= weight;
    }
    double loss = computeDelta(batch, step);
    if (!Double.isFinite(loss)) {
      fail(pages);
      return;
    }
    pushDelta(pages, step);
    worker.tick();
    clock++;
    epochLoss += loss;
    epochRows += batches.start(batch + 1) - batches.start(batch);
    isDone = !isAsynchronous && clock == clocks;
    show();
  }

  /** Leaves. Asynchronously the others wait for no clock of this worker but for its credit. */
  private void fail(long[] pages) throws Exception {
    isFailed = true;
    if (isAsynchronous) {
      Arrays.fill(delta, 0);
      delta[0] = Double.POSITIVE_INFINITY;
      table.push(pages[pages.length - 1], delta, 0);
    }
    worker.leave();
  }

  private static int countPlace(long[] pages) {
    return (pages.length - 1) * WeightTable.COLUMNS;
  }

  /** {@code delta <- delta - step N/n sum_{i in B} grad l_i(w)}; gives the sum of the losses. */
  private double computeDelta(int batch, double step) {
    double scale = -step * batches.count() / problem.allRows();
    return LogisticLoss.addGradient(
        batches.x(), problem.y(), batches.start(batch), batches.start(batch + 1), w, scale, delta);
  }

  /** Adds the regularisation to the delta, pushes it and makes it zero again. */
  private void pushDelta(long[] pages, double step) throws Exception {
    if (isAsynchronous) {
      delta[countPlace(pages)] = weight;
    }
    for (int i = 0; i < pages.length; i++) {
      int from = i * WeightTable.COLUMNS;
      double factor = step * shrink[(int) pages[i]];
      for (int j = from; j < from + WeightTable.COLUMNS; j++) {
        delta[j] -= factor * w[j]; // - step lambda N/m_p w_p
      }
      table.push(pages[i], delta, from);
    }
    Arrays.fill(delta, 0, pages.length * WeightTable.COLUMNS, 0);
  }

  private void observe(int pulledPages) throws Exception {
    if (!batches.isWhole() || pulledPages == 0) {
      table.pull(0, WeightTable.rows(problem.weights()), all);
    }
    snapshots++;
    observer.observed(clock, worker.nanoTime(), all, worker.lag());
  }

  /** Ends the loop, in all workers, when the running loss hardly changes. Collective. */
  private void compareEpochs() throws Exception {
    sums[0] = isFailed ? Double.NaN : epochLoss;
    sums[1] = epochRows;
    sums[2] = isDone ? 1 : 0;
    worker.allReduce(sums, Reduction.SUM);
    double meanLoss = sums[0] / sums[1];
    isFailed = Double.isNaN(meanLoss);
    isDone = sums[2] > 0;
    isConverged = Math.abs(lastMeanLoss - meanLoss) <= plan.tolerance() * lastMeanLoss;
    lastMeanLoss = meanLoss;
  }

  private void show() {
    Progress progress = worker.progress();
    if (progress == Progress.NONE) {
      return;
    }
    long nowNs = worker.nanoTime();
    if (nowNs - shownNs >= SHOW_NS || clock == clocks) {
      shownNs = nowNs;
      String detail =
          "epoch %d of %d, loss %.5f"
              .formatted(
                  Math.ceilDiv(clock, batches.count()),
                  Math.ceilDiv(clocks, batches.count()),
                  epochLoss / epochRows);
      progress.show("train", clock, clocks, detail);
    }
  }

  // ---- what came of it

  /** Clocks that this worker has completed. */
  public long clock() {
    return clock;
  }

  public long clocksEachEpoch() {
    return batches.count();
  }

  @Override
  public long clocks() {
    return clock;
  }

  @Override
  public long iterations() {
    return Math.ceilDiv(clock, clocksEachEpoch());
  }

  /** Step at clock 0. */
  @Override
  public double stepSize() {
    return stepSize;
  }

  /** Whether the tolerance was met. */
  @Override
  public boolean isConverged() {
    return isConverged;
  }

  /** All weights as they are now; after {@link #run}, the final ones. Waits at the gate. */
  @Override
  public double[] weights() throws Exception {
    return WeightTable.read(table, problem.weights());
  }
}
