package paracel.mailbox;

import java.nio.ByteOrder;

/**
 * Layout of one record in a ring. Records begin at multiples of {@value #ALIGNMENT} bytes, so that
 * there is always room for a header before the end of the ring.
 *
 * <pre>
 *   0               4               8              12              16
 *  +-------------------------------+---------------+---------------+
 *  |     stream position + 1       | payload bytes |     table     |
 *  +---------------+---------------+---------------+---------------+
 *  | version, type |    worker     |     epoch     |    CRC32C     |
 *  +---------------+---------------+---------------+---------------+
 *  |                    payload, zero or more bytes                 ...
 *  +----------------------------------------------------------------
 * </pre>
 *
 * <p>A record is there if its mark, which is its first word, says that it begins at the number of
 * bytes that the ring's reader has consumed so far. What an earlier lap left at the same place has
 * another position, and zeroed memory has none, since a mark is odd.
 *
 * <p>Where puts are ordered, the mark of the first of several records is written after everything
 * else, and behind the last of them {@link #END} is written before it. So the reader finds at its
 * head either END or a record that is whole; not even payloads that look like records can mislead
 * it. Where puts are not ordered there is no END, and the lengths must fit and the checksum be
 * right over everything up to the next record but itself.
 */
public final class RecordDescriptor {

  /** Records begin at multiples of this. */
  public static final int ALIGNMENT = 32;

  public static final int MARK_OFFSET = 0;
  public static final int PAYLOAD_BYTES_OFFSET = 8;
  public static final int TABLE_OFFSET = 12;
  public static final int VERSION_TYPE_OFFSET = 16;
  public static final int WORKER_OFFSET = 20;
  public static final int EPOCH_OFFSET = 24;
  public static final int CRC_OFFSET = 28;
  public static final int HEADER_BYTES = 32;

  /** Version of this layout; never 0, so that zeroed memory holds no valid record. */
  public static final int VERSION = 2;

  /** Instead of a mark: no record begins here yet. */
  public static final long END = 0;

  private static final boolean IS_LITTLE_ENDIAN =
      ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  private RecordDescriptor() {}

  /** Bytes that a record with this payload takes in the ring. */
  public static int recordBytes(int payloadBytes) {
    return (HEADER_BYTES + payloadBytes + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** First word of the record that begins at this position of the stream. */
  static long mark(long position) {
    return position + 1;
  }

  static int versionAndType(int type) {
    return VERSION << 16 | type;
  }

  /**
   * The word that holds two neighbouring fields, so that a header is written and read by words.
   *
   * @param first the field at the lower offset
   */
  static long word(int first, int second) {
    return IS_LITTLE_ENDIAN
        ? first & 0xffffffffL | (long) second << 32
        : (long) first << 32 | second & 0xffffffffL;
  }

  /** The field at the lower offset of a word. */
  static int first(long word) {
    return (int) (IS_LITTLE_ENDIAN ? word : word >>> 32);
  }

  /** The field at the higher offset of a word. */
  static int second(long word) {
    return (int) (IS_LITTLE_ENDIAN ? word >>> 32 : word);
  }
}
