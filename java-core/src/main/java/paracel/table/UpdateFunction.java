package paracel.table;

/**
 * An update of the user's own, run at the parameter rank: {@code new = apply(key, old, delta)}.
 *
 * <p>Implementations are public classes with a public constructor without arguments, on the class
 * path of all ranks, and are named by class; no code travels. One instance serves all requests of a
 * parameter rank, on one thread, in the order of each worker's updates; it should depend on its
 * arguments alone. While it runs nobody else is served, so it must be short: a request that takes
 * longer than {@code --function-timeout} is refused. What it throws refuses the request, which then
 * has changed nothing at that parameter rank, and is told to the caller.
 */
@FunctionalInterface
public interface UpdateFunction {

  /**
   * The value after the update.
   *
   * @param key not to be changed
   * @param old value of a key that is present; its arrays are not to be changed
   * @param delta what the worker has sent
   * @return the new value, which may be of another type in a table of any values; null removes the
   *     key
   */
  Value apply(byte[] key, Value old, Value delta) throws Exception;

  /** The value of a key that was absent: the delta, unless this is overridden. */
  default Value applyAbsent(byte[] key, Value delta) throws Exception {
    return delta;
  }
}
