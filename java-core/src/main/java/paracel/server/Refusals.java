package paracel.server;

import paracel.clock.StatusWriter;
import paracel.table.RefusalException;

/**
 * Updates that were refused and that nobody waits for: their number stands in the worker's status
 * line, and the reason of the first is kept until the worker asks. Used by one thread.
 */
final class Refusals {

  private final StatusWriter status;
  private final long[] counts;
  private final RefusalException[] first;

  Refusals(StatusWriter status, int workers) {
    this.status = status;
    this.counts = new long[workers];
    this.first = new RefusalException[workers];
  }

  /** An update of a worker is refused. */
  void add(int worker, RefusalException refusal) {
    if (first[worker] == null) {
      first[worker] = refusal;
    }
    status.refused(worker, ++counts[worker]);
  }

  /**
   * Says why.
   *
   * @throws RefusalException the first of this worker, when there is one
   */
  void check(int worker) throws RefusalException {
    if (first[worker] != null) {
      throw new RefusalException(
          first[worker].reason(),
          "%s (%d of this worker's updates were refused, this is the first)"
              .formatted(first[worker].getMessage(), counts[worker]));
    }
  }
}
