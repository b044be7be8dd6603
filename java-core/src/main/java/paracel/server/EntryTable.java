package paracel.server;

import java.util.Arrays;
import paracel.table.RefusalException;
import paracel.table.RefusalException.Reason;
import paracel.table.TableSpec;
import paracel.table.Value;

/**
 * Keys of any bytes with values of any type: the entries of a key-value table at one parameter
 * rank.
 *
 * <p>Entries have numbers, by which everything else about them is found; numbers of removed entries
 * are used again. A hash table with linear probing leads from keys to numbers; removal moves what
 * follows back, so there are no tombstones. Keys lie one after another in pages, each whole in one;
 * when more than half of them belong to removed entries they are moved together. Numbers are kept
 * in an array, other values as the bytes that came.
 *
 * <p>Grows by doubling, within the budget; long and double values allocate nothing otherwise. A
 * refused insertion changes nothing. Used by one thread.
 */
final class EntryTable {

  private static final int PAGE_BITS = 20;
  private static final int PAGE_BYTES = 1 << PAGE_BITS;
  private static final int FIRST_PAGE_BYTES = 1 << 12;
  private static final int KEY_BITS = 13; // of MAX_KEY_BYTES
  private static final int ENTRY_BYTES = 8 + 4 + 8 + 1;
  private static final int BLOB_OVERHEAD_BYTES = 16 + 8;
  private static final int NO_ENTRY = -1;
  private static final int MAX_ENTRIES = 1 << 29;

  private final TableSpec spec;
  private final MemoryBudget budget;

  private int[] slots = new int[64]; // entry + 1, 0 for none
  private long[] keyRefs = new long[32]; // place << KEY_BITS | bytes
  private int[] hashes = new int[32];
  private long[] bits = new long[32]; // of numbers; of free entries the next free one
  private byte[] types = new byte[32]; // 0: the entry is free
  private byte[][] blobs = {}; // of other values; as long as bits, when there are any
  private byte[][] pages = {new byte[FIRST_PAGE_BYTES]};
  private long keyEnd; // where the next key goes
  private long keyGarbage;
  private int limit; // entries ever used
  private int live;
  private int free = NO_ENTRY;
  private long heldBytes;
  private int generation;

  EntryTable(TableSpec spec, MemoryBudget budget) {
    this.spec = spec;
    this.budget = budget;
  }

  /** Number of keys. */
  int size() {
    return live;
  }

  /** Entries are numbered below this. */
  int limit() {
    return limit;
  }

  /** Bytes held beyond a few hundred, so that an empty table counts 0. */
  long bytes() {
    return heldBytes;
  }

  /** Changes when an entry's number may mean another key than before. */
  int generation() {
    return generation;
  }

  boolean isLive(int entry) {
    return types[entry] != 0;
  }

  /** Number of a key's entry, or -1 when it is absent. */
  int find(byte[] key, int from, int to, long hash) {
    return slots[slotOf(key, from, to, (int) hash)] - 1;
  }

  /** Type of the value, as its ordinal number. */
  int type(int entry) {
    return types[entry];
  }

  long bits(int entry) {
    return bits[entry];
  }

  /** Sets the bits of a number whose type stays. */
  void bits(int entry, long value) {
    bits[entry] = value;
  }

  /** Bytes of a value that is no number; not to be changed. */
  byte[] blob(int entry) {
    return blobs[entry];
  }

  byte[] keyPage(int entry) {
    return pages[(int) (keyRefs[entry] >>> KEY_BITS + PAGE_BITS)];
  }

  int keyFrom(int entry) {
    return (int) (keyRefs[entry] >>> KEY_BITS) & PAGE_BYTES - 1;
  }

  int keyBytes(int entry) {
    return (int) keyRefs[entry] & (1 << KEY_BITS) - 1;
  }

  byte[] key(int entry) {
    int from = keyFrom(entry);
    return Arrays.copyOfRange(keyPage(entry), from, from + keyBytes(entry));
  }

  /**
   * Adds a key that is absent, with 0 as a number of the given type.
   *
   * @return its entry
   */
  int insert(byte[] key, int from, int to, long hash, Value.Type type) throws RefusalException {
    checkCapacity(1);
    if (free == NO_ENTRY && limit == bits.length) {
      growEntries();
    }
    if (2 * (live + 1) > slots.length) {
      growSlots();
    }
    reserveKey(to - from);
    int slot = slotOf(key, from, to, (int) hash);
    int entry = free == NO_ENTRY ? limit++ : free;
    if (entry == free) {
      free = (int) bits[entry];
    }
    slots[slot] = entry + 1;
    hashes[entry] = (int) hash;
    keyRefs[entry] = appendKey(key, from, to - from);
    bits[entry] = 0;
    types[entry] = (byte) type.ordinal();
    live++;
    return entry;
  }

  /**
   * Makes sure that the table has room for so many keys more, as far as that can be said before.
   */
  void checkCapacity(int more) throws RefusalException {
    if (live > spec.storage().capacity() - more) {
      throw new RefusalException(
          Reason.FULL,
          "table %s is full: its capacity is %d at each parameter rank; open it withCapacity(more)"
              .formatted(spec.name(), spec.storage().capacity()));
    }
  }

  /** Sets a number, which may have been a value of any type. */
  void setNumber(int entry, Value.Type type, long value) {
    dropBlob(entry);
    types[entry] = (byte) type.ordinal();
    bits[entry] = value;
  }

  /**
   * Sets a value that is no number.
   *
   * @param blob its bytes; kept
   */
  void setBlob(int entry, Value.Type type, byte[] blob) throws RefusalException {
    if (blobs.length < bits.length) {
      take(8L * (bits.length - blobs.length));
      blobs = Arrays.copyOf(blobs, bits.length);
    }
    take(BLOB_OVERHEAD_BYTES + (long) blob.length);
    dropBlob(entry);
    types[entry] = (byte) type.ordinal();
    bits[entry] = 0;
    blobs[entry] = blob;
  }

  private void dropBlob(int entry) {
    if (blobs.length > 0 && blobs[entry] != null) {
      give(BLOB_OVERHEAD_BYTES + (long) blobs[entry].length);
      blobs[entry] = null;
    }
  }

  /** Puts back what an entry had before, whatever the budget says. */
  void restore(int entry, int type, long oldBits, byte[] blob) {
    dropBlob(entry);
    types[entry] = (byte) type;
    bits[entry] = oldBits;
    if (blob != null) {
      budget.give(-BLOB_OVERHEAD_BYTES - (long) blob.length);
      heldBytes += BLOB_OVERHEAD_BYTES + (long) blob.length;
      blobs[entry] = blob;
    }
  }

  /** Removes an entry. */
  void remove(int entry) {
    dropBlob(entry);
    unlink(entry);
    keyGarbage += keyBytes(entry);
    types[entry] = 0;
    bits[entry] = free;
    free = entry;
    live--;
    generation++;
    if (keyGarbage > PAGE_BYTES && 2 * keyGarbage > keyEnd) {
      compactKeys();
    }
  }

  /** Takes the entry out of its slot, and moves back what had to go further because of it. */
  private void unlink(int entry) {
    int mask = slots.length - 1;
    int hole = hashes[entry] & mask;
    while (slots[hole] != entry + 1) {
      hole = hole + 1 & mask;
    }
    for (int at = hole + 1 & mask; slots[at] != 0; at = at + 1 & mask) {
      int home = hashes[slots[at] - 1] & mask;
      if ((at - home & mask) >= (at - hole & mask)) {
        slots[hole] = slots[at];
        hole = at;
      }
    }
    slots[hole] = 0;
  }

  /** Removes everything and gives the memory back. */
  void clear() {
    budget.give(heldBytes);
    heldBytes = 0;
    slots = new int[64];
    keyRefs = new long[32];
    hashes = new int[32];
    bits = new long[32];
    types = new byte[32];
    blobs = new byte[0][];
    pages = new byte[][] {new byte[FIRST_PAGE_BYTES]};
    keyEnd = 0;
    keyGarbage = 0;
    limit = 0;
    live = 0;
    free = NO_ENTRY;
    generation++;
  }

  private int slotOf(byte[] key, int from, int to, int hash) {
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] != 0 && !isKey(slots[slot] - 1, key, from, to, hash)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private boolean isKey(int entry, byte[] key, int from, int to, int hash) {
    if (hashes[entry] != hash || keyBytes(entry) != to - from) {
      return false;
    }
    int at = keyFrom(entry);
    return Arrays.equals(keyPage(entry), at, at + to - from, key, from, to);
  }

  // ---- growth

  private void growEntries() throws RefusalException {
    int old = bits.length;
    if (old >= MAX_ENTRIES) {
      throw new RefusalException(
          Reason.FULL,
          "table %s has %d entries at one parameter rank: use more of them (--servers)"
              .formatted(spec.name(), old));
    }
    take((ENTRY_BYTES + (blobs.length > 0 ? 8L : 0)) * old);
    if (blobs.length > 0) {
      blobs = Arrays.copyOf(blobs, 2 * old);
    }
    keyRefs = Arrays.copyOf(keyRefs, 2 * old);
    hashes = Arrays.copyOf(hashes, 2 * old);
    types = Arrays.copyOf(types, 2 * old);
    bits = Arrays.copyOf(bits, 2 * old);
  }

  private void growSlots() throws RefusalException {
    take(4L * slots.length);
    slots = new int[2 * slots.length];
    int mask = slots.length - 1;
    for (int entry = 0; entry < limit; entry++) {
      if (types[entry] != 0) {
        int slot = hashes[entry] & mask;
        while (slots[slot] != 0) {
          slot = slot + 1 & mask;
        }
        slots[slot] = entry + 1;
      }
    }
  }

  /** Makes sure that a key of so many bytes can be appended without a refusal. */
  private void reserveKey(int bytes) throws RefusalException {
    int last = pages.length - 1;
    int at = (int) (keyEnd - ((long) last << PAGE_BITS));
    if (at + bytes <= pages[last].length) {
      return;
    }
    if (pages[last].length < PAGE_BYTES) {
      int larger = Math.min(PAGE_BYTES, Math.max(2 * pages[last].length, at + bytes));
      if (at + bytes <= larger) {
        take(larger - pages[last].length);
        pages[last] = Arrays.copyOf(pages[last], larger);
        return;
      }
    }
    take(PAGE_BYTES);
    pages = Arrays.copyOf(pages, pages.length + 1);
    pages[last + 1] = new byte[PAGE_BYTES];
    keyGarbage += PAGE_BYTES - at;
    keyEnd = (long) (last + 1) << PAGE_BITS;
  }

  private long appendKey(byte[] key, int from, int bytes) {
    int page = (int) (keyEnd >>> PAGE_BITS);
    int at = (int) keyEnd & PAGE_BYTES - 1;
    if (page == pages.length) { // the last page is full, and the key is empty
      page--;
      at = PAGE_BYTES - 1;
    }
    System.arraycopy(key, from, pages[page], at, bytes);
    long place = (long) page << PAGE_BITS | at;
    keyEnd += bytes;
    return place << KEY_BITS | bytes;
  }

  /** Moves the keys of live entries together; a page that is not needed any more is given back. */
  private void compactKeys() {
    byte[][] old = pages;
    byte[][] fresh = new byte[old.length][];
    int page = 0;
    int at = 0;
    fresh[0] = new byte[PAGE_BYTES];
    for (int entry = 0; entry < limit; entry++) {
      if (types[entry] == 0) {
        continue;
      }
      int bytes = keyBytes(entry);
      if (at + bytes > PAGE_BYTES) {
        fresh[++page] = new byte[PAGE_BYTES];
        at = 0;
      }
      int from = keyFrom(entry);
      System.arraycopy(keyPage(entry), from, fresh[page], at, bytes);
      keyRefs[entry] =
          ((long) page << PAGE_BITS | Math.min(at, PAGE_BYTES - 1)) << KEY_BITS | bytes;
      at += bytes;
    }
    pages = Arrays.copyOf(fresh, page + 1);
    keyEnd = ((long) page << PAGE_BITS) + at;
    keyGarbage = 0;
    give((long) (old.length - pages.length) * PAGE_BYTES);
  }

  private void take(long bytes) throws RefusalException {
    budget.take(bytes, "table " + spec.name());
    heldBytes += bytes;
  }

  private void give(long bytes) {
    budget.give(bytes);
    heldBytes -= bytes;
  }
}
