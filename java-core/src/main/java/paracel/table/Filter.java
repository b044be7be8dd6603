package paracel.table;

/**
 * Chooses entries of a key-value table at the parameter rank, by key and value. Named by class, as
 * {@link UpdateFunction} is; an instance is made for each request, and opened with its argument.
 */
@FunctionalInterface
public interface Filter {

  /**
   * Takes the argument of the request, before any entry.
   *
   * @param argument what the worker gave; null when it gave nothing
   */
  default void open(Value argument) throws Exception {}

  /**
   * Whether an entry is wanted.
   *
   * @param key not to be changed
   * @param value its arrays are not to be changed
   */
  boolean accepts(byte[] key, Value value) throws Exception;
}
