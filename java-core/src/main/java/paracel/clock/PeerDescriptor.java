package paracel.clock;

/**
 * Layout of a peer line: what one rank tells a parameter rank. The rank it belongs to writes all of
 * it.
 *
 * <pre>
 *   0  heartbeat    rises while the rank is alive, however slow its computation
 *   8  state        one of the states below; with {@link #FAILED}, above the lowest 8 bits, the
 *                   rank whose loss ended it, possibly itself
 *  16  unused
 * </pre>
 */
public final class PeerDescriptor {

  public static final int HEARTBEAT_OFFSET = 0;
  public static final int STATE_OFFSET = 8;
  public static final int LINE_BYTES = 64;

  /** The rank has not come yet. */
  public static final long ABSENT = 0;

  /** The rank has attached the control window. */
  public static final long ATTACHED = 1;

  /** The rank has attached the parameter window. */
  public static final long TABLES_ATTACHED = 2;

  /** The rank is finished and may go. */
  public static final long DONE = 3;

  /** The rank has failed. */
  public static final long FAILED = 4;

  /** The rank was started with other options or another version. */
  public static final long REFUSED = 5;

  private PeerDescriptor() {}

  /** The state word of a rank that has failed because of a lost rank. */
  public static long failedBy(int lostRank) {
    return (long) lostRank << 8 | FAILED;
  }

  /** The state in a state word. */
  public static long state(long word) {
    return word & 0xff;
  }

  /** The lost rank in the state word of a rank that has failed. */
  public static int lostRank(long word) {
    return (int) (word >>> 8);
  }
}
