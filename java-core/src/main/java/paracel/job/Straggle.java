package paracel.job;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import paracel.base.Check;
import paracel.base.Idler;
import paracel.worker.TickHook;

/**
 * Delays that are injected into workers, drawn from a seed: each worker at each clock,
 * independently, is {@code factor} times slower with a probability. A clock can be padded to a
 * least duration, so that experiments do not depend on how many cores there are.
 *
 * @param factor how many times slower, at least 1
 * @param probability in 0..1
 * @param worker the only worker that is delayed, or -1 for all
 * @param padNs least duration of a clock that is not delayed
 */
public record Straggle(double factor, double probability, int worker, long padNs, long seed)
    implements TickHook {

  public Straggle {
    Check.argument(factor >= 1, "a straggler is not faster than the others");
    Check.argument(probability >= 0 && probability <= 1, "a probability is in 0..1");
    Check.argument(padNs >= 0, "a duration is not negative");
  }

  /**
   * Reads {@code factor=F,probability=P[,worker=K]}.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static Straggle parse(String text) {
    double factor = 0;
    double probability = -1;
    int worker = -1;
    Set<String> names = new HashSet<>();
    for (String part : text.split(",", -1)) {
      String[] pair = part.split("=", 2);
      if (pair.length != 2) {
        throw new IllegalArgumentException("'" + part + "' is not of the form name=value");
      }
      if (!names.add(pair[0])) {
        throw new IllegalArgumentException("'" + pair[0] + "' is given twice");
      }
      try {
        switch (pair[0]) {
          case "factor" -> factor = Double.parseDouble(pair[1]);
          case "probability" -> probability = Double.parseDouble(pair[1]);
          case "worker" -> worker = Integer.parseInt(pair[1]);
          default -> throw new IllegalArgumentException("'" + pair[0] + "' is not known");
        }
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("'" + part + "' has no number", e);
      }
    }
    if (!(factor >= 1 && factor <= 1e6) || !(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "'" + text + "' needs a factor of at least 1 and a probability in 0..1");
    }
    if (names.contains("worker") && worker < 0) {
      throw new IllegalArgumentException("workers are numbered from 0");
    }
    return new Straggle(factor, probability, worker, 0, 0);
  }

  public Straggle withSeed(long newSeed) {
    return new Straggle(factor, probability, worker, padNs, newSeed);
  }

  public Straggle withPad(long newPadNs) {
    return new Straggle(factor, probability, worker, newPadNs, seed);
  }

  /** Whether a worker is delayed at a clock; the same whenever and by whomever it is asked. */
  public boolean isDelayed(int ofWorker, long clock) {
    if (worker >= 0 && ofWorker != worker) {
      return false;
    }
    long bits = mix(mix(seed) ^ mix(clock * 0x9e3779b97f4a7c15L + ofWorker));
    return (bits >>> 11) * 0x1.0p-53 < probability;
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  /** Duration of a padded clock whose computation takes less than the padding. */
  public long paddedNs(int ofWorker, long clock) {
    return isDelayed(ofWorker, clock) ? (long) (factor * padNs) : padNs;
  }

  @Override
  public void beforeTick(int ofWorker, long clock, long clockStartNs, Idler idler) {
    long nowNs = idler.nanoTime();
    long startNs = clockStartNs < 0 ? nowNs : clockStartNs;
    long durationNs = Math.max(nowNs - startNs, padNs);
    if (isDelayed(ofWorker, clock)) {
      durationNs = (long) (factor * durationNs);
    }
    if (startNs + durationNs > nowNs) {
      idler.sleepUntil(startNs + durationNs);
    }
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "factor=%s,probability=%s", factor, probability)
        + (worker < 0 ? "" : ",worker=" + worker);
  }
}
