package paracel.server;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import paracel.memory.Region;
import paracel.table.ByteWriter;
import paracel.table.KeyHash;
import paracel.table.Optimizer;
import paracel.table.RefusalException;
import paracel.table.RefusalException.Reason;
import paracel.table.RunUpdate;
import paracel.table.TableSpec;

/**
 * The rows of a sparse table at one parameter rank. A row is created when it is first pushed to,
 * and begins with the table's initial value; until then it reads as that. Rows lie in pages outside
 * the heap, each whole in one, with the optimizer's state behind the elements. Rows are never
 * removed. Grows by pages, within capacity and budget. Used by one thread.
 */
final class SparseShard implements AutoCloseable {

  private static final long PAGE_BYTES = 1 << 20;
  private static final int SHORT_ROW_BYTES = 32; // a bulk copy would take longer

  private final TableSpec spec;
  private final MemoryBudget budget;
  private final int elementBytes;
  private final long weightBytes; // of a row, padded to 8
  private final long rowBytes; // with state
  private final int pageRows;
  private final byte[] initialRow;
  private final RunUpdate update;

  private Region[] pages = {};
  private int[] slots = new int[64]; // row + 1, 0 for none
  private long[] keys = new long[32];
  private int rows;
  private long heldBytes;

  SparseShard(TableSpec spec, MemoryBudget budget) {
    this.spec = spec;
    this.budget = budget;
    this.elementBytes = spec.elementType().bytes();
    this.weightBytes = (long) spec.columns() * elementBytes + 7 & -8L;
    Optimizer optimizer = spec.updates().optimizer();
    this.rowBytes =
        weightBytes + (optimizer == null ? 0 : 8 * optimizer.stateWords(spec.columns()));
    this.pageRows = (int) Math.clamp(PAGE_BYTES / rowBytes, 1, 1 << 16);
    this.initialRow = initialRow();
    this.update = new RunUpdate(spec);
  }

  private byte[] initialRow() {
    byte[] row = new byte[spec.columns() * elementBytes];
    ByteBuffer out = ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < spec.columns(); i++) {
      if (elementBytes == 8) {
        out.putDouble(spec.initialValue());
      } else {
        out.putFloat((float) spec.initialValue());
      }
    }
    return row;
  }

  /** Number of rows that have been pushed to. */
  int size() {
    return rows;
  }

  /** Bytes held. */
  long bytes() {
    return heldBytes;
  }

  /** Copies the elements of a row to where the caller wants them. */
  void read(long key, ByteWriter into, int at) {
    int row = slots[slotOf(key)] - 1;
    int bytes = initialRow.length;
    if (row < 0) {
      System.arraycopy(initialRow, 0, into.array(), at, bytes);
    } else if (bytes <= SHORT_ROW_BYTES && (bytes & 7) == 0) {
      Region page = page(row);
      for (int i = 0; i < bytes; i += 8) {
        into.setLong(at + i, page.getLong(offset(row) + i));
      }
    } else {
      page(row).copyTo(offset(row), into.array(), at, bytes);
    }
  }

  /**
   * Applies the update of a part of a row.
   *
   * @param firstColumn of the part
   * @param columns of the part
   * @param deltas region with the part's deltas; not modified
   */
  void apply(long key, int firstColumn, int columns, Region deltas, long deltasAt)
      throws RefusalException {
    int slot = slotOf(key);
    int row = slots[slot] == 0 ? create(key, slot) : slots[slot] - 1;
    Region page = page(row);
    long at = offset(row) + (long) firstColumn * elementBytes;
    Optimizer optimizer = spec.updates().optimizer();
    if (optimizer != null) {
      optimizer.apply(
          spec.elementType(),
          page,
          at,
          page,
          offset(row) + weightBytes,
          firstColumn,
          spec.columns(),
          columns,
          deltas,
          deltasAt);
    } else {
      update.apply(page, at, columns, deltas, deltasAt);
    }
  }

  private Region page(int row) {
    return pages[row / pageRows];
  }

  private long offset(int row) {
    return row % pageRows * rowBytes;
  }

  private int create(long key, int slot) throws RefusalException {
    if (rows >= spec.storage().capacity()) {
      throw new RefusalException(
          Reason.FULL,
          ("table %s is full: its capacity is %d rows at each parameter rank; open it"
                  + " withCapacity(more)")
              .formatted(spec.name(), spec.storage().capacity()));
    }
    boolean moves = 2 * (rows + 1) > slots.length;
    reserve(moves);
    int row = rows++;
    keys[row] = key;
    slots[moves ? slotOf(key) : slot] = row + 1;
    page(row).copyFrom(initialRow, 0, offset(row), initialRow.length);
    return row;
  }

  private void reserve(boolean moves) throws RefusalException {
    if (rows == keys.length) {
      take(8L * keys.length);
      keys = Arrays.copyOf(keys, 2 * keys.length);
    }
    if (moves) {
      take(4L * slots.length);
      slots = new int[2 * slots.length];
      for (int row = 0; row < rows; row++) {
        slots[slotOf(keys[row])] = row + 1;
      }
    }
    int page = rows / pageRows;
    if (page == pages.length) {
      pages = Arrays.copyOf(pages, Math.max(4, 2 * page));
    }
    if (pages[page] == null) {
      take(pageRows * rowBytes);
      pages[page] = Region.allocate(pageRows * rowBytes);
    }
  }

  private void take(long bytes) throws RefusalException {
    budget.take(bytes, "table " + spec.name());
    heldBytes += bytes;
  }

  private int slotOf(long key) {
    int mask = slots.length - 1;
    int slot = (int) KeyHash.of(key) & mask;
    while (slots[slot] != 0 && keys[slots[slot] - 1] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  @Override
  public void close() {
    for (Region page : pages) {
      if (page != null) {
        page.close();
      }
    }
  }
}
