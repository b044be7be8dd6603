package paracel.data;

/** {@code label index:value ...}, see {@link LibsvmParser}. */
public record LibsvmFormat() implements DataFormat {

  @Override
  public String name() {
    return "libsvm";
  }

  @Override
  public RowParser newParser() {
    return new LibsvmParser();
  }

  @Override
  public boolean hasHeader() {
    return false;
  }

  @Override
  public int columns() {
    return -1;
  }
}
