package paracel.table;

import java.util.Arrays;

/**
 * A consistent-hash ring (Karger et al. 1997): each parameter rank has {@value #POINTS} points on
 * the circle of 64-bit hashes, drawn by hash from its number alone; a hash belongs to the first
 * point at or behind it. With one parameter rank more, only the hashes before its points move. The
 * shares differ by about a tenth.
 */
final class HashRing {

  static final int POINTS = 128;

  private final long[] points; // with the sign bit flipped, so that signed order is the circle's
  private final int[] servers;

  HashRing(int serverCount) {
    long[] unordered = new long[serverCount * POINTS];
    Integer[] order = new Integer[unordered.length];
    for (int i = 0; i < unordered.length; i++) {
      unordered[i] = KeyHash.of(KeyHash.of(i / POINTS) + i % POINTS) ^ Long.MIN_VALUE;
      order[i] = i;
    }
    Arrays.sort(order, (a, b) -> Long.compare(unordered[a], unordered[b]));
    points = new long[unordered.length];
    servers = new int[unordered.length];
    for (int i = 0; i < points.length; i++) {
      points[i] = unordered[order[i]];
      servers[i] = order[i] / POINTS;
    }
  }

  int serverOf(long hash) {
    int found = Arrays.binarySearch(points, hash ^ Long.MIN_VALUE);
    int point = found < 0 ? -found - 1 : found;
    return servers[point == points.length ? 0 : point];
  }
}
