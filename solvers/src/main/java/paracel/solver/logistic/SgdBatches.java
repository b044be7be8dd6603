package paracel.solver.logistic;

import java.util.Arrays;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.stream.LongStream;
import paracel.linalg.CsrMatrix;

/**
 * The rows of one worker cut in batches, and for each batch the rows of the weight table that it
 * needs, called pages here to tell them from rows of data.
 *
 * <p>A batch sees the weights of its pages one behind the other, so {@link #x} has its columns
 * renumbered to places in them. Small tables are pulled whole: then all batches have all pages and
 * places are columns. Built once; used by one thread.
 */
final class SgdBatches {

  /** Tables up to this many pages are pulled whole. */
  static final int WHOLE_PAGES_MAX = 256;

  private static final long[] NONE = {};

  private final int count;
  private final CsrMatrix x;
  private final long[][] pages;
  private final boolean isWhole;

  /**
   * @param matrix rows of the worker; not modified
   * @param count number of batches; some are empty when it exceeds the number of rows
   * @param hasCountPage whether all batches also have the page behind the weights, as their last
   * @param wholePagesMax tables up to this many pages are pulled whole
   */
  SgdBatches(CsrMatrix matrix, int count, boolean hasCountPage, int wholePagesMax) {
    int allPages = WeightTable.rows(matrix.columns());
    this.count = count;
    this.isWhole = allPages <= wholePagesMax;
    this.pages = new long[count][];
    if (isWhole) {
      long[] all = LongStream.range(0, allPages).toArray();
      Arrays.setAll(pages, batch -> isEmpty(matrix, batch) ? NONE : all);
      this.x = matrix;
    } else {
      this.x = matrix.withColumns(matrix.columns(), renumber(matrix, allPages));
    }
    if (hasCountPage) {
      addPage(allPages);
    }
  }

  private boolean isEmpty(CsrMatrix matrix, int batch) {
    return start(matrix, batch) == start(matrix, batch + 1);
  }

  private void addPage(long page) {
    Map<long[], long[]> longer = new IdentityHashMap<>(); // lists that are one stay one
    for (int batch = 0; batch < count; batch++) {
      pages[batch] =
          longer.computeIfAbsent(
              pages[batch],
              list -> LongStream.concat(LongStream.of(list), LongStream.of(page)).toArray());
    }
  }

  private int[] renumber(CsrMatrix matrix, int allPages) {
    int[] column = matrix.column();
    int[] place = new int[column.length];
    int[] placeOfPage = new int[allPages];
    for (int batch = 0; batch < count; batch++) {
      int from = matrix.rowStart()[start(matrix, batch)];
      int to = matrix.rowStart()[start(matrix, batch + 1)];
      BitSet touched = new BitSet(allPages);
      for (int k = from; k < to; k++) {
        touched.set(column[k] / WeightTable.COLUMNS);
      }
      pages[batch] = touched.stream().asLongStream().toArray();
      for (int i = 0; i < pages[batch].length; i++) {
        placeOfPage[(int) pages[batch][i]] = i;
      }
      for (int k = from; k < to; k++) {
        int page = column[k] / WeightTable.COLUMNS;
        place[k] = placeOfPage[page] * WeightTable.COLUMNS + column[k] % WeightTable.COLUMNS;
      }
    }
    return place;
  }

  int count() {
    return count;
  }

  /** Rows of the worker; a column is a place in the weights of the pages of the row's batch. */
  CsrMatrix x() {
    return x;
  }

  /** Whether each batch that has rows has all pages of weights. */
  boolean isWhole() {
    return isWhole;
  }

  /** First row of a batch; for {@link #count} itself, the number of rows. Sizes differ by 1. */
  int start(int batch) {
    return start(x, batch);
  }

  private int start(CsrMatrix matrix, int batch) {
    return (int) ((long) matrix.rows() * batch / count);
  }

  /** Pages of a batch, ascending; not to be modified. */
  long[] pages(int batch) {
    return pages[batch];
  }

  /** Adds 1 for each batch that has a page. */
  void countTouches(double[] touches) {
    for (long[] list : pages) {
      for (long page : list) {
        touches[(int) page]++;
      }
    }
  }

  /** The most pages of a batch. */
  int pagesMax() {
    return Arrays.stream(pages).mapToInt(list -> list.length).max().orElse(0);
  }
}
