package paracel.table;

import java.util.List;
import paracel.clock.Topology;
import paracel.mailbox.RingDescriptor;

/**
 * Layout of a parameter rank's parameter window: every rank computes the same from the topology and
 * the tables, so no addresses travel.
 *
 * <pre>
 *  rings         one for each worker     (RingDescriptor; written by that worker)
 *  reply slots   one for each worker     (RequestDescriptor; written by the parameter rank)
 *  shards        one for each dense table, 128-byte aligned   (written by the parameter rank)
 * </pre>
 */
public final class WindowLayout {

  /** Window number. */
  public static final int WINDOW = 1;

  private static final int ALIGNMENT = 128;

  private final Topology topology;
  private final int ringCapacity;
  private final int replyBytes;
  private final RowPartition[] partitions;
  private final long[][] shardOffsets; // [server][table], -1 for key-value tables
  private final long[] windowBytes;

  /**
   * @param ringCapacity bytes of data of each ring, a power of two
   * @param replyBytes bytes of each reply slot, header included
   */
  public WindowLayout(Topology topology, List<TableSpec> specs, int ringCapacity, int replyBytes) {
    this.topology = topology;
    this.ringCapacity = ringCapacity;
    this.replyBytes = replyBytes;
    this.partitions = new RowPartition[specs.size()];
    this.shardOffsets = new long[topology.servers()][specs.size()];
    this.windowBytes = new long[topology.servers()];
    for (int table = 0; table < partitions.length; table++) {
      if (specs.get(table).kind() == TableSpec.Kind.DENSE) {
        partitions[table] = new RowPartition(specs.get(table).rows(), topology.servers());
      }
    }
    for (int server = 0; server < topology.servers(); server++) {
      windowBytes[server] = placeShards(server, specs);
    }
  }

  private long placeShards(int server, List<TableSpec> specs) {
    long at = replyOffset(topology.workers());
    for (int table = 0; table < partitions.length; table++) {
      if (partitions[table] == null) {
        shardOffsets[server][table] = -1;
        continue;
      }
      at = align(at);
      shardOffsets[server][table] = at;
      at += DenseShard.bytes(specs.get(table), partitions[table].rowCount(server));
    }
    return align(at);
  }

  public int ringCapacity() {
    return ringCapacity;
  }

  public int replyBytes() {
    return replyBytes;
  }

  /** Where a worker's ring begins. */
  public long ringOffset(int worker) {
    return worker * RingDescriptor.ringBytes(ringCapacity);
  }

  /** Where a worker's reply slot begins. */
  public long replyOffset(int worker) {
    return align(ringOffset(topology.workers())) + (long) worker * replyBytes;
  }

  /** How the rows of a dense table are spread. */
  public RowPartition partition(int table) {
    return partitions[table];
  }

  /** Where the shard of a dense table begins. */
  public long shardOffset(int server, int table) {
    return shardOffsets[server][table];
  }

  public long windowBytes(int server) {
    return windowBytes[server];
  }

  private static long align(long offset) {
    return (offset + ALIGNMENT - 1) & -ALIGNMENT;
  }
}
