package paracel.table;

/**
 * Layout of requests and answers, and the numbers of operations. A worker numbers its requests to a
 * parameter rank 1, 2, ...; they are carried out in that order, and the number of the last one that
 * is answered stands in the status line.
 *
 * <pre>
 *  request payload                              reply slot, number modulo the number of slots
 *    0   number                                   0   number
 *    8   operation (int32)                        8   reason of a refusal, or 0 (int32)
 *   12   0 (int32)                               12   0 (int32)
 *   16   bytes of the whole body                 16   bytes of the whole answer
 *   24   offset of this part in the body         24   bytes of this part
 *   32   the part                                32   the part
 * </pre>
 *
 * <p>A body that is longer than a record comes in parts, one record after another. A worker sends a
 * request only when it has taken the answer out of the slot that will be used, so the parameter
 * rank never waits for a slot. Of an answer that is longer than a slot the first part is given; the
 * rest is asked for by {@link #MORE}. The answer to a refused request is a message in UTF-8.
 *
 * <p>Bodies and answers are made of: numbers; a <em>text</em>, which is its bytes (int32), the
 * bytes, and padding to 8; a <em>value</em>, which is type and bytes (int32 each), the bytes, and
 * padding; a <em>key</em>, which is a text; <em>keys</em>, which are either 0, their number (int32
 * each), and the keys, or the number of a list and how many keys it has; <em>values</em>, which are
 * longs or doubles in a table of those, else values.
 */
public final class RequestDescriptor {

  public static final int SEQUENCE_OFFSET = 0;
  public static final int OPERATION_OFFSET = 8;
  public static final int BODY_BYTES_OFFSET = 16;
  public static final int PART_AT_OFFSET = 24;
  public static final int REQUEST_HEADER_BYTES = 32;

  public static final int REASON_OFFSET = 8;
  public static final int TOTAL_OFFSET = 16;
  public static final int PART_BYTES_OFFSET = 24;
  public static final int REPLY_HEADER_BYTES = 32;

  /** Values of keys. Body: keys. Answer: found values. */
  public static final int READ = 1;

  /** Entries, all or chosen. Body: choice. Answer: number of entries (int64), entries. */
  public static final int SCAN = 2;

  /** A part of an earlier answer. Body: number of its request, offset (int64 each). */
  public static final int MORE = 3;

  /** Whether keys are present. Body: keys. Answer: 0 or 1 for each (int32). */
  public static final int CONTAINS = 4;

  /** Sets values. Body: keys, values. */
  public static final int WRITE = 5;

  /**
   * Changes values. Body: 1 if new values are wanted, 0 (int32 each), class of the function or
   * empty (text), keys, values. Answer: found values, or nothing.
   */
  public static final int UPDATE = 6;

  /** Removes keys. Body: keys. Answer: 0 or 1 for each (int32). */
  public static final int REMOVE = 7;

  /** Removes entries. Body: class of the filter (text), argument. Answer: how many (int64). */
  public static final int REMOVE_WHERE = 8;

  /** Removes everything. Answer: how many (int64). */
  public static final int CLEAR = 9;

  /** Keeps a list of keys for later. Body: number of the list, 0 (int32 each), keys. */
  public static final int KEEP_LIST = 10;

  /** One value of many entries. Body: class (text), argument, choice. Answer: a value. */
  public static final int AGGREGATE = 11;

  /** Size of a table. Answer: entries or rows, bytes (int64 each). */
  public static final int SIZE = 12;

  /** Rows of a sparse table. Body: number of keys (int64), keys (int64 each). Answer: rows. */
  public static final int PULL_ROWS = 13;

  /** Why updates that are not answered have been refused. Answer: a text. */
  public static final int REFUSALS = 14;

  /** Number of the last operation. */
  public static final int LAST = REFUSALS;

  /**
   * In a choice, after the class of a filter (text, empty for all) and its argument (a value of
   * type NONE without): how many entries are wanted at most, by value and largest first, or this.
   */
  public static final long ALL = -1;

  /** Longest body of a request. */
  public static final int MAX_BODY_BYTES = 1 << 28;

  /** Longest value: what fits the body of a request with its key. */
  public static final int MAX_VALUE_BYTES = MAX_BODY_BYTES - KeyMap.MAX_KEY_BYTES - 1024;

  /** Most keys of one list that a parameter rank keeps for a worker, and most lists. */
  public static final int MAX_LISTS = 64;

  /** Requests that a worker may have under way at a parameter rank. */
  public static final int SLOTS = 64;

  private static final int MIN_SLOT_BYTES = 1024;
  private static final int MAX_SLOT_BYTES = 16 * 1024;

  private RequestDescriptor() {}

  /** Bytes of one reply slot, header included, where rings have this capacity. */
  public static int slotBytes(int ringCapacity) {
    return Math.clamp(ringCapacity / (2 * SLOTS), MIN_SLOT_BYTES, MAX_SLOT_BYTES);
  }

  /** Where the slot of a request is among the worker's slots. */
  public static long slotOffset(long sequence, int slotBytes) {
    return sequence % SLOTS * slotBytes;
  }
}
