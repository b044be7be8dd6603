package paracel.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LibsvmParserTest {

  private final SparseRow row = new SparseRow();

  @Test
  void rowsAreRead() throws Exception {
    assertTrue(parse("  -1 3:0.5\t7:-2e3  2147483646:0 # 9:9"));
    assertEquals(-1, row.label());
    assertEquals(3, row.labelColumn());
    assertRow(new int[] {2, 6, 2147483645}, new double[] {0.5, -2000, 0});
    assertTrue(parse("+1#no values"));
    assertEquals(1, row.label());
    assertRow(new int[] {}, new double[] {});
    assertTrue(parse("2.5 1:1#x"));
    assertRow(new int[] {0}, new double[] {1});
  }

  @Test
  void longRowsGrowTheBuffer() throws Exception {
    StringBuilder line = new StringBuilder("1");
    for (int i = 1; i <= 1000; i++) {
      line.append(' ').append(i).append(':').append(i / 8.0);
    }
    assertTrue(parse(line.toString()));
    assertEquals(1000, row.count());
    assertEquals(999, row.indices()[999]);
    assertEquals(125, row.values()[999]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "\t", "# comment", "  # 1 2:3"})
  void linesWithoutARowAreSkipped(String line) throws Exception {
    assertFalse(parse(line));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "1 0:5              | 3 | '0:5': the first index is 1, not 0",
        "1 2:5 2:6          | 7 | '2:6': index 2 after 2, but indices must ascend",
        "1 12:5 2:6         | 8 | '2:6': index 2 after 12, but indices must ascend",
        "1 2147483647:1     | 3 | '2147483647:1': the greatest index is 2147483646",
        "1 99999999999999999999:1 | 3 | '99999999999999999999:1': the greatest index is 2147483646",
        "1 2:1 7            | 7 | '7' is not index:value",
        "1 2:1 x:7          | 7 | 'x:7' is not index:value",
        "1 -2:1             | 3 | '-2:1' is not index:value",
        "1 :1               | 3 | ':1' is not index:value",
        "1 2.5:1            | 3 | '2.5:1' is not index:value",
        "1 qid:3 1:1        | 3 | 'qid:3': query ids are not supported",
        "1 2:               | 5 | value '' is not a number",
        "1 2: 5             | 5 | value '' is not a number",
        "1 2:abc 3:1        | 5 | value 'abc' is not a number",
        "1 2:1:3            | 5 | value '1:3' is not a number",
        "1 2:1,5            | 5 | value '1,5' is not a number",
        "1 2:NaN            | 5 | value 'NaN' is not finite",
        "1 2:-inf           | 5 | value '-inf' is not finite",
        "1 2:1e400          | 5 | value '1e400' is too large for a double",
        "cat 2:1            | 1 | label 'cat' is not a number",
        "1,2 2:1            | 1 | label '1,2' is not a number",
        "1:5 2:1            | 1 | label '1:5' is not a number",
        "nan 2:1            | 1 | label 'nan' is not finite",
        "Infinity 2:1       | 1 | label 'Infinity' is not finite",
      },
      delimiter = '|')
  void errorsSayWhere(String line, int column, String message) {
    RowException e = assertThrows(RowException.class, () -> parse(line));
    assertEquals(message, e.getMessage());
    assertEquals(column, e.column());
  }

  private boolean parse(String line) throws RowException {
    byte[] text = TestText.bytes("9:9" + line + "9:9");
    return new LibsvmParser().parse(text, 3, text.length - 3, row);
  }

  private void assertRow(int[] indices, double[] values) {
    assertArrayEquals(indices, Arrays.copyOf(row.indices(), row.count()));
    assertArrayEquals(values, Arrays.copyOf(row.values(), row.count()));
  }
}
