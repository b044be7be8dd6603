package paracel.server;

import java.util.Arrays;
import paracel.table.ByteReader;
import paracel.table.KeyHash;
import paracel.table.KeyMap;
import paracel.table.RefusalException;
import paracel.table.Value;

/**
 * The keys of a request with their entries, or a list of keys that is kept for many requests. What
 * was found of a kept list holds until an entry is removed; only keys that were absent are looked
 * up again. Used by one thread.
 */
final class KeyBatch {

  /** Least bytes of a key in a request. */
  private static final int KEY_BYTES = 8;

  private byte[] array = {};
  private int[] from = {};
  private int[] to = {};
  private long[] hashes = {};
  private int[] entries = {};
  private int count;
  private int generation;
  private boolean isResolved;
  private boolean hasAbsent;

  int count() {
    return count;
  }

  /** Bytes held for a kept list. */
  long bytes() {
    return array.length + 20L * from.length;
  }

  /**
   * Reads keys as they are in a request.
   *
   * @param keyCount how many
   */
  void parse(ByteReader in, int keyCount) throws RefusalException {
    if (keyCount < 0 || (long) keyCount * KEY_BYTES > in.remaining()) {
      throw RefusalException.malformed("%d keys in %d bytes", keyCount, in.remaining());
    }
    if (from.length < keyCount) {
      from = new int[keyCount];
      to = new int[keyCount];
      hashes = new long[keyCount];
      entries = new int[keyCount];
    }
    count = keyCount;
    array = in.array();
    isResolved = false;
    for (int i = 0; i < keyCount; i++) {
      int bytes = in.getInt();
      if (bytes < 0 || bytes > KeyMap.MAX_KEY_BYTES) {
        throw RefusalException.malformed("a key of %d bytes", bytes);
      }
      from[i] = in.skip(bytes);
      to[i] = from[i] + bytes;
      in.skip(-(4 + bytes) & 7);
      hashes[i] = KeyHash.of(array, from[i], to[i]);
    }
  }

  /** Takes a copy of the bytes, so that the batch outlives its request. */
  void keep() {
    int least = count == 0 ? 0 : from[0];
    int most = count == 0 ? 0 : to[count - 1];
    array = Arrays.copyOfRange(array, least, most);
    for (int i = 0; i < count; i++) {
      from[i] -= least;
      to[i] -= least;
    }
  }

  /** Looks the keys up, as far as that is necessary. */
  void resolve(EntryTable table) {
    boolean all = !isResolved || generation != table.generation();
    if (all || hasAbsent) {
      hasAbsent = false;
      for (int i = 0; i < count; i++) {
        if (all || entries[i] < 0) {
          entries[i] = table.find(array, from[i], to[i], hashes[i]);
          hasAbsent |= entries[i] < 0;
        }
      }
      generation = table.generation();
      isResolved = true;
    }
  }

  /** Entry of a key as {@link #resolve} found it, or -1. */
  int entry(int i) {
    return entries[i];
  }

  /** Whether a key was absent when the batch was resolved. */
  boolean hasAbsent() {
    return hasAbsent;
  }

  /** Entry of a key now, or -1. */
  int lookUp(EntryTable table, int i) {
    return table.find(array, from[i], to[i], hashes[i]);
  }

  /** Adds a key that is absent now. */
  int insert(EntryTable table, int i, Value.Type type) throws RefusalException {
    return table.insert(array, from[i], to[i], hashes[i], type);
  }

  byte[] key(int i) {
    return Arrays.copyOfRange(array, from[i], to[i]);
  }
}
