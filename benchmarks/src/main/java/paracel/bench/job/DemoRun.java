package paracel.bench.job;

import java.util.Arrays;

/**
 * What one training run gave.
 *
 * @param seconds when worker 0 had pulled the weights of each of its clocks
 * @param objectives of these weights
 * @param totalSeconds until the last worker had ticked its last clock
 * @param target objective that is to be reached
 */
record DemoRun(double[] seconds, double[] objectives, double totalSeconds, double target) {

  /** Clocks that worker 0 had completed when it saw the target reached; -1 when it never did. */
  int clocksToTarget() {
    for (int clock = 0; clock < objectives.length; clock++) {
      if (objectives[clock] <= target) {
        return clock;
      }
    }
    return -1;
  }

  /** Whether the target was reached, and held on average in the last quarter of the run. */
  boolean staysBelowTarget() {
    int from = objectives.length * 3 / 4;
    double mean = Arrays.stream(objectives, from, objectives.length).average().orElseThrow();
    return clocksToTarget() >= 0 && mean <= target;
  }

  /** When worker 0 saw the target reached; NaN when it never did. */
  double secondsToTarget() {
    int clock = clocksToTarget();
    return clock < 0 ? Double.NaN : seconds[clock];
  }

  /** Clocks in a second, of each worker. */
  double clockRate() {
    return objectives.length / totalSeconds;
  }
}
