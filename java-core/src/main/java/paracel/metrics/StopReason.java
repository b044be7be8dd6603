package paracel.metrics;

import java.util.Locale;

/** Why a solver ended. */
public enum StopReason {
  /** The method's own criterion is met, or the work is done. */
  CONVERGED,
  /** The limit of epochs, iterations or time was reached; the result is usable. */
  LIMIT,
  /** The objective grew without bound or is not a number; the result is not usable. */
  DIVERGED;

  /** The word in the JSON result. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
