package paracel.worker;

import paracel.base.Check;
import paracel.fabric.FabricException;
import paracel.mailbox.RecordType;
import paracel.memory.Region;
import paracel.table.ByteWriter;
import paracel.table.ElementType;
import paracel.table.KeyPartition;
import paracel.table.RequestDescriptor;
import paracel.table.TableSpec;
import paracel.table.UpdateDescriptor;

/**
 * A worker's hand on a sparse table: rows of one width, by any long as key, spread over the
 * parameter ranks. A row is created by the first push to it; until then, and as long as nobody has
 * pushed, it reads as the table's initial value.
 *
 * <p>A pull waits at the gate of the table's consistency and asks the parameter ranks for many rows
 * at once; each row is one moment's. A push is combined with other pushes of the same clock to the
 * same row, unless the table's rule forbids it, and travels at the latest with the tick. A worker
 * sees its own updates after its tick. When a parameter rank has no room for a row, a later pull,
 * or the end of the program, fails with {@link RequestRefusedException}.
 *
 * <p>Rows of a table of float64 are given as {@code double[]}, of float32 as {@code float[]}; the
 * other kind is refused. Used by the worker's thread only.
 */
public final class SparseTable implements AutoCloseable {

  private final TableSpec spec;
  private final int table;
  private final WorkerLink link;
  private final KeyPartition partition;
  private final RowCombiner combiner;
  private final int elementBytes;
  private final int rowsPerRequest;
  private final ByteWriter body = new ByteWriter();
  private int[] serverOf = {};

  SparseTable(TableSpec spec, int table, WorkerLink link) {
    this.spec = spec;
    this.table = table;
    this.link = link;
    this.partition = link.layout.keys(table);
    this.combiner = new RowCombiner(spec);
    this.elementBytes = spec.elementType().bytes();
    int room = link.layout.slotBytes() - RequestDescriptor.REPLY_HEADER_BYTES;
    this.rowsPerRequest = Math.max(1, room / (spec.columns() * elementBytes));
  }

  public TableSpec spec() {
    return spec;
  }

  // ---- pull

  /**
   * Reads rows.
   *
   * @param keys of the rows, the first {@code count} of which are read; not modified
   * @param into at least {@code count * columns} elements, in the order of the keys; modified
   */
  public void pull(long[] keys, int count, double[] into) throws FabricException {
    pullAsync(keys, count, into).get();
  }

  /** As {@link #pull(long[], int, double[])}, for a table of float32. */
  public void pull(long[] keys, int count, float[] into) throws FabricException {
    pullAsync(keys, count, into).get();
  }

  /**
   * Asks for rows and does not wait for them: so that the rows of the next block are there when it
   * begins. They hold what a pull would have read now.
   *
   * @param into filled when the completion is done; nothing may be read from it before
   */
  public Completion<double[]> pullAsync(long[] keys, int count, double[] into)
      throws FabricException {
    check(ElementType.FLOAT64, keys, count, into.length);
    return ask(keys, count, into, null, into);
  }

  /** As {@link #pullAsync(long[], int, double[])}, for a table of float32. */
  public Completion<float[]> pullAsync(long[] keys, int count, float[] into)
      throws FabricException {
    check(ElementType.FLOAT32, keys, count, into.length);
    return ask(keys, count, null, into, into);
  }

  private void check(ElementType type, long[] keys, int count, int length) {
    Check.range("number of rows", count, 0, keys.length);
    checkType(type);
    Check.range("elements", (long) count * spec.columns(), 0, length);
  }

  private void checkType(ElementType type) {
    if (spec.elementType() != type) {
      throw new IllegalArgumentException(
          "table " + spec.name() + " holds " + spec.elementType() + ", not " + type);
    }
  }

  private void checkKey(long key) {
    long bound = spec.rows();
    if (bound > 0 && (key < 0 || key >= bound)) {
      throw new IllegalArgumentException(
          "row %d of table %s, whose keys are below %d".formatted(key, spec.name(), bound));
    }
  }

  private <T> Completion<T> ask(long[] keys, int count, double[] doubles, float[] floats, T result)
      throws FabricException {
    int[] servers = new int[count];
    int[] counts = new int[partition.servers()];
    for (int i = 0; i < count; i++) {
      checkKey(keys[i]);
      servers[i] = partition.serverOf(keys[i]);
      counts[servers[i]]++;
    }
    int parts = 0;
    for (int of : counts) {
      parts += (of + rowsPerRequest - 1) / rowsPerRequest;
    }
    Completion<T> completion = new Completion<>(parts, () -> result);
    int part = 0;
    for (int server = 0; server < counts.length; server++) {
      int next = 0;
      for (int left = counts[server]; left > 0; left -= rowsPerRequest) {
        int[] positions = new int[Math.min(left, rowsPerRequest)];
        for (int i = 0; i < positions.length; next++) {
          if (servers[next] == server) {
            positions[i++] = next;
          }
        }
        RowCall call = new RowCall(spec.columns(), positions, doubles, floats, completion);
        completion.part(part++, send(server, keys, positions, call), call);
      }
    }
    if (parts == 0) {
      completion.end();
    }
    return completion;
  }

  private RequestChannel send(int server, long[] keys, int[] positions, RowCall call)
      throws FabricException {
    link.passGate(server, spec.consistency());
    RequestChannel channel = link.channel(server);
    channel.reserve();
    body.clear().putLong(positions.length);
    for (int position : positions) {
      body.putLong(keys[position]);
    }
    call.expectedBytes = positions.length * spec.columns() * elementBytes;
    channel.send(table, RequestDescriptor.PULL_ROWS, body, call);
    return channel;
  }

  // ---- push

  /**
   * Pushes the update of one row.
   *
   * @param deltas array that holds {@code columns} elements from index {@code from} on; not
   *     modified
   */
  public void push(long key, double[] deltas, int from) throws FabricException {
    beforePush(key, ElementType.FLOAT64, deltas.length - from);
    if (!combiner.add(key, deltas, from)) {
      emit();
      combiner.add(key, deltas, from);
    }
    afterPush();
  }

  /** As {@link #push(long, double[], int)}, for a table of float32. */
  public void push(long key, float[] deltas, int from) throws FabricException {
    beforePush(key, ElementType.FLOAT32, deltas.length - from);
    if (!combiner.add(key, deltas, from)) {
      emit();
      combiner.add(key, deltas, from);
    }
    afterPush();
  }

  /**
   * Pushes the updates of many rows.
   *
   * @param deltas at least {@code count * columns} elements, in the order of the keys
   */
  public void push(long[] keys, int count, double[] deltas) throws FabricException {
    check(ElementType.FLOAT64, keys, count, deltas.length);
    for (int i = 0; i < count; i++) {
      push(keys[i], deltas, i * spec.columns());
    }
  }

  /** As {@link #push(long[], int, double[])}, for a table of float32. */
  public void push(long[] keys, int count, float[] deltas) throws FabricException {
    check(ElementType.FLOAT32, keys, count, deltas.length);
    for (int i = 0; i < count; i++) {
      push(keys[i], deltas, i * spec.columns());
    }
  }

  private void beforePush(long key, ElementType type, int length) {
    Check.state(!link.hasLeft(), "a worker that has left pushes");
    checkType(type);
    checkKey(key);
    Check.range("elements", spec.columns(), 0, length);
  }

  private void afterPush() throws FabricException {
    if (!spec.updates().isCombined()) {
      emit();
    }
  }

  /** Writes the combined updates into the rings, many rows to a record. */
  void emit() throws FabricException {
    int size = combiner.size();
    if (size == 0) {
      return;
    }
    if (serverOf.length < size) {
      serverOf = new int[2 * size];
    }
    for (int entry = 0; entry < size; entry++) {
      serverOf[entry] = partition.serverOf(combiner.row(entry));
    }
    for (int server = 0; server < link.outboxes.length; server++) {
      emitTo(server, link.outboxes[server]);
    }
    combiner.clear();
  }

  private void emitTo(int server, Outbox outbox) throws FabricException {
    int room = outbox.maxPayloadBytes() - UpdateDescriptor.ROW_KEYS_OFFSET;
    int rowBytes = 8 + spec.columns() * elementBytes;
    int most = room / rowBytes;
    int entry = nextEntry(0, server);
    while (entry < combiner.size()) {
      if (most == 0) {
        emitLong(outbox, entry, room);
        entry = nextEntry(entry + 1, server);
        continue;
      }
      int count = 0;
      for (int i = entry; i < combiner.size() && count < most; i = nextEntry(i + 1, server)) {
        count++;
      }
      entry = writeRows(outbox, server, entry, count);
    }
  }

  private int nextEntry(int from, int server) {
    int entry = from;
    while (entry < combiner.size() && serverOf[entry] != server) {
      entry++;
    }
    return entry;
  }

  private int writeRows(Outbox outbox, int server, int first, int count) throws FabricException {
    long rowBytes = (long) spec.columns() * elementBytes;
    long at = begin(outbox, count, 0, spec.columns());
    Region out = outbox.payloads();
    int entry = first;
    for (int i = 0; i < count; i++) {
      long keys = at + UpdateDescriptor.ROW_KEYS_OFFSET;
      out.setLong(keys + 8L * i, combiner.row(entry));
      long deltas = keys + 8L * count + i * rowBytes;
      out.copyFrom(combiner.deltas(), combiner.deltaOffset(entry), deltas, rowBytes);
      entry = nextEntry(entry + 1, server);
    }
    outbox.commit(RecordType.SPARSE_UPDATE, table);
    return entry;
  }

  /** A row that is longer than a record travels in several, its first columns first. */
  private void emitLong(Outbox outbox, int entry, int room) throws FabricException {
    int most = (room - 8) / 8 * 8 / elementBytes;
    for (int column = 0; column < spec.columns(); column += most) {
      int columns = Math.min(most, spec.columns() - column);
      long at = begin(outbox, 1, column, columns);
      Region out = outbox.payloads();
      long keys = at + UpdateDescriptor.ROW_KEYS_OFFSET;
      out.setLong(keys, combiner.row(entry));
      long from = combiner.deltaOffset(entry) + (long) column * elementBytes;
      out.copyFrom(combiner.deltas(), from, keys + 8, (long) columns * elementBytes);
      outbox.commit(RecordType.SPARSE_UPDATE, table);
    }
  }

  private long begin(Outbox outbox, int rows, int firstColumn, int columns) throws FabricException {
    int bytes = UpdateDescriptor.ROW_KEYS_OFFSET + rows * (8 + columns * elementBytes);
    long at = outbox.claim(bytes);
    Region out = outbox.payloads();
    out.setInt(at + UpdateDescriptor.ROWS_OFFSET, rows);
    out.setInt(at + UpdateDescriptor.FIRST_COLUMN_OFFSET, firstColumn);
    out.setInt(at + UpdateDescriptor.COLUMNS_OFFSET, columns);
    out.setInt(at + UpdateDescriptor.COLUMNS_OFFSET + 4, 0);
    return at;
  }

  /** Number of rows that have been pushed to. */
  public long size() throws FabricException {
    long size = 0;
    for (int server = 0; server < partition.servers(); server++) {
      link.passGate(server, spec.consistency());
      size += TableSize.ask(link, table, server).count;
    }
    return size;
  }

  @Override
  public void close() {
    combiner.close();
  }
}
