package paracel.table;

import paracel.base.Check;

/** Keys of bytes, and row keys of sparse tables, to parameter ranks. Immutable. */
public final class KeyPartition {

  private final Placement placement;
  private final int servers;
  private final long rows;
  private final HashRing ring;

  /**
   * @param rows of a sparse table that is placed by range: keys are below it; else 0
   */
  public KeyPartition(Placement placement, int servers, long rows) {
    Check.range("servers", servers, 1, 1 << 20);
    this.placement = placement;
    this.servers = servers;
    this.rows = rows;
    this.ring = placement == Placement.RING ? new HashRing(servers) : null;
  }

  public int servers() {
    return servers;
  }

  /**
   * The parameter rank that holds a key.
   *
   * @param hash its {@link KeyHash}
   */
  public int serverOf(byte[] key, int from, int to, long hash) {
    if (placement != Placement.RANGE) {
      return serverOfHash(hash);
    }
    long first = 0;
    for (int i = 0; i < 8; i++) {
      first = first << 8 | (from + i < to ? key[from + i] & 0xff : 0);
    }
    return (int) Math.unsignedMultiplyHigh(first, servers);
  }

  /** The parameter rank that holds a row of a sparse table. */
  public int serverOf(long row) {
    return placement == Placement.RANGE
        ? (int) Math.unsignedMultiplyHigh(Long.divideUnsigned(-1L, rows) * row, servers)
        : serverOfHash(KeyHash.of(row));
  }

  private int serverOfHash(long hash) {
    return ring != null ? ring.serverOf(hash) : (int) Math.unsignedMultiplyHigh(hash, servers);
  }
}
