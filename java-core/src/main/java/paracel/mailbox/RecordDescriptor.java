package paracel.mailbox;

import java.nio.ByteOrder;

/**
 * Layout of one record in a ring. Records begin at multiples of {@value #ALIGNMENT} bytes, so that
 * there is always room for a header before the end of the ring.
 *
 * <pre>
 *   0               4               8              12              16
 *  +-------------------------------+---------------+---------------+
 *  |       stream position         | payload bytes |     table     |
 *  +---------------+---------------+---------------+---------------+
 *  | version, type |    worker     |     epoch     |    CRC32C     |
 *  +---------------+---------------+---------------+---------------+
 *  |                    payload, zero or more bytes                 ...
 *  +----------------------------------------------------------------
 * </pre>
 *
 * <p>A record is valid if its position is the number of bytes that the ring's reader has consumed
 * so far, and its lengths fit; where puts are not ordered also its checksum, over everything up to
 * the next record but itself. What an earlier lap left at the same place has another position.
 */
public final class RecordDescriptor {

  /** Records begin at multiples of this. */
  public static final int ALIGNMENT = 32;

  public static final int POSITION_OFFSET = 0;
  public static final int PAYLOAD_BYTES_OFFSET = 8;
  public static final int TABLE_OFFSET = 12;
  public static final int VERSION_TYPE_OFFSET = 16;
  public static final int WORKER_OFFSET = 20;
  public static final int EPOCH_OFFSET = 24;
  public static final int CRC_OFFSET = 28;
  public static final int HEADER_BYTES = 32;

  /** Version of this layout; never 0, so that zeroed memory holds no valid record. */
  public static final int VERSION = 1;

  private static final boolean IS_LITTLE_ENDIAN =
      ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  private RecordDescriptor() {}

  /** Bytes that a record with this payload takes in the ring. */
  public static int recordBytes(int payloadBytes) {
    return (HEADER_BYTES + payloadBytes + ALIGNMENT - 1) & -ALIGNMENT;
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
