package paracel.data;

import java.io.IOException;
import paracel.base.UsageException;

/** Tells a format by the name of a file, and else by its first lines. */
final class FormatGuess {

  /** A row without values does not tell, so that some lines are looked at. */
  private static final int LINES_MAX = 1000;

  private FormatGuess() {}

  /**
   * @param hasCsvOptions whether options are given that only CSV has: then what is not LIBSVM is
   *     CSV
   */
  static String name(InputFile file, boolean hasCsvOptions) throws IOException, UsageException {
    String path = file.path().toString();
    if (path.endsWith(".csv") || path.endsWith(".csv.gz")) {
      return "csv";
    }
    try (LineReader reader = new LineReader()) {
      reader.open(Block.whole(file));
      for (int line = 0; line < LINES_MAX && reader.next(); line++) {
        switch (look(reader.buffer(), reader.from(), reader.to())) {
          case PAIRS -> {
            return "libsvm";
          }
          case OTHER -> line = LINES_MAX;
          case NOTHING -> {}
        }
      }
    }
    if (hasCsvOptions) {
      return "csv";
    }
    throw new UsageException(
        file.path() + ": cannot tell the format; give --format libsvm or --format csv");
  }

  private enum Look {
    NOTHING,
    PAIRS,
    OTHER
  }

  /** A second word with a colon makes pairs; a lone number may be a row without values. */
  private static Look look(byte[] text, int from, int to) {
    int at = Bytes.skipSpace(text, from, to);
    if (at == to || text[at] == '#') {
      return Look.NOTHING;
    }
    int label = at;
    while (at < to && !Bytes.isSpace(text[at])) {
      at++;
    }
    boolean number = isNumber(text, label, at);
    at = Bytes.skipSpace(text, at, to);
    if (at == to || text[at] == '#') {
      return number ? Look.NOTHING : Look.OTHER;
    }
    while (at < to && !Bytes.isSpace(text[at])) {
      if (text[at] == ':') {
        return Look.PAIRS;
      }
      at++;
    }
    return Look.OTHER;
  }

  private static boolean isNumber(byte[] text, int from, int to) {
    try {
      new NumberReader().readToken(text, from, to, "label", 1);
      return true;
    } catch (RowException e) {
      return false;
    }
  }
}
