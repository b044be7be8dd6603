package paracel.data;

import java.io.IOException;
import java.util.List;
import paracel.base.Option;
import paracel.base.OptionValues;
import paracel.base.UsageException;

/** How the rows of an input are written. Immutable; parsers are made per thread. */
public sealed interface DataFormat permits LibsvmFormat, CsvFormat {

  /** Name that {@code --format} takes. */
  String name();

  RowParser newParser();

  /** Options that LIBSVM does not have. */
  List<Option<?>> CSV_ONLY =
      List.of(DataOptions.LABEL_COLUMN, DataOptions.HEADER, DataOptions.DELIMITER);

  /** Whether the first line of each file is no row. */
  boolean hasHeader();

  /** Columns of every row, or -1 when only the rows tell. */
  int columns();

  /**
   * The format of an input by the options of {@link DataOptions}. Reads the beginning of the first
   * file: every worker comes to the same result alone.
   *
   * @throws UsageException when the format cannot be told, or an option does not fit the file
   */
  static DataFormat of(InputFiles files, OptionValues options) throws IOException, UsageException {
    String name = options.get(DataOptions.FORMAT);
    if (name.equals("auto")) {
      name = FormatGuess.name(files.firstWithBytes(), isGivenForCsv(options));
    }
    if (name.equals("csv")) {
      return CsvFormat.of(
          files,
          (byte) (char) options.get(DataOptions.DELIMITER),
          options.get(DataOptions.HEADER),
          options.get(DataOptions.LABEL_COLUMN));
    }
    for (Option<?> option : CSV_ONLY) {
      if (options.isGiven(option)) {
        throw new UsageException("--" + option.key() + ": is for CSV, but the input is LIBSVM");
      }
    }
    return new LibsvmFormat();
  }

  private static boolean isGivenForCsv(OptionValues options) {
    return CSV_ONLY.stream().anyMatch(options::isGiven);
  }
}
