package paracel.worker;

import java.util.Arrays;
import java.util.List;
import paracel.base.Check;
import paracel.table.KeyHash;
import paracel.table.KeyMap;
import paracel.table.KeyPartition;
import paracel.table.Utf8;

/**
 * Keys of one call, in order; a key may be there twice. The same list may be used for many calls,
 * and then does less work in each: where its keys lie is found out once, and from the second call
 * on the parameter ranks keep it and look nothing up. Its keys never change. Used by one worker.
 */
public final class KeyList {

  private final byte[] array;
  private final int[] ends;
  private final long[] hashes;

  private KeyPartition partition; // for which the rest was made
  private int[][] positions; // by server; null entry where the server has all of them

  // what ListNumbers knows of it
  ListNumbers keeper;
  int number;
  int table = -1;
  int uses;

  private KeyList(List<byte[]> keys) {
    long bytes = 0;
    for (byte[] key : keys) {
      Check.range("key bytes", key.length, 0, KeyMap.MAX_KEY_BYTES);
      bytes += key.length;
    }
    array = new byte[Math.toIntExact(bytes)];
    ends = new int[keys.size() + 1];
    hashes = new long[keys.size()];
    for (int i = 0; i < keys.size(); i++) {
      byte[] key = keys.get(i);
      System.arraycopy(key, 0, array, ends[i], key.length);
      ends[i + 1] = ends[i] + key.length;
      hashes[i] = KeyHash.of(key, 0, key.length);
    }
  }

  /** Keys of any bytes, which are copied; there may be none. */
  public static KeyList of(List<byte[]> keys) {
    return new KeyList(keys);
  }

  /** The UTF-8 bytes of strings as keys. */
  public static KeyList of(String... keys) {
    return new KeyList(Arrays.stream(keys).map(Utf8::encode).toList());
  }

  /** Number of keys. */
  public int size() {
    return hashes.length;
  }

  /** A copy of a key. */
  public byte[] key(int i) {
    return Arrays.copyOfRange(array, ends[i], ends[i + 1]);
  }

  byte[] array() {
    return array;
  }

  int from(int i) {
    return ends[i];
  }

  int to(int i) {
    return ends[i + 1];
  }

  /** Finds out where the keys lie. */
  void route(KeyPartition to) {
    if (partition == to) {
      return;
    }
    int[] servers = new int[size()];
    int[] counts = new int[to.servers()];
    for (int i = 0; i < size(); i++) {
      servers[i] = to.serverOf(array, ends[i], ends[i + 1], hashes[i]);
      counts[servers[i]]++;
    }
    positions = new int[to.servers()][];
    for (int server = 0; server < counts.length; server++) {
      positions[server] = counts[server] == size() ? null : new int[counts[server]];
    }
    int[] filled = new int[counts.length];
    for (int i = 0; i < size(); i++) {
      int server = servers[i];
      if (positions[server] != null) {
        positions[server][filled[server]++] = i;
      }
    }
    if (size() == 0) {
      Arrays.fill(positions, new int[0]);
    }
    partition = to;
    table = -1; // kept elsewhere, if at all
    uses = 0;
  }

  /** How many keys a parameter rank has. */
  int count(int server) {
    return positions[server] == null ? size() : positions[server].length;
  }

  /** Position in this list of the i-th key of a parameter rank. */
  int position(int server, int i) {
    return positions[server] == null ? i : positions[server][i];
  }

  /** Whether a parameter rank has all keys, so that positions need not be looked at. */
  boolean hasAll(int server) {
    return positions[server] == null;
  }
}
