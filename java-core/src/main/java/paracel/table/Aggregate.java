package paracel.table;

/**
 * One value out of many entries of a key-value table: each parameter rank adds its own, the worker
 * combines their results in the order of parameter ranks. Named by class, as {@link UpdateFunction}
 * is; an instance is made for each request at each parameter rank, and one at the worker.
 */
public interface Aggregate {

  /**
   * Takes the argument of the request, before any entry.
   *
   * @param argument what the worker gave; null when it gave nothing
   */
  default void open(Value argument) throws Exception {}

  /** Takes one entry. */
  void add(byte[] key, Value value) throws Exception;

  /** The result of this parameter rank, after all its entries; never null. */
  Value result() throws Exception;

  /** One result out of those of two parameter ranks, or of what came of earlier ones. */
  Value combine(Value first, Value second) throws Exception;
}
