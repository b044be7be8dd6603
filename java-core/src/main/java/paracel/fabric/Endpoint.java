package paracel.fabric;

import paracel.memory.Region;

/**
 * One thread's way to the exposed memory of all ranks. The caller is the <em>origin</em>, the rank
 * whose memory is meant the <em>target</em>; a rank may be its own target.
 *
 * <p>Guarantees, for the operations of one endpoint on one target:
 *
 * <ol>
 *   <li>Every aligned 8-byte unit that lies wholly in a put or get, and every aligned 4-byte unit,
 *       is transferred whole. Nothing larger is: a get may see some units of a put and not others.
 *   <li>{@link #fence}: what was put before the fence is visible to the target's CPU, and to any
 *       get, before anything that is put after it. Without a fence puts become visible in any
 *       order.
 *   <li>{@link #flush}: origin bytes of earlier puts may be changed and the bytes of earlier gets
 *       have arrived. It does <em>not</em> say that a put is visible at the target.
 *   <li>A get that is issued after a flush or {@link #getLong} has returned reads memory as it was
 *       at that moment or later, word by word.
 * </ol>
 *
 * <p>Not guaranteed: any order between gets, between a put and a later get, between targets, or
 * between endpoints.
 *
 * <p>Operations may fail at once or at the next flush with a {@link FabricException} that names the
 * target. Offsets and sizes outside a window are bugs and throw {@link IndexOutOfBoundsException}.
 * Not thread-safe. {@code put}, {@code get} and their kin allocate nothing.
 */
public interface Endpoint extends AutoCloseable {

  /**
   * Writes bytes into a target's window.
   *
   * @param target rank that has exposed the window; attached before
   * @param window number of the window
   * @param targetOffset where the bytes go, in bytes from the start of the window; multiple of 8
   * @param origin region to read; its bytes must stay as they are until the next flush
   * @param originOffset where the bytes begin in {@code origin}; multiple of 8
   * @param bytes how many; multiple of 4
   */
  void put(int target, int window, long targetOffset, Region origin, long originOffset, long bytes)
      throws FabricException;

  /**
   * Writes one word, atomically.
   *
   * @param targetOffset multiple of 8
   */
  void putLong(int target, int window, long targetOffset, long value) throws FabricException;

  /**
   * Reads bytes of a target's window. They are in {@code origin} after the next flush of the
   * target.
   *
   * @param targetOffset multiple of 4
   * @param origin region to fill; not to be read or changed until the flush
   * @param originOffset multiple of 4, congruent with {@code targetOffset} modulo 8
   * @param bytes how many; multiple of 4
   */
  void get(int target, int window, long targetOffset, Region origin, long originOffset, long bytes)
      throws FabricException;

  /** Reads one word, atomically, and waits for it. */
  long getLong(int target, int window, long targetOffset) throws FabricException;

  /**
   * The target's window, where it is memory of this process: then plain stores may take the place
   * of puts, loads that of gets, a release store that of fence and {@link #putLong}, and an acquire
   * load that of {@link #getLong}.
   *
   * @return the window, which stays until {@link Region#release}; null where it is elsewhere
   */
  default Region share(int target, int window) throws FabricException {
    return null;
  }

  /** Orders puts to the target before and after; waits for nothing. */
  void fence(int target) throws FabricException;

  /** Waits until origin bytes of puts are reusable and gets have arrived. */
  void flush(int target) throws FabricException;

  /**
   * What has been asked of a network device for a target so far, for benchmarks: requests, calls
   * that handed them over, and completions taken. All 0 where a fabric has no such device.
   */
  default long[] deviceCounts(int target) {
    return new long[3];
  }

  /**
   * Ends the endpoint. Puts under way may still arrive; no operation touches origin memory any
   * more.
   */
  @Override
  void close();
}
