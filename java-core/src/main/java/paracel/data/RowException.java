package paracel.data;

/** A line cannot be parsed. Whoever knows the file makes an {@link InputException} of it. */
public final class RowException extends Exception {

  private final int column;

  /**
   * @param column byte in the line at which the offending token begins, 1-based
   */
  public RowException(int column, String message) {
    super(message);
    this.column = column;
  }

  public int column() {
    return column;
  }
}
