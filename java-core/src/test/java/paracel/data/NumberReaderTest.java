package paracel.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberReaderTest {

  private final NumberReader reader = new NumberReader();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomNumbersAreCorrectToTheLastBit(long seed) throws Exception {
    Random random = new Random(seed);
    for (int i = 0; i < 200_000; i++) {
      assertExact(randomNumber(random));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "+1",
        "-0.0",
        ".5",
        "5.",
        "1e22",
        "1e-22",
        "1e23",
        "1e-23",
        "9007199254740992",
        "9007199254740993",
        "9007199254740993.0",
        "900719925474099.3e1",
        "999999999999999999",
        "9999999999999999999",
        "18446744073709551617",
        "0.000000000000000000000000000001",
        "00000000000000000000001",
        "1E5",
        "1e+5",
        "1e-05",
        "1e0005",
        "1e00005",
        "4.9e-324",
        "2.4703282292062328e-324",
        "1.7976931348623157e308",
        "2.2250738585072011e-308",
        "0.1",
        "123456789012345678e-10",
        "0e99999",
        "1e-99999"
      })
  void edgesAreCorrectToTheLastBit(String text) throws Exception {
    assertExact(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abc", "", "-", "+", ".", "e5", "1e", "1e+", "1.2.3", "--1", "1-2", "0x10", "0x1p3", "1f",
        "1d", "1_000", "1,5", "é"
      })
  void otherTextIsRefused(String text) {
    assertEquals("value '" + text + "' is not a number", refusal(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "nan", "-NaN", "inf", "-Inf", "Infinity", "+infinity"})
  void notFiniteIsRefused(String text) {
    assertEquals("value '" + text + "' is not finite", refusal(text));
  }

  @Test
  void tooLargeIsRefused() {
    assertEquals("value '1e999' is too large for a double", refusal("1e999"));
    String shown = "9".repeat(40) + "...";
    assertEquals("value '" + shown + "' is too large for a double", refusal("9".repeat(400)));
  }

  private String refusal(String text) {
    RowException e = assertThrows(RowException.class, () -> read(text));
    assertEquals(7, e.column());
    return e.getMessage();
  }

  private void assertExact(String text) throws RowException {
    long expected = Double.doubleToRawLongBits(Double.parseDouble(text));
    assertEquals(expected, Double.doubleToRawLongBits(read(text)), text);
  }

  private double read(String text) throws RowException {
    byte[] bytes = TestText.bytes("<" + text + ">");
    if (reader.readExact(bytes, 1, bytes.length - 1) != bytes.length - 1) {
      reader.readToken(bytes, 1, bytes.length - 1, "value", 7);
    }
    return reader.value();
  }

  private static String randomNumber(Random random) {
    String sign = random.nextInt(3) == 0 ? "-" : "";
    return switch (random.nextInt(5)) {
      case 0 -> {
        double any = Double.longBitsToDouble(random.nextLong());
        yield Double.toString(Double.isFinite(any) ? any : 1.5);
      }
      case 1 -> sign + random.nextInt(100_000) + "." + random.nextInt(1_000_000);
      case 2 -> sign + new BigInteger(1 + random.nextInt(70), random) + "e" + exponent(random, 25);
      case 3 -> sign + ((1L << 53) + random.nextInt(64) - 32) + "e" + exponent(random, 23);
      default -> sign + "0." + new BigInteger(60, random) + "E" + exponent(random, 300);
    };
  }

  private static int exponent(Random random, int max) {
    return random.nextInt(2 * max + 1) - max;
  }
}
