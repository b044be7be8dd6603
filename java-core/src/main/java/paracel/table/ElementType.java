package paracel.table;

/** Type of the elements of a dense table. */
public enum ElementType {
  FLOAT64(8),
  FLOAT32(4);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Size of one element. */
  public int bytes() {
    return bytes;
  }
}
