package paracel.rdma;

import paracel.fabric.WindowTable;

/**
 * What a rank tells the others by its memory: where its windows are, and words for the end.
 *
 * <pre>
 *   0      +-------------+-------------+-------------+
 *          | magic       | rank        | verdict     |   verdict: written by rank 0
 *   64     +-------------+-------------+-------------+
 *          | farewell word of each rank              |   at rank 0; each written by its rank
 *   ENTRIES+-------------+-------------+------+------+
 *          | bytes       | address     | first| count|   of each window; count rkeys from first
 *   KEYS   +-------------+-------------+------+------+
 *          | rkey | rkey | ...                       |   one for each segment of a window
 *          +------+------+---------------------------+
 * </pre>
 *
 * <p>All but the words for the end are written by the owner. {@code bytes} is written last, with
 * release: 0 is not exposed, -1 withdrawn. So who has read a size finds the rest by a later get.
 */
final class DirectoryDescriptor {

  static final long MAGIC = 0x5061_7261_5644_4931L;
  static final long MAGIC_OFFSET = 0;
  static final long RANK_OFFSET = 8;
  static final long VERDICT_OFFSET = 16;
  static final long FAREWELLS_OFFSET = 64;

  static final long ENTRY_BYTES = 24;
  static final long SIZE_OFFSET = 0;
  static final long ADDRESS_OFFSET = 8;
  static final long FIRST_KEY_OFFSET = 16;
  static final long KEY_COUNT_OFFSET = 20;

  /** Segments of all windows of a rank together. */
  static final int MAX_KEYS = 16 * WindowTable.MAX_WINDOWS;

  static final long WITHDRAWN = -1;

  private final long entries;

  /**
   * @param size number of ranks of the job
   */
  DirectoryDescriptor(int size) {
    entries = (FAREWELLS_OFFSET + (long) size * Long.BYTES + 63) & -64;
  }

  static long farewell(int rank) {
    return FAREWELLS_OFFSET + (long) rank * Long.BYTES;
  }

  long entry(int window) {
    return entries + window * ENTRY_BYTES;
  }

  long key(int index) {
    return entry(WindowTable.MAX_WINDOWS) + (long) index * Integer.BYTES;
  }

  long bytes() {
    return key(MAX_KEYS);
  }
}
