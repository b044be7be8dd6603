package paracel.fabric.sim;

import paracel.base.Check;

/**
 * What kind of network is simulated.
 *
 * @param ordersPuts whether fences order what the target's CPU sees; without, fences are ignored
 * @param lossProbability that an operation is lost; its endpoint fails at the next flush
 * @param maxEvents events after which a history counts as one without progress
 */
public record SimOptions(boolean ordersPuts, double lossProbability, long maxEvents) {

  /** Ordered and without loss. */
  public static final SimOptions DEFAULT = new SimOptions(true, 0, 200_000_000);

  public SimOptions {
    Check.argument(lossProbability >= 0 && lossProbability < 1, "loss probability in [0, 1)");
    Check.argument(maxEvents > 0, "a history has events");
  }
}
