package paracel.worker;

import java.util.Arrays;
import paracel.fabric.FabricException;
import paracel.memory.Region;
import paracel.table.DenseShard;
import paracel.table.RowPartition;
import paracel.table.TableSpec;
import paracel.table.WindowLayout;

/**
 * Gets runs of rows of one dense table from the parameter ranks: passes the gate once for each rank
 * concerned, issues all gets, flushes, and hands the rows out. Used by one thread; allocates
 * nothing.
 */
final class RowFetch implements AutoCloseable {

  /** Takes rows that have arrived. */
  interface Sink {
    /**
     * @param firstRow first of {@code count} consecutive rows
     * @param landing region that holds them from {@code offset} on, during the call
     * @param appliedClock of their parameter rank, known before the rows were read
     * @param ownClock the worker's when it asked for them
     * @param destination what the caller gave for the first row, plus rows before this part
     */
    void rows(
        long firstRow,
        int count,
        Region landing,
        long offset,
        long appliedClock,
        long ownClock,
        long destination);
  }

  private static final int MAX_PARTS = 256;
  private static final long LANDING_BYTES = 1 << 20;

  private final TableSpec spec;
  private final int table;
  private final WorkerLink link;
  private final RowPartition partition;
  private final Sink sink;
  private final long rowBytes;
  private final Region landing;
  private final boolean[] gated;

  private final long[] partRow = new long[MAX_PARTS];
  private final int[] partCount = new int[MAX_PARTS];
  private final long[] partOffset = new long[MAX_PARTS];
  private final long[] partDestination = new long[MAX_PARTS];
  private final long[] partApplied = new long[MAX_PARTS];
  private final long[] partClock = new long[MAX_PARTS];
  private int parts;
  private long landed;

  RowFetch(TableSpec spec, int table, WorkerLink link, Sink sink) {
    this.spec = spec;
    this.table = table;
    this.link = link;
    this.partition = link.layout.partition(table);
    this.sink = sink;
    this.rowBytes = DenseShard.bytes(spec, 1);
    this.landing = Region.allocate(Math.max(LANDING_BYTES, rowBytes + 8));
    this.gated = new boolean[partition.servers()];
  }

  /**
   * Asks for a run of rows.
   *
   * @param destination handed to the sink; rises by one a row
   */
  void add(long firstRow, int count, long destination) throws FabricException {
    long row = firstRow;
    long end = firstRow + count;
    while (row < end) {
      int server = partition.serverOf(row);
      long onServer = Math.min(end, partition.runEnd(row)) - row;
      long room = (landing.bytes() - landed - 8) / rowBytes;
      if (room <= 0 || parts == MAX_PARTS) {
        arrive();
        continue;
      }
      int part = (int) Math.min(onServer, room);
      issue(server, row, part, destination + (row - firstRow));
      row += part;
    }
  }

  private void issue(int server, long row, int count, long destination) throws FabricException {
    if (!gated[server]) {
      link.passGate(server, spec.consistency());
      gated[server] = true;
    }
    long target = link.layout.shardOffset(server, table) + partition.localRow(row) * rowBytes;
    long offset = landed + (target - landed & 7); // congruent modulo 8
    link.endpoint.get(server, WindowLayout.WINDOW, target, landing, offset, count * rowBytes);
    partRow[parts] = row;
    partCount[parts] = count;
    partOffset[parts] = offset;
    partDestination[parts] = destination;
    partApplied[parts] = link.status.appliedClock(server);
    partClock[parts] = link.clock();
    parts++;
    landed = offset + count * rowBytes;
  }

  /**
   * Asks for one row if that needs no waiting: not at the gate, and not for room.
   *
   * @return whether the row is coming, with the next {@link #complete}
   */
  boolean tryAdd(long row) throws FabricException {
    int server = partition.serverOf(row);
    boolean hasRoom = parts < MAX_PARTS && landing.bytes() - landed - 8 >= rowBytes;
    if (!hasRoom || !gated[server] && !link.isGateOpen(server, spec.consistency())) {
      return false;
    }
    issue(server, row, 1, 0);
    return true;
  }

  /** Waits for all rows asked for and hands them out. */
  void complete() throws FabricException {
    arrive();
    reset();
  }

  /** Forgets what was asked for; the next rows pass the gate anew. */
  void reset() {
    Arrays.fill(gated, false);
    parts = 0;
    landed = 0;
  }

  private void arrive() throws FabricException {
    for (int server = 0; server < gated.length; server++) {
      if (gated[server]) {
        link.endpoint.flush(server);
      }
    }
    for (int part = 0; part < parts; part++) {
      sink.rows(
          partRow[part],
          partCount[part],
          landing,
          partOffset[part],
          partApplied[part],
          partClock[part],
          partDestination[part]);
    }
    parts = 0;
    landed = 0;
  }

  @Override
  public void close() {
    landing.close();
  }
}
