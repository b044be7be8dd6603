package paracel.fabric;

import java.util.Arrays;
import java.util.Objects;
import paracel.base.Check;
import paracel.memory.Region;

/**
 * The windows that one rank has attached, for fabrics in which a window is memory of this process.
 * Attaching copies the table, so that endpoints look a window up without a lock and without
 * allocation. Thread-safe.
 */
public final class WindowTable {

  /** Windows of one rank are numbered below this; the table has a word for each. */
  public static final int MAX_WINDOWS = 4096;

  private final int rank;
  private final int size;
  // index: window * size + target, so that a growing number of windows moves nothing
  private volatile Region[] regions = {};

  /**
   * @param rank the rank that attaches
   * @param size number of ranks of the job
   */
  public WindowTable(int rank, int size) {
    this.rank = rank;
    this.size = size;
  }

  /** Refuses what cannot be a window of this job. */
  public void check(int target, int window) {
    Check.range("target", target, 0, size - 1);
    Check.range("window", window, 0, MAX_WINDOWS - 1);
  }

  public boolean has(int target, int window) {
    check(target, window);
    Region[] table = regions;
    int index = window * size + target;
    return index < table.length && table[index] != null;
  }

  /**
   * Makes a window reachable for this rank's endpoints.
   *
   * @return false if it was there already; the table is unchanged then
   */
  public synchronized boolean add(int target, int window, Region region) {
    if (has(target, window)) {
      return false;
    }
    int length = Math.max(regions.length, Math.multiplyExact(window + 1, size));
    Region[] table = Arrays.copyOf(regions, length);
    table[window * size + target] = region;
    regions = table;
    return true;
  }

  /**
   * Allocates memory of this process for a window of this rank.
   *
   * @throws FabricException when there is not enough; says how much is wanted
   */
  public Region allocate(int window, long bytes) throws FabricException {
    check(rank, window);
    try {
      return Region.allocate(bytes);
    } catch (OutOfMemoryError e) {
      throw new FabricException("window " + window + " of rank " + rank + ": " + e.getMessage(), e);
    }
  }

  /** Size in bytes of a window that was attached before. */
  public long bytes(int target, int window) {
    return get(target, window).bytes();
  }

  /** A window that was attached before. Allocates nothing. */
  Region get(int target, int window) {
    checkTarget(target);
    Region[] table = regions;
    long index = (long) window * size + target; // long: no window number may wrap to another
    if (index < 0 || index >= table.length || table[(int) index] == null) {
      throw new IllegalStateException(
          "rank " + rank + " has not attached window " + window + " of rank " + target);
    }
    return table[(int) index];
  }

  void checkTarget(int target) {
    Objects.checkIndex(target, size);
  }
}
