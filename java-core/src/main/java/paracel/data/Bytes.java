package paracel.data;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Searching and showing bytes of text. */
final class Bytes {

  private static final int SHOWN_BYTES_MAX = 40;
  private static final long ONES = 0x0101010101010101L;
  private static final long TOPS = 0x8080808080808080L;
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Bytes() {}

  /**
   * Finds the first line feed, eight bytes at a time: a byte of {@code x} is zero where the text
   * has a line feed, and the lowest top bit of {@code (x - ONES) & ~x} marks the first zero byte.
   *
   * @return its index, or -1
   */
  static int lineFeed(byte[] text, int from, int to) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long x = (long) WORD.get(text, at) ^ ('\n' * ONES);
      long zeros = (x - ONES) & ~x & TOPS;
      if (zeros != 0) {
        return at + (Long.numberOfTrailingZeros(zeros) >>> 3);
      }
    }
    for (; at < to; at++) {
      if (text[at] == '\n') {
        return at;
      }
    }
    return -1;
  }

  static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r';
  }

  static int skipSpace(byte[] text, int from, int to) {
    int at = from;
    while (at < to && isSpace(text[at])) {
      at++;
    }
    return at;
  }

  /** Text for a message, in quotes, shortened where it is long. */
  static String show(byte[] text, int from, int to) {
    int bytes = Math.min(to - from, SHOWN_BYTES_MAX);
    String shown = new String(text, from, bytes, StandardCharsets.UTF_8);
    return "'" + shown + (bytes < to - from ? "..." : "") + "'";
  }
}
