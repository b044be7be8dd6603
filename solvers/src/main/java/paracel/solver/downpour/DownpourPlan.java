package paracel.solver.downpour;

import paracel.base.Check;
import paracel.solver.logistic.SgdPlan;

/**
 * How long, in what steps and with how much talk {@link DownpourLoop} goes.
 *
 * @param sgd epochs, batches, steps and their schedule; its tolerance is not used
 * @param fetchEvery batches from one pull to the next, 1 or more
 * @param pushEvery batches from one push to the next, 1 or more
 * @param hasAdagrad whether each weight has a step of its own
 */
record DownpourPlan(SgdPlan sgd, int fetchEvery, int pushEvery, boolean hasAdagrad) {

  DownpourPlan {
    Check.argument(fetchEvery >= 1 && pushEvery >= 1, "batches between pulls or pushes: 1 or more");
  }
}
