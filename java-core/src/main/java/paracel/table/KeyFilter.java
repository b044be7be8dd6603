package paracel.table;

/** A filter that looks at keys alone, so that no value has to be made for it. */
public interface KeyFilter extends Filter {

  /**
   * Whether the entry of a key is wanted.
   *
   * @param key not to be changed
   */
  boolean accepts(byte[] key) throws Exception;

  @Override
  default boolean accepts(byte[] key, Value value) throws Exception {
    return accepts(key);
  }
}
