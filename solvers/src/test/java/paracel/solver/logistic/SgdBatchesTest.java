package paracel.solver.logistic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paracel.linalg.CsrMatrix;
import paracel.linalg.LogisticLoss;

final class SgdBatchesTest {

  private static final int COLUMNS = 100;

  /** Three values a row, in columns that grow. */
  private static CsrMatrix matrix(int rows) {
    SplittableRandom random = new SplittableRandom(rows);
    int[] rowStart = new int[rows + 1];
    int[] column = new int[3 * rows];
    for (int i = 0; i < rows; i++) {
      rowStart[i + 1] = 3 * (i + 1);
      for (int k = 0; k < 3; k++) {
        column[3 * i + k] = 33 * k + random.nextInt(33);
      }
    }
    return new CsrMatrix(COLUMNS, rowStart, column, random.doubles(3 * rows, -1, 1).toArray());
  }

  @ParameterizedTest
  @CsvSource({"40,7,0", "40,7,100", "3,5,0", "3,5,100", "1,1,0", "0,2,0", "0,2,100"})
  void pagesHoldWhatABatchNeeds(int rows, int count, int wholePagesMax) {
    CsrMatrix matrix = matrix(rows);
    SgdBatches batches = new SgdBatches(matrix, count, false, wholePagesMax);
    double[] y = new double[rows];
    Arrays.fill(y, -1);
    double[] w = new SplittableRandom(1).doubles(WeightTable.elements(COLUMNS), -1, 1).toArray();
    double[] whole = new double[w.length];
    double[] byPages = new double[w.length];
    assertEquals(0, batches.start(0));
    assertEquals(rows, batches.start(count));
    for (int batch = 0; batch < count; batch++) {
      int from = batches.start(batch);
      int to = batches.start(batch + 1);
      assertTrue(to - from <= Math.ceilDiv(rows, count) && to - from >= rows / count);
      long[] pages = batches.pages(batch);
      assertTrue(pages.length <= batches.pagesMax());
      double[] own = gather(w, pages);
      double[] g = new double[own.length];
      double loss = LogisticLoss.addGradient(matrix, y, from, to, w, 1, whole);
      double ownLoss = LogisticLoss.addGradient(batches.x(), y, from, to, own, 1, g);
      assertEquals(loss, ownLoss);
      scatter(g, pages, byPages);
    }
    assertArrayEquals(whole, byPages, 1e-13);
  }

  private static double[] gather(double[] w, long[] pages) {
    double[] own = new double[pages.length * WeightTable.COLUMNS];
    for (int i = 0; i < own.length; i++) {
      own[i] = w[place(pages, i)];
    }
    return own;
  }

  private static void scatter(double[] g, long[] pages, double[] into) {
    for (int i = 0; i < g.length; i++) {
      into[place(pages, i)] += g[i];
    }
  }

  private static int place(long[] pages, int i) {
    return (int) pages[i / WeightTable.COLUMNS] * WeightTable.COLUMNS + i % WeightTable.COLUMNS;
  }

  @ParameterizedTest
  @CsvSource({"0", "100"})
  void countPageIsTheLast(int wholePagesMax) {
    SgdBatches batches = new SgdBatches(matrix(3), 4, true, wholePagesMax);
    int weightPages = WeightTable.rows(COLUMNS);
    double[] touches = new double[weightPages + 1];
    batches.countTouches(touches);
    assertEquals(4, touches[weightPages]);
    for (int batch = 0; batch < 4; batch++) {
      long[] pages = batches.pages(batch);
      assertEquals(weightPages, pages[pages.length - 1]);
      assertArrayEquals(LongStream.of(pages).sorted().distinct().toArray(), pages);
    }
  }
}
