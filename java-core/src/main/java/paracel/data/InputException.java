package paracel.data;

import java.nio.file.Path;
import paracel.base.UsageException;

/** A place in an input is wrong; the message reads {@code FILE:LINE:COLUMN: message}. */
public final class InputException extends UsageException {

  private final Path file;
  private final long line;
  private final int column;

  /**
   * @param line 1-based
   * @param column 1-based, in bytes
   */
  public InputException(Path file, long line, int column, String message) {
    super(file + ":" + line + ":" + column + ": " + message);
    this.file = file;
    this.line = line;
    this.column = column;
  }

  public Path file() {
    return file;
  }

  /** Line in the file, 1-based; of a compressed file, in the text. */
  public long line() {
    return line;
  }

  /** Byte in the line, 1-based. */
  public int column() {
    return column;
  }
}
