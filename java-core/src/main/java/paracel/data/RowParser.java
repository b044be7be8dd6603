package paracel.data;

/** Reads rows from lines. Has state: one parser per thread. */
public interface RowParser {

  /**
   * Parses a line.
   *
   * @param text has the line at {@code from..to-1}, without its end mark; not modified
   * @param row gets the label and values; undefined after false or an exception
   * @return false when the line has no row, being blank or a comment
   * @throws RowException when the line is wrong
   */
  boolean parse(byte[] text, int from, int to, SparseRow row) throws RowException;

  /**
   * Checks the first line of a file whose format has a header.
   *
   * @throws RowException when the file does not belong to the others
   */
  default void checkHeader(byte[] text, int from, int to) throws RowException {}
}
