package paracel.table;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Text as bytes and back without loss: what UTF-8 cannot carry is refused, not replaced. */
public final class Utf8 {

  private Utf8() {}

  /**
   * @throws IllegalArgumentException when the text has half a surrogate pair
   */
  public static byte[] encode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (text.indexOf('?') < 0 && indexOf(bytes, (byte) '?') >= 0) {
      throw new IllegalArgumentException("half a surrogate pair has no UTF-8 form");
    }
    return text.indexOf('?') < 0 ? bytes : encodeStrictly(text);
  }

  private static int indexOf(byte[] bytes, byte wanted) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static byte[] encodeStrictly(String text) {
    try {
      ByteBuffer buffer =
          StandardCharsets.UTF_8
              .newEncoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("half a surrogate pair has no UTF-8 form", e);
    }
  }

  /**
   * @throws RefusalException when the bytes are no UTF-8
   */
  public static String decode(byte[] bytes, int from, int to) throws RefusalException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      throw RefusalException.malformed("a string is not in UTF-8");
    }
  }
}
