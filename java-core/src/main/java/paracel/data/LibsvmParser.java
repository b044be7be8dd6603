package paracel.data;

/**
 * Reads {@code label index:value ...}: indices from 1, ascending, parted by spaces or tabs; {@code
 * #} begins a comment. Values of zero that the line has are kept.
 */
public final class LibsvmParser implements RowParser {

  /** Greatest index, so that the number of columns is an int with room to spare. */
  static final int INDEX_MAX = Integer.MAX_VALUE - 1;

  private final NumberReader number = new NumberReader();

  @Override
  public boolean parse(byte[] text, int from, int to, SparseRow row) throws RowException {
    int at = Bytes.skipSpace(text, from, to);
    if (at == to || text[at] == '#') {
      return false;
    }
    row.clear();
    int labelEnd = readNumber(text, at, to, "label", at - from + 1);
    row.setLabel(number.value(), at - from + 1);
    at = Bytes.skipSpace(text, labelEnd, to);
    int previous = 0;
    while (at < to && text[at] != '#') {
      int pair = at;
      long index = 0;
      int digit;
      while (at < to && (digit = text[at] - '0') >= 0 && digit <= 9) {
        index = Math.min(10 * index + digit, Integer.MAX_VALUE);
        at++;
      }
      if (at == pair || at == to || text[at] != ':' || index <= previous || index > INDEX_MAX) {
        throw wrongIndex(text, from, pair, to, index, previous);
      }
      previous = (int) index;
      at++;
      if (isOneDigit(text, at, to)) { // as nearly all values of categories are
        row.add(previous - 1, text[at] - '0');
        at++;
      } else {
        at = readNumber(text, at, to, "value", at - from + 1);
        row.add(previous - 1, number.value());
      }
      at = Bytes.skipSpace(text, at, to);
    }
    return true;
  }

  private int readNumber(byte[] text, int from, int to, String what, int column)
      throws RowException {
    int end = number.readExact(text, from, to);
    if (end < 0 || (end < to && !isBreak(text[end]))) {
      end = tokenEnd(text, from, to);
      number.readToken(text, from, end, what, column);
    }
    return end;
  }

  private static boolean isOneDigit(byte[] text, int from, int to) {
    return from + 1 < to && text[from + 1] == ' ' && text[from] >= '0' && text[from] <= '9';
  }

  private static boolean isBreak(byte b) {
    return Bytes.isSpace(b) || b == '#';
  }

  private static int tokenEnd(byte[] text, int from, int to) {
    int end = from;
    while (end < to && !isBreak(text[end])) {
      end++;
    }
    return end;
  }

  private static RowException wrongIndex(
      byte[] text, int lineFrom, int from, int to, long index, int previous) {
    int end = tokenEnd(text, from, to);
    String token = Bytes.show(text, from, end);
    return new RowException(from - lineFrom + 1, reason(text, from, end, token, index, previous));
  }

  private static String reason(
      byte[] text, int from, int end, String token, long index, int previous) {
    if (token.startsWith("'qid:")) {
      return token + ": query ids are not supported";
    }
    int colon = from;
    while (colon < end && text[colon] >= '0' && text[colon] <= '9') {
      colon++;
    }
    if (colon == from || colon == end || text[colon] != ':') {
      return token + " is not index:value";
    }
    if (index == 0) {
      return token + ": the first index is 1, not 0";
    }
    if (index > INDEX_MAX) {
      return token + ": the greatest index is " + INDEX_MAX;
    }
    return token + ": index " + index + " after " + previous + ", but indices must ascend";
  }
}
