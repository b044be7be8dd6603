package paracel.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Where the fields of a line of CSV are. */
final class CsvFields {

  private CsvFields() {}

  /** A line of spaces has no fields; a line of tabs between which nothing is has empty ones. */
  static boolean isBlank(byte[] text, int from, int to, byte delimiter) {
    for (int i = from; i < to; i++) {
      boolean tabDelimits = text[i] == '\t' && delimiter == '\t';
      if (tabDelimits || !Bytes.isSpace(text[i])) {
        return false;
      }
    }
    return true;
  }

  /** Index of the delimiter behind a field, or {@code to}. */
  static int end(byte[] text, int from, int to, byte delimiter) {
    int end = from;
    while (end < to && text[end] != delimiter) {
      end++;
    }
    return end;
  }

  static int trimEnd(byte[] text, int from, int to) {
    int end = to;
    while (end > from && Bytes.isSpace(text[end - 1])) {
      end--;
    }
    return end;
  }

  static int count(byte[] text, int from, int to, byte delimiter) {
    int count = 1;
    for (int i = from; i < to; i++) {
      if (text[i] == delimiter) {
        count++;
      }
    }
    return count;
  }

  /** Names in a header, without spaces and quotes around them. */
  static List<String> names(byte[] text, int from, int to, byte delimiter) {
    List<String> names = new ArrayList<>();
    int at = from;
    while (at <= to) {
      int end = end(text, at, to, delimiter);
      String name = new String(text, at, end - at, StandardCharsets.UTF_8).strip();
      boolean quoted = name.length() >= 2 && name.startsWith("\"") && name.endsWith("\"");
      names.add(quoted ? name.substring(1, name.length() - 1) : name);
      at = end + 1;
    }
    return names;
  }
}
