package paracel.table;

import paracel.base.Check;

/**
 * Rows of a dense table to parameter ranks and to places in their shards. Immutable.
 *
 * <p>By range: rank p holds rows {@code p*rows/servers} up to {@code (p+1)*rows/servers}, the
 * latter excluded; sizes differ by one row at most. By hash and by ring: rows are cut into at most
 * {@value #MAX_BLOCKS} blocks of neighbours, and each block goes where its number's hash says;
 * blocks of a rank lie one after another in its shard, in the order of their numbers. So every rank
 * computes every place, and no addresses travel.
 */
public final class RowPartition {

  static final int MAX_BLOCKS = 1 << 16;

  private final long rows;
  private final int servers;
  private final long blockRows; // 0 by range
  private final int[] blockServer;
  private final int[] blockPlace; // number of earlier blocks at the same server
  private final long[] rowCounts;

  /** By range. */
  public RowPartition(long rows, int servers) {
    this(rows, servers, Placement.RANGE);
  }

  public RowPartition(long rows, int servers, Placement placement) {
    Check.range("rows", rows, 1, 1L << 40);
    Check.range("servers", servers, 1, 1 << 20);
    this.rows = rows;
    this.servers = servers;
    this.rowCounts = new long[servers];
    boolean isRange = placement == Placement.RANGE;
    this.blockRows = isRange ? 0 : (rows + MAX_BLOCKS - 1) / MAX_BLOCKS;
    int blocks = isRange ? 0 : (int) ((rows + blockRows - 1) / blockRows);
    this.blockServer = new int[blocks];
    this.blockPlace = new int[blocks];
    KeyPartition keys = isRange ? null : new KeyPartition(placement, servers, 0);
    int[] placed = new int[servers];
    for (int block = 0; block < blocks; block++) {
      int server = keys.serverOf(block);
      blockServer[block] = server;
      blockPlace[block] = placed[server]++;
      rowCounts[server] += Math.min(blockRows, rows - block * blockRows);
    }
    for (int server = 0; server < servers && isRange; server++) {
      rowCounts[server] = firstRow(server + 1) - firstRow(server);
    }
  }

  public long rows() {
    return rows;
  }

  public int servers() {
    return servers;
  }

  /** By range, the first row of a parameter rank. */
  private long firstRow(int server) {
    return rows * server / servers;
  }

  /** Rows of a parameter rank; may be 0. */
  public long rowCount(int server) {
    return rowCounts[server];
  }

  /** The parameter rank that holds a row. */
  public int serverOf(long row) {
    if (blockRows > 0) {
      return blockServer[(int) (row / blockRows)];
    }
    int server = (int) ((row + 1) * servers / rows);
    server = Math.min(server, servers - 1);
    while (firstRow(server) > row) {
      server--;
    }
    return server;
  }

  /** Number of a row in the shard that holds it, 0-based. */
  public long localRow(long row) {
    if (blockRows == 0) {
      return row - firstRow(serverOf(row));
    }
    int block = (int) (row / blockRows);
    return blockPlace[block] * blockRows + row % blockRows;
  }

  /** The end of the run of rows that begins with this one and lies side by side in one shard. */
  public long runEnd(long row) {
    return blockRows == 0
        ? firstRow(serverOf(row) + 1)
        : Math.min(rows, (row / blockRows + 1) * blockRows);
  }
}
