package paracel.fabric.mpi;

import java.util.Arrays;
import java.util.Objects;
import paracel.fabric.WindowTable;

/**
 * Sizes of the windows of other ranks that this rank has attached. Endpoints look them up without a
 * lock and without allocation. Thread-safe.
 */
final class RemoteWindows {

  private final int rank;
  private final int size;
  // index: window * size + target; 0 is not attached, else the size in bytes
  private volatile long[] sizes = {};

  RemoteWindows(int rank, int size) {
    this.rank = rank;
    this.size = size;
  }

  boolean has(int target, int window) {
    long[] table = sizes;
    long index = index(target, window);
    return index < table.length && table[(int) index] != 0;
  }

  synchronized void add(int target, int window, long bytes) {
    int index = Math.toIntExact(index(target, window));
    long[] table = Arrays.copyOf(sizes, Math.max(sizes.length, (window + 1) * size));
    table[index] = bytes;
    sizes = table;
  }

  /** Refuses places outside an attached window. Allocates nothing. */
  void check(int target, int window, long offset, long bytes) {
    Objects.checkIndex(target, size);
    long[] table = sizes;
    long index = (long) window * size + target;
    if (index < 0 || index >= table.length || table[(int) index] == 0) {
      throw new IllegalStateException(
          "rank " + rank + " has not attached window " + window + " of rank " + target);
    }
    Objects.checkFromIndexSize(offset, bytes, table[(int) index]);
  }

  private long index(int target, int window) {
    Objects.checkIndex(target, size);
    Objects.checkIndex(window, WindowTable.MAX_WINDOWS);
    return (long) window * size + target;
  }
}
