package paracel.worker;

import paracel.base.Idler;

/** Called by a worker when it ends a clock, before the tick travels. Delays are injected here. */
@FunctionalInterface
public interface TickHook {

  /** Does nothing. */
  TickHook NONE = (worker, clock, clockStartNs, idler) -> {};

  /**
   * @param worker index of the worker
   * @param clock the clock that ends, 0-based
   * @param clockStartNs when the worker passed its first gate in this clock, by its idler's time;
   *     when it ticked last, if it has read nothing
   */
  void beforeTick(int worker, long clock, long clockStartNs, Idler idler);
}
