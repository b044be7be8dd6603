package paracel.table;

import java.util.Arrays;
import paracel.base.Check;

/**
 * Keys of any bytes with one 64-bit value each, which is a long or the bits of a double. Open
 * addressing with linear probing; keys lie one after another in one array. Serves as a worker's
 * combined updates of a clock. Grows by doubling, allocates nothing otherwise. Used by one thread.
 */
public final class KeyMap {

  /** Longest key in bytes. */
  public static final int MAX_KEY_BYTES = 4096;

  private final boolean isDouble;
  private int[] slots; // entry number + 1, 0 for none
  private int[] keyStart; // entry -> where its key begins; one more for the end of the last
  private int[] keyHash;
  private long[] values;
  private byte[] keys;
  private int size;

  /**
   * @param isDouble whether values are bits of doubles
   */
  public KeyMap(boolean isDouble) {
    this.isDouble = isDouble;
    slots = new int[64];
    keyStart = new int[33];
    keyHash = new int[32];
    values = new long[32];
    keys = new byte[512];
  }

  public int size() {
    return size;
  }

  /** Bytes of all keys. */
  public int keyBytes() {
    return keyStart[size];
  }

  /**
   * Updates the value of a key by a rule; an absent key takes the delta as it is.
   *
   * @param key array that holds the key in {@code from..to}, not kept
   * @param delta long, or bits of a double
   */
  public void update(byte[] key, int from, int to, UpdateRule rule, long delta) {
    Check.range("key bytes", to - from, 0, MAX_KEY_BYTES);
    int hash = (int) KeyHash.of(key, from, to);
    int slot = slotOf(key, from, to, hash);
    if (slots[slot] == 0) {
      slots[slot] = append(key, from, to, hash, delta) + 1;
      if (2 * size > slots.length) {
        rehash();
      }
      return;
    }
    int entry = slots[slot] - 1;
    values[entry] = apply(rule, values[entry], delta);
  }

  private long apply(UpdateRule rule, long old, long delta) {
    return isDouble
        ? Double.doubleToRawLongBits(
            rule.apply(Double.longBitsToDouble(old), Double.longBitsToDouble(delta)))
        : rule.apply(old, delta);
  }

  /** Value of an entry, 0..size-1 in order of first update. */
  public long value(int entry) {
    return values[entry];
  }

  /** Array that holds the keys of all entries. */
  public byte[] keyArray() {
    return keys;
  }

  /** Where an entry's key begins in {@link #keyArray}; it ends where the next begins. */
  public int keyStart(int entry) {
    return keyStart[entry];
  }

  /** Forgets all entries; keeps the memory. */
  public void clear() {
    Arrays.fill(slots, 0);
    size = 0;
  }

  private int slotOf(byte[] key, int from, int to, int hash) {
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] != 0 && !isKey(slots[slot] - 1, key, from, to, hash)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean isKey(int entry, byte[] key, int from, int to, int hash) {
    return keyHash[entry] == hash
        && Arrays.equals(keys, keyStart[entry], keyStart[entry + 1], key, from, to);
  }

  private int append(byte[] key, int from, int to, int hash, long value) {
    int bytes = to - from;
    int start = keyStart[size];
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
      keyHash = Arrays.copyOf(keyHash, 2 * size);
      keyStart = Arrays.copyOf(keyStart, 2 * size + 1);
    }
    if (start + bytes > keys.length) {
      Check.argument((long) start + bytes < 1 << 30, "a table's keys exceed 1 GiB at one rank");
      keys = Arrays.copyOf(keys, Math.max(2 * keys.length, start + bytes));
    }
    System.arraycopy(key, from, keys, start, bytes);
    keyHash[size] = hash;
    values[size] = value;
    keyStart[size + 1] = start + bytes;
    return size++;
  }

  private void rehash() {
    slots = new int[2 * slots.length];
    int mask = slots.length - 1;
    for (int entry = 0; entry < size; entry++) {
      int slot = keyHash[entry] & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = entry + 1;
    }
  }
}
