package paracel.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paracel.base.UsageException;

class CsvFormatTest {

  @TempDir Path directory;

  @Test
  void theLastFieldIsTheLabelUnlessSaidOtherwise() throws Exception {
    SparseDataset rows = load(",", false, null, "1, 0,3 ,-1\n\n -4,5.5,\t0,1\r\n   \n");
    assertEquals(3, rows.columns());
    assertArrayEquals(new double[] {-1, 1}, rows.label());
    assertArrayEquals(new int[] {0, 2, 4}, rows.rowStart());
    assertArrayEquals(new int[] {0, 2, 0, 1}, rows.column());
    assertArrayEquals(new double[] {1, 3, -4, 5.5}, rows.value());
  }

  @Test
  void theLabelIsChosenByNumberOrName() throws Exception {
    SparseDataset second = load(",", false, "2", "1,7,3\n");
    assertArrayEquals(new double[] {7}, second.label());
    assertArrayEquals(new int[] {0, 1}, second.column());
    assertArrayEquals(new double[] {1, 3}, second.value());
    SparseDataset named = load("\t", true, "y", "\"x\"\t y \tz\n1\t7\t3\n");
    assertArrayEquals(new double[] {7}, named.label());
    assertArrayEquals(new double[] {1, 3}, named.value());
    SparseDataset none = load(" ", false, "none", "1 7 3\n");
    assertArrayEquals(new double[] {0}, none.label());
    assertEquals(3, none.columns());
  }

  @Test
  void columnsOfZerosAreCounted() throws Exception {
    SparseDataset rows = load(",", false, "1", "1,0,0,0\n");
    assertEquals(3, rows.columns());
    assertEquals(0, rows.nnz());
  }

  @Test
  void theHeaderOfEveryFileIsSkipped() throws Exception {
    Path a = TestText.write(directory, "a.csv", "x,y\n1,2\n3,4\n");
    Path b = TestText.write(directory, "b.csv.gz", "\uFEFFx, y\n5,6");
    InputFiles input = TestText.input(a, b);
    CsvFormat format = CsvFormat.of(input, (byte) ',', true, "x");
    for (int workers = 1; workers < 20; workers++) {
      int rows = 0;
      for (int worker = 0; worker < workers; worker++) {
        List<Block> blocks = BlockPlan.of(input, workers).blocks(worker);
        rows += new DatasetLoader(format, LabelRule.any()).load(blocks).rows();
      }
      assertEquals(3, rows, workers + " workers");
    }
  }

  @Test
  void headersThatDifferAreErrors() throws Exception {
    Path a = TestText.write(directory, "a.csv", "x,y\n1,2\n");
    InputFiles swapped = TestText.input(a, TestText.write(directory, "b.csv", "y,x\n1,2\n"));
    assertMessage(
        "@/b.csv:1:1: field 1 is 'y' in the header, but 'x' in that of the first file",
        () -> load(swapped, ",", true, null));
    InputFiles longer = TestText.input(a, TestText.write(directory, "c.csv", "x,y,z\n1,2,3\n"));
    assertMessage(
        "@/c.csv:1:1: the header has 3 names, that of the first file 2",
        () -> load(longer, ",", true, null));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '@',
      value = {
        "1,2,x       | 2:5 | field 3 'x' is not a number",
        "1, x y ,2   | 2:4 | field 2 'x y' is not a number",
        "1,,2        | 2:3 | field 2 is missing",
        "1,2,        | 2:5 | field 3 is missing",
        ",1,2        | 2:1 | field 1 is missing",
        "1,2         | 2:4 | 2 fields, where the first line has 3",
        "1,2,3,4     | 2:7 | 4 fields, where the first line has 3",
        "1,2,3,      | 2:7 | 4 fields, where the first line has 3",
        "1,\"2\",3   | 2:3 | field 2 is quoted, which is not supported",
        "1,nan,3     | 2:3 | field 2 'nan' is not finite",
        "1,2, -Inf   | 2:6 | field 3 '-Inf' is not finite",
        "1,2;3,4     | 2:3 | field 2 '2;3' is not a number",
        "1,0x1p3,4   | 2:3 | field 2 '0x1p3' is not a number",
        "1 2,3,4     | 2:1 | field 1 '1 2' is not a number",
      },
      delimiter = '|')
  void errorsSayWhere(String line, String place, String message) throws Exception {
    InputFiles input =
        TestText.input(TestText.write(directory, "x.csv", "1,2,3\n" + line + "\n4,5,6\n"));
    assertMessage("@/x.csv:" + place + ": " + message, () -> load(input, ",", false, null));
  }

  @Test
  void aLabelThatIsRefusedSaysWhere() throws Exception {
    Path file = TestText.write(directory, "x.csv", "7,1\n\n8, 3\n");
    InputFiles input = TestText.input(file);
    CsvFormat format = CsvFormat.of(input, (byte) ',', false, null);
    assertMessage(
        "@/x.csv:3:4: label 3 is not of two classes: -1 or 0, and +1",
        () -> new DatasetLoader(format, LabelRule.binary()).load(BlockPlan.of(input, 1).blocks(0)));
  }

  @Test
  void aHeaderThatIsNotAnnouncedGetsAHint() throws Exception {
    assertMessage(
        "@/x.csv:1:1: field 1 'age' is not a number (if the line has names, give --header)",
        () -> load(",", false, null, "age,y\n1,2\n"));
  }

  @Test
  void optionsThatDoNotFitAreErrors() {
    String text = "x,y,x\n1,2,3\n";
    assertMessage("--label-column: 0 is not in 1..3", () -> load(",", true, "0", text));
    assertMessage("--label-column: 4 is not in 1..3", () -> load(",", true, "4", text));
    assertMessage(
        "--label-column: the header has 'x' more than once", () -> load(",", true, "x", text));
    assertMessage(
        "--label-column: 'w' is not in the header [x, y, x]", () -> load(",", true, "w", text));
    assertMessage(
        "--label-column: 'w' is not a number, and without --header there are no names",
        () -> load(",", false, "w", "1,2,3\n"));
    assertMessage("@/x.csv:1:1: the header is blank", () -> load(",", true, null, "\nx,y\n1,2\n"));
    assertMessage("@/x.csv:1:1: no line has fields", () -> load(",", false, null, "\n \n"));
  }

  private void assertMessage(String message, org.junit.jupiter.api.function.Executable load) {
    UsageException e = assertThrows(UsageException.class, load);
    assertEquals(message, e.getMessage().replace(directory.toString(), "@"));
  }

  private SparseDataset load(String delimiter, boolean header, String labelColumn, String text)
      throws Exception {
    InputFiles input = TestText.input(TestText.write(directory, "x.csv", text));
    return load(input, delimiter, header, labelColumn);
  }

  private static SparseDataset load(
      InputFiles input, String delimiter, boolean header, String labelColumn) throws Exception {
    CsvFormat format = CsvFormat.of(input, (byte) delimiter.charAt(0), header, labelColumn);
    return new DatasetLoader(format, LabelRule.any()).load(BlockPlan.of(input, 1).blocks(0));
  }
}
