package paracel.mailbox;

/** Kinds of records. The numbers travel; they are never reused. */
public final class RecordType {

  /** Fills the end of the ring, so that no record wraps. No meaning. */
  public static final int PAD = 1;

  /** End of a clock of the worker; no payload. */
  public static final int TICK = 2;

  /** The worker's clock is infinite from here on; no payload. */
  public static final int LEAVE = 3;

  /** A run of elements of a dense table. */
  public static final int DENSE_UPDATE = 4;

  /** Keys and values of a key-value table. */
  public static final int KEY_VALUE_UPDATE = 5;

  /** A question that the parameter rank answers in one of the worker's reply slots. */
  public static final int REQUEST = 6;

  /** Rows of a sparse table. */
  public static final int SPARSE_UPDATE = 7;

  private static final String[] NAMES = {
    "none", "pad", "tick", "leave", "dense update", "key-value update", "request", "sparse update"
  };

  private RecordType() {}

  public static boolean isKnown(int type) {
    return type >= PAD && type <= SPARSE_UPDATE;
  }

  public static String name(int type) {
    return isKnown(type) ? NAMES[type] : "unknown type " + type;
  }
}
