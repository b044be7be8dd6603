package paracel.table;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import paracel.base.Check;

/**
 * Bytes of a request or an answer in the making: little-endian numbers, bytes, padding. Grows by
 * doubling, and allocates nothing otherwise. Used by one thread.
 */
public final class ByteWriter {

  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  static final ValueLayout.OfDouble DOUBLES =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONGS =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** More than this does not fit one array. */
  public static final int MAX_BYTES = Integer.MAX_VALUE - 64;

  private static final int LEAST_BYTES = 256;
  private static final int KEPT_BYTES = 4 << 20;

  private byte[] bytes = new byte[LEAST_BYTES];
  private MemorySegment segment = MemorySegment.ofArray(bytes);
  private int size;

  /** The bytes written, from index 0 on; valid until more is written. */
  public byte[] array() {
    return bytes;
  }

  public int size() {
    return size;
  }

  /** Begins anew; keeps the memory unless it is very large. */
  public ByteWriter clear() {
    size = 0;
    if (bytes.length > KEPT_BYTES) {
      use(new byte[LEAST_BYTES]);
    }
    return this;
  }

  /** Forgets what was written beyond this size. */
  public void truncate(int newSize) {
    Check.range("size", newSize, 0, size);
    size = newSize;
  }

  public ByteWriter putInt(int value) {
    int at = claim(4); // may move the bytes
    INT.set(bytes, at, value);
    return this;
  }

  public ByteWriter putLong(long value) {
    int at = claim(8);
    LONG.set(bytes, at, value);
    return this;
  }

  public ByteWriter putDouble(double value) {
    return putLong(Double.doubleToRawLongBits(value));
  }

  /** Overwrites an int that was written before. */
  public void setInt(int at, int value) {
    INT.set(bytes, at, value);
  }

  /** Overwrites a long that was written before. */
  public void setLong(int at, long value) {
    LONG.set(bytes, at, value);
  }

  public ByteWriter put(byte[] from, int index, int count) {
    int at = claim(count);
    System.arraycopy(from, index, bytes, at, count);
    return this;
  }

  public ByteWriter putDoubles(double[] from, int index, int count) {
    int at = claim(Math.multiplyExact(8, count));
    MemorySegment.copy(from, index, segment, DOUBLES, at, count);
    return this;
  }

  public ByteWriter putLongs(long[] from, int index, int count) {
    int at = claim(Math.multiplyExact(8, count));
    MemorySegment.copy(from, index, segment, LONGS, at, count);
    return this;
  }

  /** Zero bytes up to a multiple of 8. */
  public ByteWriter pad() {
    int count = -size & 7;
    int at = claim(count);
    Arrays.fill(bytes, at, at + count, (byte) 0);
    return this;
  }

  /**
   * Reserves bytes whose content the caller sets.
   *
   * @return where they begin
   */
  public int claim(int count) {
    int at = size;
    if (count > bytes.length - at) {
      grow(at, count);
    }
    size = at + count;
    return at;
  }

  private void grow(int at, int count) {
    long wanted = (long) at + count;
    if (wanted > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a request or answer of " + wanted + " bytes; " + MAX_BYTES + " is the most");
    }
    use(Arrays.copyOf(bytes, (int) Math.min(MAX_BYTES, Math.max(wanted, 2L * bytes.length))));
  }

  private void use(byte[] array) {
    bytes = array;
    segment = MemorySegment.ofArray(array);
  }

  /** A copy of what was written. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }
}
