package paracel.data;

import java.nio.file.Path;
import paracel.base.Check;

/**
 * A file of the input.
 *
 * @param path as the user wrote it, or found below a directory that the user wrote
 * @param sizeBytes size when the input was resolved, compressed where the file is; bytes beyond it
 *     are not read
 */
public record InputFile(Path path, long sizeBytes) {

  private static final long STRIPES_PER_COMPRESSED_FILE = 512;
  private static final int STRIPE_BYTES_MIN = 4 << 10;
  private static final int STRIPE_BYTES_MAX = 256 << 10;

  public InputFile {
    Check.argument(sizeBytes >= 0, "size of " + path);
  }

  /** Whether the file is compressed, which its name says. */
  public boolean isGzip() {
    return path.toString().endsWith(".gz");
  }

  /**
   * Bytes of text in a stripe of a compressed file: small enough that a small file has stripes for
   * many workers, and a function of the size alone, so that all workers use the same.
   */
  int stripeBytes() {
    return (int)
        Math.clamp(sizeBytes / STRIPES_PER_COMPRESSED_FILE, STRIPE_BYTES_MIN, STRIPE_BYTES_MAX);
  }
}
