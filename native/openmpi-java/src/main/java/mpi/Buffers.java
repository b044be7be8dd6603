package mpi;

import java.nio.Buffer;

/** What the native half wants to know of a buffer argument. */
final class Buffers {

  private Buffers() {}

  /**
   * The direct buffer or the array behind an argument, which may be null where no bytes move.
   *
   * @throws IllegalArgumentException for an array of another type than the datatype's: the native
   *     half does not look, and would read or write beyond its end
   */
  static Object data(Object buffer, Datatype type) {
    if (buffer == null || isDirect(buffer)) {
      return buffer;
    }
    Object array = buffer instanceof Buffer heap ? heap.array() : buffer;
    if (!type.isArrayOf(array)) {
      throw new IllegalArgumentException(
          "neither a direct buffer nor an array of the datatype: "
              + buffer.getClass().getSimpleName());
    }
    return array;
  }

  static boolean isDirect(Object buffer) {
    return buffer instanceof Buffer bytes && bytes.isDirect();
  }

  /** Where the elements of a heap buffer begin in its array, in bytes. */
  static int offset(Object buffer, Datatype type) {
    return buffer instanceof Buffer heap && !heap.isDirect()
        ? Math.multiplyExact(heap.arrayOffset(), type.baseSize)
        : 0;
  }

  /** Refuses a buffer on the heap, which the collector may move; null is let through. */
  static void requireDirect(Buffer buffer) {
    if (buffer != null && !buffer.isDirect()) {
      throw new IllegalArgumentException(
          "the transfer goes on after the call: the buffer must be direct");
    }
  }

  static void requireDirect(Buffer first, Buffer second) {
    requireDirect(first);
    requireDirect(second);
  }

  /** Bytes of one element. */
  static int elementBytes(Buffer buffer) {
    return switch (buffer) {
      case java.nio.ByteBuffer b -> 1;
      case java.nio.CharBuffer b -> Character.BYTES;
      case java.nio.ShortBuffer b -> Short.BYTES;
      case java.nio.IntBuffer b -> Integer.BYTES;
      case java.nio.FloatBuffer b -> Float.BYTES;
      default -> Long.BYTES;
    };
  }
}
