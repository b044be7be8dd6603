package paracel.server;

import java.util.List;
import paracel.fabric.FabricException;
import paracel.mailbox.RecordType;
import paracel.memory.Region;
import paracel.table.DenseShard;
import paracel.table.KeyMap;
import paracel.table.TableSpec;
import paracel.table.UpdateDescriptor;
import paracel.table.WindowLayout;

/** All shards of one parameter rank. Applies update records to them. Used by one thread. */
public class TableStore {

  private final List<TableSpec> specs;
  private final DenseShard[] dense;
  private final KeyMap[] keyed;
  private byte[] key = new byte[256];

  /**
   * @param server this parameter rank
   * @param window its parameter window, zeroed
   */
  public TableStore(List<TableSpec> specs, WindowLayout layout, int server, Region window) {
    this.specs = specs;
    this.dense = new DenseShard[specs.size()];
    this.keyed = new KeyMap[specs.size()];
    for (int table = 0; table < specs.size(); table++) {
      TableSpec spec = specs.get(table);
      if (spec.kind() == TableSpec.Kind.DENSE) {
        long firstRow = layout.partition(table).firstRow(server);
        long rows = layout.partition(table).rowCount(server);
        dense[table] =
            new DenseShard(spec, window, layout.shardOffset(server, table), firstRow, rows);
        dense[table].clear();
      } else {
        keyed[table] = new KeyMap(spec.kind() == TableSpec.Kind.KEY_DOUBLE);
      }
    }
  }

  /** Whether updates of a table are set aside until all workers have ticked. */
  public boolean isStaged(int table) {
    return specs.get(table).consistency().isStaged();
  }

  /** Entries of a key-value table. */
  KeyMap keys(int table) throws FabricException {
    if (table < 0 || table >= keyed.length || keyed[table] == null) {
      throw new FabricException("table " + table + " is not a key-value table");
    }
    return keyed[table];
  }

  /**
   * Checks that a record may be applied at all, before it is applied or set aside.
   *
   * @throws FabricException when the record names no table of this job, or does not fit it
   */
  public void check(int worker, int type, int table, Region ring, long payload, int payloadBytes)
      throws FabricException {
    boolean isKnown =
        table >= 0
            && table < specs.size()
            && payloadBytes >= UpdateDescriptor.DELTAS_OFFSET
            && (type == RecordType.DENSE_UPDATE) == (dense[table] != null);
    boolean fits =
        isKnown
            && (dense[table] != null
                ? denseFits(table, ring, payload, payloadBytes)
                : entriesFit(ring, payload, payloadBytes));
    if (!fits) {
      throw new FabricException(
          "worker %d sent a %s of %d bytes for table %d, which does not fit"
              .formatted(worker, RecordType.name(type), payloadBytes, table));
    }
  }

  private boolean denseFits(int table, Region ring, long payload, int payloadBytes) {
    long first = ring.getLong(payload + UpdateDescriptor.FIRST_OFFSET);
    int count = ring.getInt(payload + UpdateDescriptor.COUNT_OFFSET);
    long deltaBytes = (long) count * specs.get(table).elementType().bytes();
    return count >= 0
        && UpdateDescriptor.DELTAS_OFFSET + deltaBytes == payloadBytes
        && dense[table].holds(first, count);
  }

  private static boolean entriesFit(Region ring, long payload, int payloadBytes) {
    long at = payload;
    long end = payload + payloadBytes;
    while (at + UpdateDescriptor.KEY_OFFSET <= end) {
      int keyBytes = ring.getInt(at + UpdateDescriptor.KEY_BYTES_OFFSET);
      if (keyBytes < 0 || keyBytes > KeyMap.MAX_KEY_BYTES) {
        return false;
      }
      at += UpdateDescriptor.entryBytes(keyBytes);
    }
    return at == end;
  }

  /** Applies one checked update record. */
  public void apply(int type, int table, Region records, long payload, int payloadBytes) {
    if (type == RecordType.DENSE_UPDATE) {
      long first = records.getLong(payload + UpdateDescriptor.FIRST_OFFSET);
      int count = records.getInt(payload + UpdateDescriptor.COUNT_OFFSET);
      dense[table].apply(first, count, records, payload + UpdateDescriptor.DELTAS_OFFSET);
    } else {
      applyKeys(table, records, payload, payloadBytes);
    }
  }

  private void applyKeys(int table, Region records, long payload, int payloadBytes) {
    TableSpec spec = specs.get(table);
    long at = payload;
    while (at < payload + payloadBytes) {
      int keyBytes = records.getInt(at + UpdateDescriptor.KEY_BYTES_OFFSET);
      readKey(records, at + UpdateDescriptor.KEY_OFFSET, keyBytes);
      long delta = records.getLong(at + UpdateDescriptor.VALUE_OFFSET);
      keyed[table].update(key, 0, keyBytes, spec.rule(), delta);
      at += UpdateDescriptor.entryBytes(keyBytes);
    }
  }

  /** Copies a key out of a region; it is in the returned array from 0 on, until the next call. */
  byte[] readKey(Region region, long offset, int keyBytes) {
    if (key.length < keyBytes) {
      key = new byte[Math.max(keyBytes, 2 * key.length)];
    }
    region.copyTo(offset, key, 0, keyBytes);
    return key;
  }
}
