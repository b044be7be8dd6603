package paracel.data;

import java.io.IOException;
import paracel.base.UsageException;

/** Numbers of lines, found by counting from the start of the file, since only errors need them. */
public final class LineNumbers {

  private static final int CHUNK_BYTES = 1 << 20;

  private LineNumbers() {}

  /**
   * Number of the line, 1-based, to which a byte belongs.
   *
   * @param offset of the byte in the text; of a compressed file, in the decompressed text
   */
  public static long lineAt(InputFile file, long offset) throws IOException, UsageException {
    byte[] chunk = new byte[CHUNK_BYTES];
    long line = 1;
    try (ByteSource source = ByteSource.open(file, 0)) {
      long left = offset;
      while (left > 0) {
        int count = source.read(chunk, 0, (int) Math.min(left, CHUNK_BYTES));
        if (count < 0) {
          return line;
        }
        line += lineFeeds(chunk, count);
        left -= count;
      }
    }
    return line;
  }

  private static long lineFeeds(byte[] chunk, int count) {
    long found = 0;
    int at = Bytes.lineFeed(chunk, 0, count);
    while (at >= 0) {
      found++;
      at = Bytes.lineFeed(chunk, at + 1, count);
    }
    return found;
  }
}
