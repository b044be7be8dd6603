package paracel.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import paracel.base.Check;

/**
 * Bytes outside the heap with a lifetime. Offsets are in bytes from the start; aligned 8-byte words
 * are atomic. The bytes are zero at first. Any thread may use a region; who writes which word is
 * agreed in the descriptor of what lies in it.
 */
public final class Region implements AutoCloseable {

  /** Alignment of every region: no two regions share a page. */
  public static final long ALIGNMENT = 4096;

  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  private static final int CLOSED = 1 << 30;

  private final MemorySegment segment;
  private final Runnable release;
  private final AtomicInteger holds = new AtomicInteger(); // and CLOSED

  private Region(MemorySegment segment, Runnable release) {
    this.segment = segment;
    this.release = release;
  }

  /**
   * Allocates zeroed memory of this process.
   *
   * @throws OutOfMemoryError saying how many bytes were wanted, and the remedy
   */
  public static Region allocate(long bytes) {
    Check.argument(bytes > 0, "a region needs at least one byte");
    Arena arena = Arena.ofShared();
    try {
      return new Region(arena.allocate(bytes, ALIGNMENT), arena::close);
    } catch (OutOfMemoryError e) {
      arena.close();
      OutOfMemoryError clearer =
          new OutOfMemoryError(
              "no room for "
                  + bytes
                  + " bytes outside the heap: fewer workers, smaller tables or budgets, or"
                  + " PARACEL_JAVA_OPTS=-XX:MaxDirectMemorySize=SIZE");
      clearer.initCause(e);
      throw clearer;
    }
  }

  /**
   * Makes a region of memory that somebody else has mapped.
   *
   * @param release called once, when the region is closed
   */
  public static Region of(MemorySegment segment, Runnable release) {
    return new Region(segment, release);
  }

  public long bytes() {
    return segment.byteSize();
  }

  /** The bytes, for bulk copies. */
  public MemorySegment segment() {
    return segment;
  }

  public long getLong(long offset) {
    return segment.get(ValueLayout.JAVA_LONG, offset);
  }

  public void setLong(long offset, long value) {
    segment.set(ValueLayout.JAVA_LONG, offset, value);
  }

  public int getInt(long offset) {
    return segment.get(ValueLayout.JAVA_INT, offset);
  }

  public void setInt(long offset, int value) {
    segment.set(ValueLayout.JAVA_INT, offset, value);
  }

  public double getDouble(long offset) {
    return segment.get(ValueLayout.JAVA_DOUBLE, offset);
  }

  public void setDouble(long offset, double value) {
    segment.set(ValueLayout.JAVA_DOUBLE, offset, value);
  }

  public float getFloat(long offset) {
    return segment.get(ValueLayout.JAVA_FLOAT, offset);
  }

  public void setFloat(long offset, float value) {
    segment.set(ValueLayout.JAVA_FLOAT, offset, value);
  }

  /** What was written before the value's release store is seen after this load. */
  public long getLongAcquire(long offset) {
    return (long) LONG.getAcquire(segment, offset);
  }

  /** What was written before this store is seen by who acquires the value. */
  public void setLongRelease(long offset, long value) {
    LONG.setRelease(segment, offset, value);
  }

  /** Copies {@code bytes} bytes from another region into this one. */
  public void copyFrom(Region from, long fromOffset, long offset, long bytes) {
    MemorySegment.copy(from.segment, fromOffset, segment, offset, bytes);
  }

  /** Copies bytes of an array into this region. */
  public void copyFrom(byte[] from, int fromIndex, long offset, int bytes) {
    MemorySegment.copy(from, fromIndex, segment, ValueLayout.JAVA_BYTE, offset, bytes);
  }

  /** Copies bytes of this region into an array. */
  public void copyTo(long offset, byte[] into, int index, int bytes) {
    MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, into, index, bytes);
  }

  /** Copies {@code count} numbers of an array into this region. */
  public void copyFrom(double[] from, int fromIndex, long offset, int count) {
    MemorySegment.copy(from, fromIndex, segment, ValueLayout.JAVA_DOUBLE, offset, count);
  }

  /** Copies {@code count} numbers of this region into an array. */
  public void copyTo(long offset, double[] into, int index, int count) {
    MemorySegment.copy(segment, ValueLayout.JAVA_DOUBLE, offset, into, index, count);
  }

  /** As for doubles. */
  public void copyFrom(float[] from, int fromIndex, long offset, int count) {
    MemorySegment.copy(from, fromIndex, segment, ValueLayout.JAVA_FLOAT, offset, count);
  }

  /** As for doubles. */
  public void copyTo(long offset, float[] into, int index, int count) {
    MemorySegment.copy(segment, ValueLayout.JAVA_FLOAT, offset, into, index, count);
  }

  /**
   * Keeps the memory when the region is closed, until {@link #release}: for who hands its address
   * to something outside the JVM that may be at it still.
   */
  public void hold() {
    int before = holds.getAndUpdate(state -> (state & CLOSED) == 0 ? state + 1 : state);
    Check.state((before & CLOSED) == 0, "a closed region is not held");
  }

  /** Ends a hold. A region that was closed meanwhile is freed by the last one. */
  public void release() {
    if (holds.decrementAndGet() == CLOSED) {
      release.run();
    }
  }

  /** Frees the memory, now or when nobody holds it any more. */
  @Override
  public void close() {
    if (holds.getAndUpdate(state -> state | CLOSED) == 0) {
      release.run();
    }
  }
}
