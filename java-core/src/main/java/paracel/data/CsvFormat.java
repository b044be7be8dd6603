package paracel.data;

import java.io.IOException;
import java.util.List;
import paracel.base.UsageException;

/**
 * Numbers between delimiters, see {@link CsvParser}.
 *
 * @param delimiter between the fields of a line
 * @param fields number of fields of each line
 * @param labelField field with the label, 0-based, or -1 when labels are 0
 * @param names of the fields in the header; empty when files have no header
 */
public record CsvFormat(byte delimiter, int fields, int labelField, List<String> names)
    implements DataFormat {

  /** Word for {@code --label-column} when all fields are columns of the matrix. */
  private static final String NO_LABEL = "none";

  public CsvFormat {
    names = List.copyOf(names);
  }

  /**
   * Finds the fields by the first line of the first file.
   *
   * @param header whether the first line of each file has names
   * @param labelColumn name, number from 1, {@code none}, or null for the last field
   */
  public static CsvFormat of(InputFiles files, byte delimiter, boolean header, String labelColumn)
      throws IOException, UsageException {
    try (LineReader reader = new LineReader()) {
      firstLine(reader, files.firstWithBytes(), delimiter, header);
      byte[] line = reader.buffer();
      int fields = CsvFields.count(line, reader.from(), reader.to(), delimiter);
      List<String> names =
          header ? CsvFields.names(line, reader.from(), reader.to(), delimiter) : List.of();
      CsvFormat format =
          new CsvFormat(delimiter, fields, labelField(labelColumn, fields, names), names);
      if (!header) {
        format.checkFirstLine(reader);
      }
      return format;
    }
  }

  /** Goes to the header, which is line 1, or to the first line with fields. */
  private static void firstLine(LineReader reader, InputFile file, byte delimiter, boolean header)
      throws IOException, UsageException {
    reader.open(Block.whole(file));
    while (reader.next()) {
      if (!CsvFields.isBlank(reader.buffer(), reader.from(), reader.to(), delimiter)) {
        return;
      }
      if (header) {
        break;
      }
    }
    throw new InputException(
        file.path(), 1, 1, header ? "the header is blank" : "no line has fields");
  }

  @Override
  public String name() {
    return "csv";
  }

  @Override
  public RowParser newParser() {
    return new CsvParser(delimiter, fields, labelField, names);
  }

  @Override
  public boolean hasHeader() {
    return !names.isEmpty();
  }

  @Override
  public int columns() {
    return labelField < 0 ? fields : fields - 1;
  }

  /** A line of names that was not announced is the commonest mistake: say how to announce it. */
  private void checkFirstLine(LineReader reader) throws IOException, UsageException {
    try {
      newParser().parse(reader.buffer(), reader.from(), reader.to(), new SparseRow());
    } catch (RowException e) {
      throw reader.error(e.column(), e.getMessage() + " (if the line has names, give --header)");
    }
  }

  private static int labelField(String labelColumn, int fields, List<String> names)
      throws UsageException {
    if (labelColumn == null) {
      return fields - 1;
    }
    int named = names.indexOf(labelColumn);
    if (named >= 0) {
      if (named != names.lastIndexOf(labelColumn)) {
        throw new UsageException(
            "--label-column: the header has '" + labelColumn + "' more than once");
      }
      return named;
    }
    if (labelColumn.equals(NO_LABEL)) {
      return -1;
    }
    if (labelColumn.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(labelColumn);
      if (number < 1 || number > fields) {
        throw new UsageException("--label-column: " + number + " is not in 1.." + fields);
      }
      return number - 1;
    }
    throw new UsageException(
        "--label-column: '"
            + labelColumn
            + "' is "
            + (names.isEmpty()
                ? "not a number, and without --header there are no names"
                : "not in the header " + names));
  }
}
