package paracel.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import paracel.base.UsageException;

/** The text of a file, read forward. */
abstract class ByteSource implements AutoCloseable {

  private static final int COMPRESSED_BUFFER_BYTES = 64 << 10;

  /**
   * Opens a file; a compressed one always at its beginning.
   *
   * @param offset where to begin in a plain file
   */
  static ByteSource open(InputFile file, long offset) throws IOException, UsageException {
    return file.isGzip() ? new Compressed(file) : new Plain(file, offset);
  }

  /** A message for a compressed file that cannot be decompressed. */
  static UsageException damaged(InputFile file, IOException cause) {
    String reason = cause instanceof EOFException ? "it ends too early" : cause.getMessage();
    return new UsageException(file.path() + ": not a sound gzip file: " + reason, cause);
  }

  /** Offset in the text of the first byte that {@link #read} will return after opening. */
  abstract long startOffset();

  /**
   * Reads at least one byte.
   *
   * @return number of bytes, or -1 behind the last byte
   */
  abstract int read(byte[] target, int at, int maxBytes) throws IOException, UsageException;

  @Override
  public abstract void close() throws IOException;

  private static final class Plain extends ByteSource {

    private final InputFile file;
    private final FileChannel channel;
    private final long startOffset;
    private long offset;
    private byte[] wrapped;
    private ByteBuffer wrapper;

    Plain(InputFile file, long offset) throws IOException {
      this.file = file;
      this.channel = FileChannel.open(file.path(), StandardOpenOption.READ);
      this.startOffset = offset;
      this.offset = offset;
    }

    @Override
    long startOffset() {
      return startOffset;
    }

    @Override
    int read(byte[] target, int at, int maxBytes) throws IOException {
      long left = file.sizeBytes() - offset;
      if (left <= 0) {
        return -1;
      }
      if (target != wrapped) {
        wrapped = target;
        wrapper = ByteBuffer.wrap(target);
      }
      wrapper.limit(at + (int) Math.min(left, maxBytes)).position(at);
      int count = channel.read(wrapper, offset);
      if (count <= 0) {
        throw new IOException(file.path() + ": became shorter while it was read");
      }
      offset += count;
      return count;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static final class Compressed extends ByteSource {

    private final InputFile file;
    private final InputStream stream;

    Compressed(InputFile file) throws IOException, UsageException {
      this.file = file;
      InputStream raw = Files.newInputStream(file.path());
      try {
        this.stream = new GZIPInputStream(raw, COMPRESSED_BUFFER_BYTES);
      } catch (ZipException | EOFException e) {
        raw.close();
        throw damaged(file, e);
      } catch (IOException e) {
        raw.close();
        throw e;
      }
    }

    @Override
    long startOffset() {
      return 0;
    }

    @Override
    int read(byte[] target, int at, int maxBytes) throws IOException, UsageException {
      try {
        return stream.read(target, at, maxBytes);
      } catch (ZipException | EOFException e) {
        throw damaged(file, e);
      }
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
