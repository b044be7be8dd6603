package paracel.data;

import java.io.IOException;
import java.util.Arrays;
import paracel.base.Check;
import paracel.base.UsageException;

/**
 * Reads the lines of blocks.
 *
 * <pre>{@code
 * try (LineReader reader = new LineReader()) {
 *   for (Block block : plan.blocks(workerIndex)) {
 *     reader.open(block);
 *     while (reader.next()) {
 *       use(reader.buffer(), reader.from(), reader.to());
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>A block is one segment of its file, or, where the file is compressed, its stripes are
 * segments. In a segment {@code s..e-1} are the lines that begin in it: reading starts at byte
 * {@code s - 1}, drops everything through the first line feed (only if that byte is one, a line
 * begins at {@code s}), and hands out lines as long as they begin before {@code e}; the last one is
 * read to its end behind {@code e}. Where a long line has carried us into or over the next segment,
 * we stand at the start of a line already and nothing is dropped.
 *
 * <p>Lines end with LF or CRLF, the last one perhaps with nothing. A UTF-8 byte order mark at the
 * start of a file is not part of its first line. Nothing is allocated per line. For one thread.
 */
public final class LineReader implements AutoCloseable {

  private static final int CHUNK_BYTES = 1 << 20;
  private static final int OVERRUN_BYTES = 64 << 10;
  private static final int LINE_BYTES_MAX = 1 << 30;

  private final int lineBytesMax;
  private byte[] buffer;
  private ByteSource source;
  private Block block;
  private long bufferOffset;
  private int cursor;
  private int limit;
  private long segmentEnd;
  private long stripe;
  private int lineStart;
  private int from;
  private int to;

  public LineReader() {
    this(CHUNK_BYTES, LINE_BYTES_MAX);
  }

  LineReader(int chunkBytes, int lineBytesMax) {
    Check.range("chunk bytes", chunkBytes, 1, lineBytesMax);
    this.buffer = new byte[chunkBytes];
    this.lineBytesMax = lineBytesMax;
  }

  /** Goes on with another block; what was open before is closed. */
  public void open(Block block) throws IOException, UsageException {
    close();
    this.block = block;
    source = ByteSource.open(block.file(), Math.max(0, block.start() - 1));
    bufferOffset = source.startOffset();
    cursor = 0;
    limit = 0;
    segmentEnd = Long.MIN_VALUE;
    stripe = -1;
  }

  /**
   * Goes to the next line of the block.
   *
   * @return whether there is one
   * @throws InputException when the line does not fit in memory
   */
  public boolean next() throws IOException, UsageException {
    Check.state(source != null, "no block is open");
    while (bufferOffset + cursor >= segmentEnd) {
      if (!nextSegment()) {
        return false;
      }
    }
    return readLine();
  }

  /** Holds the line until {@link #next} is called; not to be modified. */
  public byte[] buffer() {
    return buffer;
  }

  /** Index in {@link #buffer} of the line's first byte. */
  public int from() {
    return from;
  }

  /** Index in {@link #buffer} behind the line's last byte, its end mark not included. */
  public int to() {
    return to;
  }

  /** Offset of the line in the file's text; 0 exactly for the first line. */
  public long fileOffset() {
    return bufferOffset + lineStart;
  }

  /** An error in the line of {@link #next}. Counts lines from the start of the file. */
  public InputException error(int column, String message) throws IOException, UsageException {
    return errorAt(fileOffset(), column, message);
  }

  @Override
  public void close() throws IOException {
    if (source != null) {
      ByteSource open = source;
      source = null;
      open.close();
    }
  }

  /**
   * Goes to the next segment of the block, to the first line that begins at or behind its start.
   */
  private boolean nextSegment() throws IOException, UsageException {
    if (!block.file().isGzip()) {
      return segmentEnd != block.end() && enterSegment(block.start(), block.end());
    }
    long stripeBytes = block.file().stripeBytes();
    do {
      stripe++;
      // The text's length is unknown: it ends where the byte before a stripe is missing.
      if (!dropTo(stripe * stripeBytes - 1)) {
        return false;
      }
    } while (!block.hasStripe(stripe));
    return enterSegment(stripe * stripeBytes, (stripe + 1) * stripeBytes);
  }

  private boolean enterSegment(long start, long end) throws IOException, UsageException {
    segmentEnd = end;
    if (bufferOffset + cursor < start) {
      dropLine();
    }
    return true;
  }

  /**
   * Moves the cursor forward to an offset, unless it is there or beyond.
   *
   * @return whether the text reaches that far
   */
  private boolean dropTo(long offset) throws IOException, UsageException {
    while (bufferOffset + limit <= offset) {
      cursor = limit;
      if (!fill()) {
        return false;
      }
    }
    cursor = Math.max(cursor, (int) Math.max(0, offset - bufferOffset));
    return true;
  }

  private void dropLine() throws IOException, UsageException {
    while (true) {
      int end = Bytes.lineFeed(buffer, cursor, limit);
      cursor = end < 0 ? limit : end + 1;
      if (end >= 0 || !fill()) {
        return;
      }
    }
  }

  private boolean readLine() throws IOException, UsageException {
    int end = Bytes.lineFeed(buffer, cursor, limit);
    while (end < 0) {
      int searched = limit - cursor;
      if (!fill()) {
        if (cursor == limit) {
          return false;
        }
        setLine(limit, limit);
        return true;
      }
      end = Bytes.lineFeed(buffer, cursor + searched, limit);
    }
    setLine(end, end + 1);
    return true;
  }

  private void setLine(int end, int nextLine) {
    lineStart = cursor;
    from = cursor;
    to = end;
    cursor = nextLine;
    if (to > from && buffer[to - 1] == '\r') {
      to--;
    }
    if (fileOffset() == 0 && hasByteOrderMark()) {
      from += 3;
    }
  }

  private boolean hasByteOrderMark() {
    return to - from >= 3
        && buffer[from] == (byte) 0xEF
        && buffer[from + 1] == (byte) 0xBB
        && buffer[from + 2] == (byte) 0xBF;
  }

  /**
   * Reads more bytes behind {@link #limit}. Keeps those from the cursor on, and moves them to the
   * front.
   *
   * @return false at the end of the text
   */
  private boolean fill() throws IOException, UsageException {
    int kept = limit - cursor;
    System.arraycopy(buffer, cursor, buffer, 0, kept);
    bufferOffset += cursor;
    cursor = 0;
    limit = kept;
    if (limit == buffer.length) {
      grow();
    }
    int count = source.read(buffer, limit, wantedBytes());
    if (count < 0) {
      return false;
    }
    limit += count;
    return true;
  }

  /** Of a plain file not much beyond the block's end, since that belongs to somebody else. */
  private int wantedBytes() {
    int room = buffer.length - limit;
    if (block.file().isGzip()) {
      return room;
    }
    long left = block.end() - (bufferOffset + limit);
    return (int) Math.min(room, left > 0 ? left : OVERRUN_BYTES);
  }

  private void grow() throws IOException, UsageException {
    if (buffer.length == lineBytesMax) {
      throw errorAt(bufferOffset, 1, "the line is longer than " + lineBytesMax + " bytes");
    }
    buffer = Arrays.copyOf(buffer, (int) Math.min(lineBytesMax, 2L * buffer.length));
  }

  private InputException errorAt(long offset, int column, String message)
      throws IOException, UsageException {
    InputFile file = block.file();
    return new InputException(file.path(), LineNumbers.lineAt(file, offset), column, message);
  }
}
