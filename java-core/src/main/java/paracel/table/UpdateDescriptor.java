package paracel.table;

/**
 * Layout of the payloads of update records.
 *
 * <pre>
 *  DENSE_UPDATE                                KEY_VALUE_UPDATE, entries one after another
 *    0   index of the first element, row-major    0   key bytes n (int32)
 *    8   number of elements (int32)               4   0 (int32)
 *   12   0 (int32)                                8   delta: long, or bits of a double
 *   16   deltas                                  16   key, padded to a multiple of 8
 *
 *  SPARSE_UPDATE
 *    0   number of rows n (int32)
 *    4   first column, number of columns c of this part of the rows (int32 each)
 *   12   0 (int32)
 *   16   n row keys
 *        n times c deltas, row-major
 * </pre>
 */
public final class UpdateDescriptor {

  public static final int FIRST_OFFSET = 0;
  public static final int COUNT_OFFSET = 8;
  public static final int DELTAS_OFFSET = 16;

  public static final int KEY_BYTES_OFFSET = 0;
  public static final int VALUE_OFFSET = 8;
  public static final int KEY_OFFSET = 16;

  public static final int ROWS_OFFSET = 0;
  public static final int FIRST_COLUMN_OFFSET = 4;
  public static final int COLUMNS_OFFSET = 8;
  public static final int ROW_KEYS_OFFSET = 16;

  private UpdateDescriptor() {}

  /** Bytes of one key-value entry. */
  public static int entryBytes(int keyBytes) {
    return KEY_OFFSET + (keyBytes + 7 & -8);
  }
}
