package paracel.table;

import paracel.base.Check;

/**
 * Rows of a dense table to parameter ranks, by range: rank p holds rows {@code p*rows/servers} up
 * to {@code (p+1)*rows/servers}, the latter excluded. Sizes differ by one row at most.
 */
public record RowPartition(long rows, int servers) {

  public RowPartition {
    Check.range("rows", rows, 1, 1L << 40);
    Check.range("servers", servers, 1, 1 << 20);
  }

  /** First row of a parameter rank; for {@code servers} itself, the number of rows. */
  public long firstRow(int server) {
    return rows * server / servers;
  }

  public long rowCount(int server) {
    return firstRow(server + 1) - firstRow(server);
  }

  /** The parameter rank that holds a row. */
  public int serverOf(long row) {
    int server = (int) ((row + 1) * servers / rows);
    server = Math.min(server, servers - 1);
    while (firstRow(server) > row) {
      server--;
    }
    return server;
  }
}
