package paracel.solver;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import paracel.base.Check;

/**
 * How the step of a stochastic method changes from clock to clock: {@code step(t) = step(0) *
 * factor(t)}.
 *
 * <p>Linear decay to zero is the default of our solvers: its last iterate has the rate that
 * otherwise only averages of iterates have (Zamani and Glineur 2023; Defazio et al. 2023), so no
 * average need be kept, which under bounded staleness would mix what different workers saw. It
 * needs to know the number of clocks, which we do. Inverse decay satisfies the conditions of
 * Robbins and Monro (1951): sum of steps infinite, sum of squares finite.
 */
public enum StepSchedule {
  /** {@code 1}. */
  CONSTANT,
  /** {@code 1 - t / T}, where T is the number of clocks of the run. */
  LINEAR,
  /** {@code 1 / (1 + t / N)}, where N is the number of clocks of an epoch. */
  INVERSE,
  /** {@code 1 / sqrt(1 + t / N)}. */
  INVERSE_SQRT;

  /** The word on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static List<String> words() {
    return Arrays.stream(values()).map(StepSchedule::word).toList();
  }

  public static StepSchedule of(String word) {
    StepSchedule found = null;
    for (StepSchedule schedule : values()) {
      found = schedule.word().equals(word) ? schedule : found;
    }
    Check.argument(found != null, "no step schedule has this name");
    return found;
  }

  /**
   * Factor at a clock.
   *
   * @param clock 0-based; not whole where it is a mean over workers
   * @param clocks of the run
   * @param clocksPerEpoch 1 or more
   */
  public double factor(double clock, long clocks, long clocksPerEpoch) {
    double epochs = clock / clocksPerEpoch;
    return switch (this) {
      case CONSTANT -> 1;
      case LINEAR -> Math.max(0, 1 - clock / clocks);
      case INVERSE -> 1 / (1 + epochs);
      case INVERSE_SQRT -> 1 / Math.sqrt(1 + epochs);
    };
  }
}
