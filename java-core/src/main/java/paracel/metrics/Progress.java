package paracel.metrics;

/** Where a running solver says how far it is. */
@FunctionalInterface
public interface Progress {

  /** Says nothing. */
  Progress NONE = (phase, done, total, detail) -> {};

  /**
   * @param phase what is being done, one word
   * @param done how much is done
   * @param total how much there is; 0 when unknown
   * @param detail what else is of interest, short
   */
  void show(String phase, long done, long total, String detail);
}
