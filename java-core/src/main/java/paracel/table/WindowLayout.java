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
 *  reply slots   some for each worker    (RequestDescriptor; written by the parameter rank)
 *  shards        one for each dense table, 128-byte aligned   (written by the parameter rank)
 * </pre>
 */
public final class WindowLayout {

  /** Window number. */
  public static final int WINDOW = 1;

  private static final int ALIGNMENT = 128;

  private final Topology topology;
  private final List<TableSpec> specs;
  private final int ringCapacity;
  private final int slotBytes;
  private final RowPartition[] partitions;
  private final KeyPartition[] keyPartitions;
  private final long[][] shardOffsets; // [server][table], -1 for other tables
  private final long[] windowBytes;

  /**
   * @param ringCapacity bytes of data of each ring, a power of two
   */
  public WindowLayout(Topology topology, List<TableSpec> specs, int ringCapacity) {
    this.topology = topology;
    this.specs = List.copyOf(specs);
    this.ringCapacity = ringCapacity;
    this.slotBytes = RequestDescriptor.slotBytes(ringCapacity);
    this.partitions = new RowPartition[specs.size()];
    this.keyPartitions = new KeyPartition[specs.size()];
    this.shardOffsets = new long[topology.servers()][specs.size()];
    this.windowBytes = new long[topology.servers()];
    for (int table = 0; table < partitions.length; table++) {
      TableSpec spec = specs.get(table);
      if (spec.kind() == TableSpec.Kind.DENSE) {
        partitions[table] = new RowPartition(spec.rows(), topology.servers(), spec.placement());
      } else {
        keyPartitions[table] = new KeyPartition(spec.placement(), topology.servers(), spec.rows());
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

  /** The tables, by number. */
  public List<TableSpec> specs() {
    return specs;
  }

  public int ringCapacity() {
    return ringCapacity;
  }

  /** Bytes of one reply slot, header included. */
  public int slotBytes() {
    return slotBytes;
  }

  /** Where a worker's ring begins. */
  public long ringOffset(int worker) {
    return worker * RingDescriptor.ringBytes(ringCapacity);
  }

  /** Where a worker's reply slots begin. */
  public long replyOffset(int worker) {
    long bytes = (long) RequestDescriptor.SLOTS * slotBytes;
    return align(ringOffset(topology.workers())) + worker * bytes;
  }

  /** How the keys of a table that is not dense are spread. */
  public KeyPartition keys(int table) {
    return keyPartitions[table];
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
