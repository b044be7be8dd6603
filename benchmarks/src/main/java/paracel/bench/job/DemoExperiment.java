package paracel.bench.job;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import paracel.job.Straggle;
import paracel.table.Consistency;
import paracel.worker.TickHook;

/**
 * The demonstration's experiment: the same training under bsp and under ssp, with the same injected
 * delays, for some seeds; and, without delays, bsp and the best ssp in turn.
 */
final class DemoExperiment {

  static final int[] STALENESS = {1, 3, 8, 16};
  static final long CLOCK_NS = 20_000_000;
  static final double FACTOR = 8;
  static final double PROBABILITY = 0.1;

  /** The target: so much above the optimum, as a share of it. */
  static final double TARGET_DISTANCE = 0.01;

  private static final double[] STEPS = {0.04, 0.06, 0.08, 0.12, 0.16, 0.24, 0.32, 0.48, 0.64};
  private static final int STEP_SEEDS = 3;

  private final DemoData data;
  private final double optimum;
  private final Consumer<String> log;

  private double stepSize;
  private DemoTraining training;
  private final List<DemoRun> bsp = new ArrayList<>();
  private final List<List<DemoRun>> ssp = new ArrayList<>();
  private final List<double[]> ideal = new ArrayList<>(); // by seed: bsp, then each staleness
  private final List<DemoRun> calmBsp = new ArrayList<>();
  private final List<DemoRun> calmSsp = new ArrayList<>();

  DemoExperiment(DemoData data, Consumer<String> log) {
    this.data = data;
    this.log = log;
    this.optimum = DemoOptimum.of(data);
    for (int i = 0; i < STALENESS.length; i++) {
      ssp.add(new ArrayList<>());
    }
  }

  double optimum() {
    return optimum;
  }

  double target() {
    return (1 + TARGET_DISTANCE) * optimum;
  }

  double stepSize() {
    return stepSize;
  }

  /** Does all of it. */
  void run(int seeds) throws Exception {
    chooseStep();
    for (int seed = 1; seed <= seeds; seed++) {
      Straggle delays = new Straggle(FACTOR, PROBABILITY, -1, CLOCK_NS, seed);
      bsp.add(train("bsp", Consistency.bsp(), delays, seed));
      for (int i = 0; i < STALENESS.length; i++) {
        String name = "ssp, s = " + STALENESS[i];
        ssp.get(i).add(train(name, Consistency.ssp(STALENESS[i]), delays, seed));
      }
      ideal.add(idealRates(delays));
    }
    Straggle calm = new Straggle(1, 0, -1, CLOCK_NS, 0);
    Consistency best = Consistency.ssp(STALENESS[best()]);
    for (int seed = 1; seed <= seeds; seed++) {
      calmBsp.add(train("bsp without stragglers", Consistency.bsp(), calm, seed));
      calmSsp.add(train("ssp without stragglers", best, calm, seed));
    }
  }

  /**
   * The step with which bsp, without delays and padding, needs the fewest clocks, of those with
   * which it also stays below the target: a larger one only touches it by chance.
   */
  private void chooseStep() throws Exception {
    double fewest = Double.POSITIVE_INFINITY;
    for (double step : STEPS) {
      double clocks = 0;
      for (int seed = 1; seed <= STEP_SEEDS; seed++) {
        DemoRun run =
            new DemoTraining(data, target(), step).run(Consistency.bsp(), TickHook.NONE, seed);
        clocks += run.staysBelowTarget() ? run.clocksToTarget() : Double.POSITIVE_INFINITY;
      }
      if (clocks < fewest) {
        fewest = clocks;
        stepSize = step;
      }
    }
    if (fewest == Double.POSITIVE_INFINITY) {
      throw new IllegalStateException("no step size reaches the target");
    }
    training = new DemoTraining(data, target(), stepSize);
    log.accept("step size %s, chosen for bsp".formatted(stepSize));
  }

  private DemoRun train(String name, Consistency consistency, Straggle delays, long seed)
      throws Exception {
    DemoRun run = training.run(consistency, delays, seed);
    log.accept(
        "seed %d, %-22s %6.2f s and %3d clocks to the target, %5.1f clocks a second"
            .formatted(seed, name, run.secondsToTarget(), run.clocksToTarget(), run.clockRate()));
    return run;
  }

  private static double[] idealRates(Straggle delays) {
    double[] rates = new double[1 + STALENESS.length];
    for (int i = 0; i < rates.length; i++) {
      int staleness = i == 0 ? 0 : STALENESS[i - 1];
      long totalNs =
          IdealSchedule.totalNs(
              DemoTraining.WORKERS, DemoTraining.CLOCKS, staleness, delays::paddedNs);
      rates[i] = DemoTraining.CLOCKS / (totalNs * 1e-9);
    }
    return rates;
  }

  // ---- what came of it

  /** Index of the staleness that reaches the target first, by the median. */
  int best() {
    int best = 0;
    for (int i = 1; i < STALENESS.length; i++) {
      if (sspSeconds(i) < sspSeconds(best)) {
        best = i;
      }
    }
    return best;
  }

  double bspSeconds() {
    return median(bsp, DemoRun::secondsToTarget);
  }

  double bspClocks() {
    return median(bsp, DemoRun::clocksToTarget);
  }

  double bspRate() {
    return median(bsp, DemoRun::clockRate);
  }

  double sspSeconds(int index) {
    return median(ssp.get(index), DemoRun::secondsToTarget);
  }

  double sspClocks(int index) {
    return median(ssp.get(index), DemoRun::clocksToTarget);
  }

  double sspRate(int index) {
    return median(ssp.get(index), DemoRun::clockRate);
  }

  /**
   * Clocks a second of an ideal scheduler, with the same delays.
   *
   * @param index of the staleness, or -1 for bsp
   */
  double idealRate(int index) {
    return median(ideal, rates -> rates[index + 1]);
  }

  /** How many times faster the best ssp reaches the target than bsp does. */
  double speedup() {
    return bspSeconds() / sspSeconds(best());
  }

  double calmBspSeconds() {
    return median(calmBsp, DemoRun::secondsToTarget);
  }

  double calmSspSeconds() {
    return median(calmSsp, DemoRun::secondsToTarget);
  }

  /** The first seed's runs: bsp, then each staleness. */
  List<DemoRun> firstRuns() {
    List<DemoRun> runs = new ArrayList<>();
    runs.add(bsp.getFirst());
    ssp.forEach(list -> runs.add(list.getFirst()));
    return runs;
  }

  private static <T> double median(List<T> runs, ToDoubleFunction<T> figure) {
    double[] sorted = runs.stream().mapToDouble(figure).toArray();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
