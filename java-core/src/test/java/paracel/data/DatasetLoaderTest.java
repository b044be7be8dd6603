package paracel.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paracel.base.UsageException;

class DatasetLoaderTest {

  @TempDir Path directory;

  @Test
  void rowsKeepTheirOrderAndZeros() throws Exception {
    SparseDataset rows = load("0 2:0 5:1.5\n\n# c\n1\n-1 1:2", LabelRule.binary());
    assertEquals(3, rows.rows());
    assertEquals(3, rows.nnz());
    assertEquals(5, rows.columns());
    assertArrayEquals(new double[] {-1, 1, -1}, rows.label());
    assertArrayEquals(new int[] {0, 2, 2, 3}, rows.rowStart());
    assertArrayEquals(new int[] {1, 4, 0}, rows.column());
    assertArrayEquals(new double[] {0, 1.5, 2}, rows.value());
  }

  @Test
  void errorsNameFileLineAndColumn() throws Exception {
    assertRefused(
        "1 1:1\r\n\r\n1 2:1 2:2\n", "3:7: '2:2': index 2 after 2, but indices must ascend");
    assertRefused("1 1:1\n  2 1:1\n", "2:3: label 2 is not of two classes: -1 or 0, and +1");
    assertRefused("0.5 1:1", "1:1: label 0.5 is not of two classes: -1 or 0, and +1");
    assertRefused("1 1:x", "1:5: value 'x' is not a number");
  }

  @Test
  void errorsInLaterBlocksCountAllLines() throws Exception {
    String text = "1 1:1\n".repeat(5000) + "1 1:1 0:1\n" + "1 1:1\n".repeat(5000);
    for (String name : List.of("a", "a.gz")) {
      Path file = TestText.write(directory, name, text);
      BlockPlan plan = BlockPlan.of(TestText.input(file), 3);
      List<String> messages = new ArrayList<>();
      for (int worker = 0; worker < 3; worker++) {
        try {
          new DatasetLoader(new LibsvmFormat(), LabelRule.any()).load(plan.blocks(worker));
        } catch (InputException e) {
          messages.add(e.getMessage());
        }
      }
      assertEquals(List.of(file + ":5001:7: '0:1': the first index is 1, not 0"), messages);
    }
  }

  @Test
  void workersTogetherHaveWhatOneHas() throws Exception {
    Random random = new Random(7);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 3000; i++) {
      text.append(random.nextInt(9) - 4);
      int index = 0;
      for (int j = random.nextInt(6); j > 0; j--) {
        index += 1 + random.nextInt(50);
        text.append(' ').append(index).append(':').append(random.nextGaussian());
      }
      text.append(random.nextInt(10) == 0 ? "\n\n" : "\n");
    }
    InputFiles input = TestText.input(TestText.write(directory, "a", text.toString()));
    SparseDataset one = load(text.toString(), LabelRule.any());
    BlockPlan plan = BlockPlan.of(input, 5);
    int row = 0;
    int columns = 0;
    for (int worker = 0; worker < 5; worker++) {
      SparseDataset part =
          new DatasetLoader(new LibsvmFormat(), LabelRule.any()).load(plan.blocks(worker));
      columns = Math.max(columns, part.columns());
      for (int i = 0; i < part.rows(); i++, row++) {
        assertEquals(row(one, row), row(part, i));
      }
    }
    assertEquals(one.rows(), row);
    assertEquals(one.columns(), columns);
  }

  @Test
  void progressEndsWithEverything() throws Exception {
    InputFiles input = TestText.input(TestText.write(directory, "a", "1 1:1\n".repeat(1000)));
    List<String> calls = new ArrayList<>();
    LoadProgress progress = (bytes, total, rows) -> calls.add(bytes + "/" + total + ":" + rows);
    new DatasetLoader(new LibsvmFormat(), LabelRule.any(), progress)
        .load(BlockPlan.of(input, 1).blocks(0));
    assertEquals(BlockPlan.BLOCKS_PER_WORKER, calls.size());
    assertEquals("6000/6000:1000", calls.getLast());
  }

  @Test
  void aWorkerWithoutBlocksHasNoRows() throws Exception {
    SparseDataset none = new DatasetLoader(new LibsvmFormat(), LabelRule.any()).load(List.of());
    assertEquals(0, none.rows());
    assertEquals(0, none.columns());
    assertArrayEquals(new int[] {0}, none.rowStart());
  }

  @Test
  void tooManyValuesAreAnError() throws Exception {
    SparseDataset.Builder rows = new SparseDataset.Builder(10_000);
    SparseRow row = new SparseRow();
    for (int i = 0; i < 100; i++) {
      row.add(i, 1);
    }
    for (int i = 0; i < 100; i++) {
      rows.add(1, row);
    }
    UsageException e = assertThrows(UsageException.class, () -> rows.add(1, row));
    assertEquals("a worker has more than 10000 values or rows: use more workers", e.getMessage());
    row.clear();
    rows.add(1, row);
    assertEquals(10_000, rows.build().nnz());
    assertEquals(101, rows.build().rows());
    assertEquals(200, rows.build(200).columns());
    assertTrue(rows.build().columns() == 100);
  }

  private static String row(SparseDataset rows, int i) {
    StringBuilder text = new StringBuilder().append(rows.label()[i]);
    for (int k = rows.rowStart()[i]; k < rows.rowStart()[i + 1]; k++) {
      text.append(' ').append(rows.column()[k]).append(':').append(rows.value()[k]);
    }
    return text.toString();
  }

  private void assertRefused(String text, String message) {
    InputException e = assertThrows(InputException.class, () -> load(text, LabelRule.binary()));
    assertEquals(directory + "/x:" + message, e.getMessage());
  }

  private SparseDataset load(String text, LabelRule rule) throws Exception {
    InputFiles input = TestText.input(TestText.write(directory, "x", text));
    return new DatasetLoader(new LibsvmFormat(), rule).load(BlockPlan.of(input, 1).blocks(0));
  }
}
