package paracel.worker;

import java.nio.charset.StandardCharsets;
import paracel.table.Value;

/**
 * A key of a key-value table with its value.
 *
 * @param key the caller's own
 */
public record Entry(byte[] key, Value value) {

  /** The key as text in UTF-8; what is not UTF-8 is replaced. */
  public String name() {
    return new String(key, StandardCharsets.UTF_8);
  }
}
