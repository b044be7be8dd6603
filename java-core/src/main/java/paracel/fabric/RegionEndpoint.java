package paracel.fabric;

import java.lang.invoke.VarHandle;
import java.util.Objects;
import paracel.base.Check;
import paracel.memory.Region;

/**
 * Endpoint of fabrics in which the target's window is memory of this process: a put is a store and
 * a get is a load, done when the call returns.
 *
 * <p>Why the guarantees hold. A copy is cut at the 8-byte boundaries of the target, and what lies
 * between them is a bulk copy of aligned words, which the JVM does not split. {@code fence} keeps
 * stores before it ahead of stores after it. {@code flush} is a full fence: a later get loads after
 * it. {@code putLong} and {@code getLong} are a release store and an acquire load.
 *
 * <p>Progress: every operation is wait-free. Nothing is allocated unless it fails.
 */
public final class RegionEndpoint implements Endpoint {

  private final WindowTable windows;
  private boolean closed;

  public RegionEndpoint(WindowTable windows) {
    this.windows = windows;
  }

  @Override
  public void put(
      int target, int window, long targetOffset, Region origin, long originOffset, long bytes)
      throws FabricException {
    Transfers.checkPut(targetOffset, originOffset, bytes);
    Region region = lookUp(target, window);
    try {
      copy(origin, originOffset, region, targetOffset, bytes);
    } catch (IllegalStateException e) {
      throw withdrawn(region, target, window, e);
    }
  }

  @Override
  public void putLong(int target, int window, long targetOffset, long value)
      throws FabricException {
    Transfers.checkWord(targetOffset);
    Region region = lookUp(target, window);
    try {
      region.setLongRelease(targetOffset, value);
    } catch (IllegalStateException e) {
      throw withdrawn(region, target, window, e);
    }
  }

  @Override
  public void get(
      int target, int window, long targetOffset, Region origin, long originOffset, long bytes)
      throws FabricException {
    Transfers.checkGet(targetOffset, originOffset, bytes);
    Region region = lookUp(target, window);
    try {
      copy(region, targetOffset, origin, originOffset, bytes);
    } catch (IllegalStateException e) {
      throw withdrawn(region, target, window, e);
    }
  }

  @Override
  public long getLong(int target, int window, long targetOffset) throws FabricException {
    Transfers.checkWord(targetOffset);
    Region region = lookUp(target, window);
    try {
      return region.getLongAcquire(targetOffset);
    } catch (IllegalStateException e) {
      throw withdrawn(region, target, window, e);
    }
  }

  @Override
  public Region share(int target, int window) throws FabricException {
    Region region = lookUp(target, window);
    try {
      region.hold();
      return region;
    } catch (IllegalStateException e) { // closed, and perhaps held by others still
      throw withdrawn(target, window, e);
    }
  }

  @Override
  public void fence(int target) {
    windows.checkTarget(target);
    VarHandle.releaseFence();
  }

  @Override
  public void flush(int target) {
    windows.checkTarget(target);
    VarHandle.fullFence();
  }

  @Override
  public void close() {
    closed = true;
  }

  private Region lookUp(int target, int window) {
    Check.state(!closed, "the endpoint is closed");
    return windows.get(target, window);
  }

  /**
   * Copies so that no aligned 8-byte unit is split. A bulk copy that starts 4 bytes beside a unit,
   * or whose size is an odd number of 4-byte words, may move 4 bytes at a time; so these words go
   * alone. Both offsets are congruent modulo 8.
   */
  private static void copy(Region from, long fromOffset, Region to, long toOffset, long bytes) {
    Objects.checkFromIndexSize(fromOffset, bytes, from.bytes());
    Objects.checkFromIndexSize(toOffset, bytes, to.bytes());
    long head = Math.min(toOffset & 4, bytes);
    if (head != 0) {
      to.setInt(toOffset, from.getInt(fromOffset));
    }
    long body = (bytes - head) & -8;
    if (body != 0) {
      to.copyFrom(from, fromOffset + head, toOffset + head, body);
    }
    long tail = head + body;
    if (tail != bytes) {
      to.setInt(toOffset + tail, from.getInt(fromOffset + tail));
    }
  }

  /** Tells a window that its owner has closed from a mistake with the origin's own region. */
  private static FabricException withdrawn(
      Region region, int target, int window, IllegalStateException cause) {
    if (region.segment().scope().isAlive()) {
      throw cause;
    }
    return withdrawn(target, window, cause);
  }

  private static FabricException withdrawn(int target, int window, IllegalStateException cause) {
    return new FabricException("rank " + target + " has withdrawn window " + window, cause);
  }
}
