package paracel.data;

import java.util.List;

/**
 * Reads lines of numbers between delimiters; spaces around a number do not count. One field is the
 * label, the others are the columns of the matrix in their order. Zeros are not stored.
 */
public final class CsvParser implements RowParser {

  private final NumberReader number = new NumberReader();
  private final byte delimiter;
  private final int fields;
  private final int labelField;
  private final List<String> names;

  /**
   * @param fields number of fields that each line must have
   * @param labelField field with the label, 0-based, or -1 when there is none and labels are 0
   * @param names what the header of each file must say; empty when there are no headers
   */
  CsvParser(byte delimiter, int fields, int labelField, List<String> names) {
    this.delimiter = delimiter;
    this.fields = fields;
    this.labelField = labelField;
    this.names = names;
  }

  @Override
  public boolean parse(byte[] text, int from, int to, SparseRow row) throws RowException {
    if (CsvFields.isBlank(text, from, to, delimiter)) {
      return false;
    }
    row.clear();
    int field = 0;
    int column = 0;
    int at = from;
    while (true) {
      if (field == fields) {
        throw wrongCount(text, from, to, at - from + 1);
      }
      at = skipSpace(text, at, to);
      int start = at;
      at = readField(text, from, at, to, field);
      if (field == labelField) {
        row.setLabel(number.value(), start - from + 1);
      } else {
        if (number.value() != 0) {
          row.add(column, number.value());
        }
        column++;
      }
      field++;
      if (at == to) {
        break;
      }
      at++;
    }
    if (field < fields) {
      throw wrongCount(text, from, to, to - from + 1);
    }
    return true;
  }

  @Override
  public void checkHeader(byte[] text, int from, int to) throws RowException {
    List<String> own = CsvFields.names(text, from, to, delimiter);
    if (own.size() != names.size()) {
      throw new RowException(
          1, "the header has " + own.size() + " names, that of the first file " + names.size());
    }
    for (int i = 0; i < own.size(); i++) {
      if (!own.get(i).equals(names.get(i))) {
        throw new RowException(
            1,
            "field %d is '%s' in the header, but '%s' in that of the first file"
                .formatted(i + 1, own.get(i), names.get(i)));
      }
    }
  }

  /** Reads one field into {@link #number}; returns the index of the delimiter behind it. */
  private int readField(byte[] text, int lineFrom, int from, int to, int field)
      throws RowException {
    int end = number.readExact(text, from, to);
    if (end >= 0) {
      end = skipSpace(text, end, to);
      if (end == to || text[end] == delimiter) {
        return end;
      }
    }
    end = CsvFields.end(text, from, to, delimiter);
    int tokenEnd = CsvFields.trimEnd(text, from, end);
    int column = from - lineFrom + 1;
    if (tokenEnd == from) {
      throw new RowException(column, "field " + (field + 1) + " is missing");
    }
    if (text[from] == '"') {
      throw new RowException(column, "field " + (field + 1) + " is quoted, which is not supported");
    }
    number.readToken(text, from, tokenEnd, "field " + (field + 1), column);
    return end;
  }

  private int skipSpace(byte[] text, int from, int to) {
    int at = from;
    while (at < to && text[at] != delimiter && Bytes.isSpace(text[at])) {
      at++;
    }
    return at;
  }

  private RowException wrongCount(byte[] text, int from, int to, int column) {
    int count = CsvFields.count(text, from, to, delimiter);
    return new RowException(column, count + " fields, where the first line has " + fields);
  }
}
