package paracel.server;

import java.util.List;
import paracel.mailbox.RecordType;
import paracel.memory.Region;
import paracel.table.DenseShard;
import paracel.table.KeyHash;
import paracel.table.KeyMap;
import paracel.table.RefusalException;
import paracel.table.TableSpec;
import paracel.table.UpdateDescriptor;
import paracel.table.Value;
import paracel.table.Values;
import paracel.table.WindowLayout;

/**
 * All shards of one parameter rank. Applies update records to them: those that nobody waits for.
 * What a record says is checked before anything is changed. Used by one thread.
 */
public class TableStore implements AutoCloseable {

  private final List<TableSpec> specs;
  private final MemoryBudget budget;
  private final DenseShard[] dense;
  private final SparseShard[] sparse;
  private final EntryTable[] keyed;
  private final byte[] key = new byte[KeyMap.MAX_KEY_BYTES];

  /**
   * @param server this parameter rank
   * @param window its parameter window, zeroed
   * @param budget of all its tables
   */
  public TableStore(
      List<TableSpec> specs, WindowLayout layout, int server, Region window, MemoryBudget budget) {
    this.specs = specs;
    this.budget = budget;
    this.dense = new DenseShard[specs.size()];
    this.sparse = new SparseShard[specs.size()];
    this.keyed = new EntryTable[specs.size()];
    for (int table = 0; table < specs.size(); table++) {
      TableSpec spec = specs.get(table);
      switch (spec.kind()) {
        case DENSE -> {
          long offset = layout.shardOffset(server, table);
          dense[table] = new DenseShard(spec, layout.partition(table), server, window, offset);
          dense[table].clear();
        }
        case SPARSE -> sparse[table] = new SparseShard(spec, budget);
        default -> keyed[table] = new EntryTable(spec, budget);
      }
    }
  }

  /** Bytes that the dense tables of a parameter rank take from the beginning. */
  static long denseBytes(List<TableSpec> specs, WindowLayout layout, int server) {
    long bytes = 0;
    for (int table = 0; table < specs.size(); table++) {
      TableSpec spec = specs.get(table);
      if (spec.kind() == TableSpec.Kind.DENSE) {
        long rows = layout.partition(table).rowCount(server);
        long shard = DenseShard.bytes(spec, rows) + DenseShard.stateBytes(spec, rows);
        bytes = Math.addExact(bytes, shard);
      }
    }
    return bytes;
  }

  /** Whether updates of a table are set aside until all workers have ticked. */
  public boolean isStaged(int table) {
    return specs.get(table).consistency().isStaged();
  }

  MemoryBudget budget() {
    return budget;
  }

  TableSpec spec(int table) throws RefusalException {
    if (table < 0 || table >= specs.size()) {
      throw RefusalException.malformed("there is no table %d", table);
    }
    return specs.get(table);
  }

  /** Entries of a key-value table. */
  EntryTable entries(int table) throws RefusalException {
    if (spec(table).kind().hasRows()) {
      throw RefusalException.malformed("table %s has rows", spec(table).name());
    }
    return keyed[table];
  }

  /** Rows of a sparse table. */
  SparseShard rows(int table) throws RefusalException {
    if (spec(table).kind() != TableSpec.Kind.SPARSE) {
      throw RefusalException.malformed("table %s is not sparse", spec(table).name());
    }
    return sparse[table];
  }

  /**
   * Checks that a record may be applied at all, before it is applied or set aside.
   *
   * @throws RefusalException when the record names no table of this job, or does not fit it
   */
  public void check(int type, int table, Region ring, long payload, int payloadBytes)
      throws RefusalException {
    boolean isKnown =
        table >= 0
            && table < specs.size()
            && payloadBytes >= UpdateDescriptor.DELTAS_OFFSET
            && type == recordType(specs.get(table).kind());
    boolean fits =
        isKnown
            && switch (type) {
              case RecordType.DENSE_UPDATE -> denseFits(table, ring, payload, payloadBytes);
              case RecordType.SPARSE_UPDATE -> rowsFit(table, ring, payload, payloadBytes);
              default -> entriesFit(ring, payload, payloadBytes);
            };
    if (!fits) {
      throw RefusalException.malformed(
          "a %s of %d bytes does not fit table %d", RecordType.name(type), payloadBytes, table);
    }
  }

  private static int recordType(TableSpec.Kind kind) {
    return switch (kind) {
      case DENSE -> RecordType.DENSE_UPDATE;
      case SPARSE -> RecordType.SPARSE_UPDATE;
      case KEY_LONG, KEY_DOUBLE -> RecordType.KEY_VALUE_UPDATE;
      case KEY_VALUE -> -1; // only requests carry values of any type
    };
  }

  private boolean denseFits(int table, Region ring, long payload, int payloadBytes) {
    long first = ring.getLong(payload + UpdateDescriptor.FIRST_OFFSET);
    int count = ring.getInt(payload + UpdateDescriptor.COUNT_OFFSET);
    long deltaBytes = (long) count * specs.get(table).elementType().bytes();
    return count >= 0
        && UpdateDescriptor.DELTAS_OFFSET + deltaBytes == payloadBytes
        && dense[table].holds(first, count);
  }

  private boolean rowsFit(int table, Region ring, long payload, int payloadBytes) {
    long rows = ring.getInt(payload + UpdateDescriptor.ROWS_OFFSET);
    long first = ring.getInt(payload + UpdateDescriptor.FIRST_COLUMN_OFFSET);
    long columns = ring.getInt(payload + UpdateDescriptor.COLUMNS_OFFSET);
    TableSpec spec = specs.get(table);
    long deltaBytes = rows * columns * spec.elementType().bytes();
    return rows >= 0
        && rows <= payloadBytes / 8
        && first >= 0
        && columns >= 0
        && first + columns <= spec.columns()
        && UpdateDescriptor.ROW_KEYS_OFFSET + 8 * rows + deltaBytes == payloadBytes;
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

  /**
   * Applies one checked update record.
   *
   * @throws RefusalException when there is no room; what came before in the record is applied
   */
  public void apply(int type, int table, Region records, long payload, int payloadBytes)
      throws RefusalException {
    switch (type) {
      case RecordType.DENSE_UPDATE -> {
        long first = records.getLong(payload + UpdateDescriptor.FIRST_OFFSET);
        int count = records.getInt(payload + UpdateDescriptor.COUNT_OFFSET);
        dense[table].apply(first, count, records, payload + UpdateDescriptor.DELTAS_OFFSET);
      }
      case RecordType.SPARSE_UPDATE -> applyRows(table, records, payload);
      default -> applyKeys(table, records, payload, payloadBytes);
    }
  }

  private void applyRows(int table, Region records, long payload) throws RefusalException {
    int rows = records.getInt(payload + UpdateDescriptor.ROWS_OFFSET);
    int first = records.getInt(payload + UpdateDescriptor.FIRST_COLUMN_OFFSET);
    int columns = records.getInt(payload + UpdateDescriptor.COLUMNS_OFFSET);
    long rowBytes = (long) columns * specs.get(table).elementType().bytes();
    long keys = payload + UpdateDescriptor.ROW_KEYS_OFFSET;
    for (int i = 0; i < rows; i++) {
      long deltas = keys + 8L * rows + i * rowBytes;
      sparse[table].apply(records.getLong(keys + 8L * i), first, columns, records, deltas);
    }
  }

  private void applyKeys(int table, Region records, long payload, int payloadBytes)
      throws RefusalException {
    TableSpec spec = specs.get(table);
    EntryTable entries = keyed[table];
    Value.Type type = spec.kind().valueType();
    long at = payload;
    while (at < payload + payloadBytes) {
      int bytes = records.getInt(at + UpdateDescriptor.KEY_BYTES_OFFSET);
      records.copyTo(at + UpdateDescriptor.KEY_OFFSET, key, 0, bytes);
      long delta = records.getLong(at + UpdateDescriptor.VALUE_OFFSET);
      long hash = KeyHash.of(key, 0, bytes);
      int entry = entries.find(key, 0, bytes, hash);
      if (entry < 0) {
        entries.bits(entries.insert(key, 0, bytes, hash, type), delta);
      } else {
        entries.bits(entry, Values.apply(spec.rule(), type, entries.bits(entry), delta));
      }
      at += UpdateDescriptor.entryBytes(bytes);
    }
  }

  @Override
  public void close() {
    for (int table = 0; table < specs.size(); table++) {
      if (dense[table] != null) {
        dense[table].close();
      }
      if (sparse[table] != null) {
        sparse[table].close();
      }
    }
  }
}
