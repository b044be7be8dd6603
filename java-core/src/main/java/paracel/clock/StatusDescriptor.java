package paracel.clock;

/**
 * Layout of a status line: what one worker sees at one parameter rank. The parameter rank writes
 * all of it; the worker reads it with one get. All words but the failure only rise, so a line that
 * is read in parts is never too optimistic.
 *
 * <pre>
 *   0  applied clock       {@link #INFINITY} when all workers have left and all is applied
 *   8  head                bytes consumed of this worker's ring
 *  16  reply               sequence of the last request that is answered
 *  24  heartbeat           rises while the parameter rank is alive
 *  32  membership epoch
 *  40  failure             0, or 1 + the rank whose loss ends the job
 *  48  refused             how many of this worker's updates were refused
 *  56  unused
 * </pre>
 */
public final class StatusDescriptor {

  public static final int APPLIED_CLOCK_OFFSET = 0;
  public static final int HEAD_OFFSET = 8;
  public static final int REPLY_OFFSET = 16;
  public static final int HEARTBEAT_OFFSET = 24;
  public static final int EPOCH_OFFSET = 32;
  public static final int FAILURE_OFFSET = 40;
  public static final int REFUSED_OFFSET = 48;
  public static final int LINE_BYTES = 64;

  /** Clock of who has left: nobody waits for it, and it waits for everybody. */
  public static final long INFINITY = Long.MAX_VALUE;

  private StatusDescriptor() {}
}
