package paracel.rdma;

import java.util.Arrays;
import java.util.Objects;
import paracel.fabric.WindowTable;

/**
 * Addresses and rkeys of the windows of other ranks that this rank has attached, and of all
 * directories. Endpoints look them up without a lock and without allocation. Thread-safe.
 */
final class RemoteWindows {

  /** Number under which a rank's directory is found. */
  static final int DIRECTORY = WindowTable.MAX_WINDOWS;

  /** Where a window is: its size in bytes, its address at the target, an rkey per segment. */
  record RemoteWindow(long bytes, long address, int[] rkeys, Segments segments) {

    int rkey(long offset) {
      return rkeys[segments.index(offset)];
    }
  }

  private final int rank;
  private final RemoteWindow[] directories;
  // index: window * size + target
  private volatile RemoteWindow[] windows = {};

  RemoteWindows(int rank, RemoteWindow[] directories) {
    this.rank = rank;
    this.directories = directories;
  }

  boolean has(int target, int window) {
    RemoteWindow[] table = windows;
    int index = index(target, window);
    return index < table.length && table[index] != null;
  }

  synchronized void add(int target, int window, RemoteWindow found) {
    int length = Math.max(windows.length, Math.multiplyExact(window + 1, directories.length));
    RemoteWindow[] table = Arrays.copyOf(windows, length);
    table[index(target, window)] = found;
    windows = table;
  }

  /** An attached window, in which the place is. Allocates nothing. */
  RemoteWindow get(int target, int window, long offset, long bytes) {
    Objects.checkIndex(target, directories.length);
    RemoteWindow found = window == DIRECTORY ? directories[target] : look(target, window);
    Objects.checkFromIndexSize(offset, bytes, found.bytes());
    return found;
  }

  private RemoteWindow look(int target, int window) {
    RemoteWindow[] table = windows;
    long index = (long) window * directories.length + target; // no number may wrap to another
    if (index < 0 || index >= table.length || table[(int) index] == null) {
      throw new IllegalStateException(
          "rank " + rank + " has not attached window " + window + " of rank " + target);
    }
    return table[(int) index];
  }

  private int index(int target, int window) {
    Objects.checkIndex(target, directories.length);
    Objects.checkIndex(window, WindowTable.MAX_WINDOWS);
    return window * directories.length + target;
  }
}
