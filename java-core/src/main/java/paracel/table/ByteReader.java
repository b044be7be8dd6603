package paracel.table;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Reads what a {@link ByteWriter} has written, in the same order. Believes nothing: a number of
 * bytes that is not there is refused as malformed. Used by one thread; allocates nothing unless it
 * refuses, or arrays are asked for.
 */
public final class ByteReader {

  private byte[] bytes = {};
  private MemorySegment segment; // of the bytes, once it was needed
  private int at;
  private int end;

  /** Reads from an array, which must not change meanwhile. */
  public ByteReader open(byte[] from, int index, int count) {
    if (from != bytes) {
      bytes = from;
      segment = null;
    }
    at = index;
    end = index + count;
    return this;
  }

  /** The array that is read. */
  public byte[] array() {
    return bytes;
  }

  /** Index in {@link #array} of the next byte. */
  public int at() {
    return at;
  }

  public int remaining() {
    return end - at;
  }

  public int getInt() throws RefusalException {
    return (int) ByteWriter.INT.get(bytes, skip(4));
  }

  public long getLong() throws RefusalException {
    return (long) ByteWriter.LONG.get(bytes, skip(8));
  }

  public double getDouble() throws RefusalException {
    return Double.longBitsToDouble(getLong());
  }

  /**
   * A number of things that follow.
   *
   * @param leastBytes what each of them takes at least, so that no larger number can be true
   */
  public int getCount(int leastBytes) throws RefusalException {
    int count = getInt();
    if (count < 0 || (long) count * leastBytes > remaining()) {
      throw RefusalException.malformed(
          "it speaks of %d things and has %d bytes for them", count, remaining());
    }
    return count;
  }

  /** Passes over bytes; gives where they begin in {@link #array}. */
  public int skip(int count) throws RefusalException {
    if (count < 0 || count > end - at) {
      throw RefusalException.malformed("%d bytes are wanted and %d left", count, end - at);
    }
    int from = at;
    at += count;
    return from;
  }

  /** Passes over bytes and their padding to a multiple of 8. */
  public int skipPadded(int count) throws RefusalException {
    int from = skip(count);
    skip(-count & 7);
    return from;
  }

  public byte[] getBytes(int count) throws RefusalException {
    int from = skip(count);
    return Arrays.copyOfRange(bytes, from, from + count);
  }

  public void getDoubles(double[] into, int index, int count) throws RefusalException {
    int from = skip(checkedBytes(count));
    MemorySegment.copy(segment(), ByteWriter.DOUBLES, from, into, index, count);
  }

  public void getLongs(long[] into, int index, int count) throws RefusalException {
    int from = skip(checkedBytes(count));
    MemorySegment.copy(segment(), ByteWriter.LONGS, from, into, index, count);
  }

  public void getFloats(float[] into, int index, int count) throws RefusalException {
    int from = skip(count > Integer.MAX_VALUE / 4 ? Integer.MAX_VALUE : 4 * count);
    for (int i = 0; i < count; i++) {
      into[index + i] = Float.intBitsToFloat((int) ByteWriter.INT.get(bytes, from + 4 * i));
    }
  }

  /** A segment for each copy would be an object for each wherever the JIT compiler lets it be. */
  private MemorySegment segment() {
    if (segment == null) {
      segment = MemorySegment.ofArray(bytes);
    }
    return segment;
  }

  private static int checkedBytes(int count) {
    return count > Integer.MAX_VALUE / 8 ? Integer.MAX_VALUE : 8 * count;
  }

  /** Refuses bytes that nobody has asked for. */
  public void checkEnd() throws RefusalException {
    if (at != end) {
      throw RefusalException.malformed("%d bytes are left over", end - at);
    }
  }

  /** The long at an index of {@link #array}. */
  public static long longAt(byte[] bytes, int index) {
    return (long) ByteWriter.LONG.get(bytes, index);
  }
}
