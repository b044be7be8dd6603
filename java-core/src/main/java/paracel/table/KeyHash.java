package paracel.table;

/** 64-bit hashes of keys, equal on every machine: they decide where a key lies. */
public final class KeyHash {

  private static final long MULTIPLIER = 0x9e3779b97f4a7c15L; // 2^64 / golden ratio, odd
  private static final long OTHER = 0xd6e8feb86659fd93L;

  private KeyHash() {}

  /** Of bytes: eight at a time, each multiplied and folded, as multiplicative hashes do. */
  public static long of(byte[] key, int from, int to) {
    long hash = MULTIPLIER ^ (to - from);
    int at = from;
    for (; at + 8 <= to; at += 8) {
      hash = (hash ^ (long) ByteWriter.LONG.get(key, at)) * OTHER;
      hash ^= hash >>> 32;
    }
    long rest = 0;
    for (int shift = 0; at < to; at++, shift += 8) {
      rest |= (key[at] & 0xffL) << shift;
    }
    return mix(hash ^ rest);
  }

  /** Of a row number or a number of any kind: the finisher of SplitMix64 (Steele et al. 2014). */
  public static long of(long row) {
    return mix(row + MULTIPLIER);
  }

  private static long mix(long value) {
    long hash = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
    return hash ^ hash >>> 31;
  }
}
