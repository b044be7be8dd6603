package paracel.table;

/**
 * Layout of requests and replies. A worker has at most one request under way at a parameter rank.
 *
 * <pre>
 *  request payload                              reply slot
 *    0   sequence, 1, 2, ...                      0   bytes of the whole answer
 *    8   operation (int32)                        8   offset of this part in the answer
 *   12   number of keys (int32), for READ        16   bytes of this part
 *   16   offset in the answer, for MORE          24   unused
 *   24   keys as in UpdateDescriptor, for READ   32   the part
 * </pre>
 *
 * <p>An answer is a list of entries as in {@link UpdateDescriptor}; for READ one for each key
 * asked, in that order, with {@link #ABSENT} in the second word where there is none. The sequence
 * that is answered stands in the status line.
 */
public final class RequestDescriptor {

  public static final int SEQUENCE_OFFSET = 0;
  public static final int OPERATION_OFFSET = 8;
  public static final int KEYS_OFFSET = 12;
  public static final int ANSWER_OFFSET_OFFSET = 16;
  public static final int ENTRIES_OFFSET = 24;

  public static final int TOTAL_OFFSET = 0;
  public static final int PART_OFFSET_OFFSET = 8;
  public static final int PART_BYTES_OFFSET = 16;
  public static final int PART_OFFSET = 32;

  /** Values of the keys that are given. */
  public static final int READ = 1;

  /** All entries. */
  public static final int SCAN = 2;

  /** The next part of the last answer. */
  public static final int MORE = 3;

  /** Second word of an entry whose key is absent. */
  public static final int ABSENT = 1;

  /** Bytes of a reply slot, header included. */
  public static final int REPLY_BYTES = 64 * 1024;

  private RequestDescriptor() {}
}
