package paracel.solver.logistic;

/** Looks at the weights that a worker has pulled; called by the worker's thread. */
@FunctionalInterface
public interface SgdObserver {

  /** Looks away. */
  SgdObserver NONE = (clock, timeNs, w, lag) -> {};

  /**
   * @param clock of the worker, 0-based, whose step is going to be computed from these weights
   * @param timeNs when they arrived, by the worker's time
   * @param w the weights, from index 0 on, valid during the call; not to be modified
   * @param lag clocks that the pull was behind at most
   */
  void observed(long clock, long timeNs, double[] w, long lag);
}
