package paracel.data;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads decimal numbers from bytes, correct to the last bit.
 *
 * <p>A number is {@code w * 10^e} with integers {@code w} and {@code e}. When {@code w <= 2^53} and
 * {@code |e| <= 22}, both {@code w} and {@code 10^|e|} are doubles without error, so one product or
 * quotient rounds once and is the nearest double (W. D. Clinger, How to read floating point numbers
 * accurately, PLDI 1990). All other numbers are given to FastDoubleParser.
 *
 * <p>For one thread.
 */
final class NumberReader {

  private static final int EXACT_EXPONENT_MAX = 22;
  private static final long EXACT_MANTISSA_MAX = 1L << 53;

  /** So many digits fit in a long whatever they are. */
  private static final int DIGITS_MAX = 18;

  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private double value;

  /** The number that was read last. */
  double value() {
    return value;
  }

  /**
   * Reads a number that begins at {@code from} and can be had exactly by one operation.
   *
   * @return index behind the number, where the caller must find a delimiter; or -1 when there is no
   *     such number and {@link #readToken} has to decide
   */
  int readExact(byte[] text, int from, int to) {
    int at = from;
    boolean negative = false;
    if (at < to && (text[at] == '-' || text[at] == '+')) {
      negative = text[at] == '-';
      at++;
    }
    int digitsFrom = at;
    long mantissa = 0;
    int digit;
    while (at < to && (digit = text[at] - '0') >= 0 && digit <= 9) {
      mantissa = 10 * mantissa + digit;
      at++;
    }
    int digits = at - digitsFrom;
    int exponent = 0;
    if (at < to && text[at] == '.') {
      int fractionFrom = ++at;
      while (at < to && (digit = text[at] - '0') >= 0 && digit <= 9) {
        mantissa = 10 * mantissa + digit;
        at++;
      }
      exponent = fractionFrom - at;
      digits -= exponent;
    }
    if (digits == 0 || digits > DIGITS_MAX || mantissa > EXACT_MANTISSA_MAX) {
      return -1;
    }
    if (at < to && (text[at] | 0x20) == 'e') {
      return readExponent(text, at + 1, to, negative, mantissa, exponent);
    }
    return scale(negative, mantissa, exponent) ? at : -1;
  }

  private int readExponent(
      byte[] text, int from, int to, boolean negative, long mantissa, int fraction) {
    int at = from;
    boolean minus = false;
    if (at < to && (text[at] == '-' || text[at] == '+')) {
      minus = text[at] == '-';
      at++;
    }
    int digitsFrom = at;
    int exponent = 0;
    while (at < to && text[at] >= '0' && text[at] <= '9' && at - digitsFrom < 4) {
      exponent = 10 * exponent + text[at] - '0';
      at++;
    }
    if (at == digitsFrom) {
      return -1;
    }
    return scale(negative, mantissa, fraction + (minus ? -exponent : exponent)) ? at : -1;
  }

  private boolean scale(boolean negative, long mantissa, int exponent) {
    if (exponent < -EXACT_EXPONENT_MAX || exponent > EXACT_EXPONENT_MAX) {
      return false;
    }
    double magnitude = exponent < 0 ? mantissa / POWERS[-exponent] : mantissa * POWERS[exponent];
    value = negative ? -magnitude : magnitude;
    return true;
  }

  /**
   * Reads a number that fills {@code from..to-1}.
   *
   * @param what what the number is, for the message
   * @param column of the token, 1-based
   * @throws RowException when the token is not a finite decimal number
   */
  void readToken(byte[] text, int from, int to, String what, int column) throws RowException {
    String shown = what + " " + Bytes.show(text, from, to);
    if (!isDecimal(text, from, to)) {
      throw new RowException(
          column, shown + (isNotFinite(text, from, to) ? " is not finite" : " is not a number"));
    }
    try {
      value = JavaDoubleParser.parseDouble(text, from, to - from);
    } catch (NumberFormatException e) {
      throw new RowException(column, shown + " is not a number");
    }
    if (Double.isInfinite(value)) {
      throw new RowException(column, shown + " is too large for a double");
    }
  }

  /** Keeps away what Java reads as a number, but no data format has: hex, suffixes, spaces. */
  private static boolean isDecimal(byte[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = text[i];
      boolean digit = b >= '0' && b <= '9';
      if (!digit && b != '.' && b != '-' && b != '+' && (b | 0x20) != 'e') {
        return false;
      }
    }
    return to > from;
  }

  private static boolean isNotFinite(byte[] text, int from, int to) {
    String token = new String(text, from, to - from, StandardCharsets.UTF_8);
    return token.toLowerCase(Locale.ROOT).matches("[-+]?(nan|inf|infinity)");
  }
}
