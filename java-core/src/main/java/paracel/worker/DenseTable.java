package paracel.worker;

import paracel.base.Check;
import paracel.fabric.FabricException;
import paracel.mailbox.RecordType;
import paracel.memory.Region;
import paracel.table.DenseShard;
import paracel.table.ElementType;
import paracel.table.RowPartition;
import paracel.table.TableSpec;
import paracel.table.UpdateDescriptor;

/**
 * A worker's hand on a dense table: rows x columns numbers, spread over the parameter ranks by
 * rows.
 *
 * <p>A pull waits at the gate of the table's consistency and then reads rows with one-sided gets. A
 * push is combined with other pushes of the same clock to the same row and travels at the latest
 * with the tick. A worker sees its own updates after its tick.
 *
 * <p>Rows of a table of float64 are given as {@code double[]}, of float32 as {@code float[]}; the
 * other kind is refused. Used by the worker's thread only; allocates nothing.
 */
public final class DenseTable implements AutoCloseable {

  /** Longest record: what is copied into it is in the cache still when it is sent. */
  private static final int RECORD_BYTES = 1 << 17;

  private final TableSpec spec;
  private final int table;
  private final WorkerLink link;
  private final RowPartition partition;
  private final RowFetch fetch;
  private final RowCombiner combiner;
  private final RowCache cache;
  private final RowFetch ahead; // of rows for the cache; null without
  private final int elementBytes;

  private double[] doubles; // destination of the pull under way
  private float[] floats;

  DenseTable(TableSpec spec, int table, WorkerLink link, RowCache cache) {
    this.spec = spec;
    this.table = table;
    this.link = link;
    this.partition = link.layout.partition(table);
    this.fetch = new RowFetch(spec, table, link, this::takeRows);
    this.combiner = new RowCombiner(spec);
    this.cache = cache;
    this.ahead = cache == null ? null : new RowFetch(spec, table, link, this::takeAhead);
    this.elementBytes = spec.elementType().bytes();
  }

  public TableSpec spec() {
    return spec;
  }

  /**
   * Reads consecutive rows.
   *
   * @param firstRow 0-based
   * @param count number of rows
   * @param into at least {@code count * columns} elements, row-major; modified
   */
  public void pull(long firstRow, int count, double[] into) throws FabricException {
    checkRows(firstRow, count, ElementType.FLOAT64, into.length);
    doubles = into;
    pullRange(firstRow, count);
  }

  /** As {@link #pull(long, int, double[])}, for a table of float32. */
  public void pull(long firstRow, int count, float[] into) throws FabricException {
    checkRows(firstRow, count, ElementType.FLOAT32, into.length);
    floats = into;
    pullRange(firstRow, count);
  }

  /**
   * Reads the rows of a list; neighbours in the list that are neighbours in the table travel
   * together.
   *
   * @param rows row numbers, the first {@code count} of which are read; not modified
   * @param into at least {@code count * columns} elements, in the order of the list; modified
   */
  public void pull(long[] rows, int count, double[] into) throws FabricException {
    checkList(rows, count, ElementType.FLOAT64, into.length);
    doubles = into;
    pullList(rows, count);
  }

  /** As {@link #pull(long[], int, double[])}, for a table of float32. */
  public void pull(long[] rows, int count, float[] into) throws FabricException {
    checkList(rows, count, ElementType.FLOAT32, into.length);
    floats = into;
    pullList(rows, count);
  }

  /**
   * Begins to read rows that will be pulled soon, for the cache: of the next block, while this one
   * is computed. A hint: rows that could be read only after waiting are left out, and rows that are
   * too old when they are pulled are read again. Tables that are not cached take no notice.
   *
   * @param rows row numbers, the first {@code count} of which are meant; not modified
   */
  public void prefetch(long[] rows, int count) throws FabricException {
    Check.range("number of rows", count, 0, rows.length);
    if (ahead == null) {
      return;
    }
    ahead.complete();
    long required = link.requiredClock(spec.consistency());
    for (int i = 0; i < count; i++) {
      checkRows(rows[i], 1, spec.elementType(), spec.columns());
      if (cache.find(rows[i], required) < 0) {
        ahead.tryAdd(rows[i]);
      }
    }
  }

  private void takeAhead(
      long firstRow,
      int count,
      Region landing,
      long offset,
      long appliedClock,
      long ownClock,
      long destination) {
    long rowBytes = DenseShard.bytes(spec, 1);
    for (int i = 0; i < count; i++) {
      cache.put(firstRow + i, appliedClock, ownClock, landing, offset + i * rowBytes);
    }
  }

  private void checkList(long[] rows, int count, ElementType type, int length) {
    Check.range("number of rows", count, 0, rows.length);
    checkRows(0, 0, type, length);
    Check.range("elements", (long) count * spec.columns(), 0, length);
    for (int i = 0; i < count; i++) {
      checkRows(rows[i], 1, type, length);
    }
  }

  private void pullList(long[] rows, int count) throws FabricException {
    completeAhead();
    fetch.reset(); // a pull that failed may have left something
    int start = 0;
    while (start < count) {
      int end = start + 1;
      while (end < count && rows[end] == rows[end - 1] + 1) {
        end++;
      }
      request(rows[start], end - start, start);
      start = end;
    }
    fetch.complete();
  }

  private void completeAhead() throws FabricException {
    if (ahead != null) {
      ahead.complete();
    }
  }

  private void pullRange(long firstRow, int count) throws FabricException {
    completeAhead();
    fetch.reset();
    request(firstRow, count, 0);
    fetch.complete();
  }

  /** Takes rows from the cache where it has them, and asks for runs of the others. */
  private void request(long firstRow, int count, long destination) throws FabricException {
    if (cache == null) {
      fetch.add(firstRow, count, destination);
      return;
    }
    long required = link.requiredClock(spec.consistency());
    int missed = 0;
    for (int i = 0; i < count; i++) {
      long at = cache.find(firstRow + i, required);
      if (at < 0) {
        missed++;
        continue;
      }
      fetch.add(firstRow + i - missed, missed, destination + i - missed);
      missed = 0;
      store(cache.values(), at, destination + i, 1);
    }
    fetch.add(firstRow + count - missed, missed, destination + count - missed);
  }

  private void takeRows(
      long firstRow,
      int count,
      Region landing,
      long offset,
      long appliedClock,
      long ownClock,
      long destination) {
    store(landing, offset, destination, count);
    if (cache != null) {
      takeAhead(firstRow, count, landing, offset, appliedClock, ownClock, destination);
    }
  }

  private void store(Region from, long offset, long destination, int count) {
    int index = (int) (destination * spec.columns());
    int elements = count * spec.columns();
    if (elementBytes == 8) {
      from.copyTo(offset, doubles, index, elements);
    } else {
      from.copyTo(offset, floats, index, elements);
    }
  }

  /**
   * Pushes updates of consecutive rows.
   *
   * @param deltas {@code count * columns} elements, row-major; not modified, not kept
   */
  public void push(long firstRow, int count, double[] deltas) throws FabricException {
    checkRows(firstRow, count, ElementType.FLOAT64, deltas.length);
    if (!spec.updates().isCombined()) {
      pushAtOnce(firstRow, count, deltas, null, 0);
      return;
    }
    for (int i = 0; i < count; i++) {
      push(firstRow + i, deltas, i * spec.columns());
    }
  }

  /**
   * Pushes the update of one row.
   *
   * @param deltas array that holds {@code columns} elements from index {@code from} on; not
   *     modified
   */
  public void push(long row, double[] deltas, int from) throws FabricException {
    checkRows(row, 1, ElementType.FLOAT64, deltas.length - from);
    if (!spec.updates().isCombined()) {
      pushAtOnce(row, 1, deltas, null, from);
      return;
    }
    beforePush(row);
    if (!combiner.add(row, deltas, from)) {
      emit();
      combiner.add(row, deltas, from);
    }
  }

  /** As {@link #push(long, int, double[])}, for a table of float32. */
  public void push(long firstRow, int count, float[] deltas) throws FabricException {
    checkRows(firstRow, count, ElementType.FLOAT32, deltas.length);
    if (!spec.updates().isCombined()) {
      pushAtOnce(firstRow, count, null, deltas, 0);
      return;
    }
    for (int i = 0; i < count; i++) {
      push(firstRow + i, deltas, i * spec.columns());
    }
  }

  /** As {@link #push(long, double[], int)}, for a table of float32. */
  public void push(long row, float[] deltas, int from) throws FabricException {
    checkRows(row, 1, ElementType.FLOAT32, deltas.length - from);
    if (!spec.updates().isCombined()) {
      pushAtOnce(row, 1, null, deltas, from);
      return;
    }
    beforePush(row);
    if (!combiner.add(row, deltas, from)) {
      emit();
      combiner.add(row, deltas, from);
    }
  }

  /** Writes rows of an array into the rings, uncombined. */
  private void pushAtOnce(long firstRow, int count, double[] ofDoubles, float[] ofFloats, int from)
      throws FabricException {
    long end = firstRow + count;
    int index = from;
    for (long row = firstRow; row < end; ) {
      int run = (int) (Math.min(end, partition.runEnd(row)) - row);
      for (int i = 0; i < run; i++) {
        beforePush(row + i);
      }
      int elements = run * spec.columns();
      Outbox outbox = link.outboxes[partition.serverOf(row)];
      int most = mostElements(outbox);
      for (int done = 0; done < elements; ) {
        int part = Math.min(most, elements - done);
        long at = beginRecord(outbox, row * spec.columns() + done, part);
        if (ofDoubles != null) {
          outbox.payloads().copyFrom(ofDoubles, index + done, at, part);
        } else {
          outbox.payloads().copyFrom(ofFloats, index + done, at, part);
        }
        outbox.commit(RecordType.DENSE_UPDATE, table);
        done += part;
      }
      index += elements;
      row += run;
    }
  }

  /** Most elements of one record; an even number, so that all records begin on whole words. */
  private int mostElements(Outbox outbox) {
    int bytes = Math.min(outbox.maxPayloadBytes(), RECORD_BYTES);
    return (bytes - UpdateDescriptor.DELTAS_OFFSET) / elementBytes & -2;
  }

  /** Begins a record of an update; gives where its deltas go. */
  private long beginRecord(Outbox outbox, long firstElement, int count) throws FabricException {
    long at = outbox.claim(UpdateDescriptor.DELTAS_OFFSET + count * elementBytes);
    Region payloads = outbox.payloads();
    payloads.setLong(at + UpdateDescriptor.FIRST_OFFSET, firstElement);
    payloads.setInt(at + UpdateDescriptor.COUNT_OFFSET, count);
    payloads.setInt(at + UpdateDescriptor.COUNT_OFFSET + 4, 0);
    return at + UpdateDescriptor.DELTAS_OFFSET;
  }

  private void beforePush(long row) {
    Check.state(!link.hasLeft(), "a worker that has left pushes");
    if (cache != null) {
      cache.pushed(row, link.clock());
    }
  }

  /** Writes the combined updates into the rings, as runs of consecutive rows. */
  void emit() throws FabricException {
    int entry = 0;
    while (entry < combiner.size()) {
      long firstRow = combiner.row(entry);
      int server = partition.serverOf(firstRow);
      long endRow = partition.runEnd(firstRow);
      int end = entry + 1;
      while (end < combiner.size()
          && combiner.row(end) == combiner.row(end - 1) + 1
          && combiner.row(end) < endRow) {
        end++;
      }
      writeRun(
          link.outboxes[server],
          firstRow * spec.columns(),
          (long) (end - entry) * spec.columns(),
          combiner.deltaOffset(entry));
      entry = end;
    }
    combiner.clear();
  }

  /** Writes one run of elements as records, none longer than a record may be. */
  private void writeRun(Outbox outbox, long firstElement, long elements, long deltaOffset)
      throws FabricException {
    int most = mostElements(outbox);
    for (long done = 0; done < elements; ) {
      int count = (int) Math.min(most, elements - done);
      long at = beginRecord(outbox, firstElement + done, count);
      long from = deltaOffset + done * elementBytes;
      outbox.payloads().copyFrom(combiner.deltas(), from, at, (long) count * elementBytes);
      outbox.commit(RecordType.DENSE_UPDATE, table);
      done += count;
    }
  }

  private void checkRows(long firstRow, int count, ElementType type, int length) {
    if (firstRow < 0 || count < 0 || firstRow + count > spec.rows()) {
      throw new IllegalArgumentException(
          "table %s has %d rows; rows %d..%d are not among them"
              .formatted(spec.name(), spec.rows(), firstRow, firstRow + count - 1));
    }
    if (spec.elementType() != type) {
      throw new IllegalArgumentException(
          "table " + spec.name() + " holds " + spec.elementType() + ", not " + type);
    }
    if (length < (long) count * spec.columns()) {
      throw new IllegalArgumentException(
          "%d rows of table %s have %d elements; the array has %d"
              .formatted(count, spec.name(), (long) count * spec.columns(), length));
    }
  }

  @Override
  public void close() {
    fetch.close();
    if (ahead != null) {
      ahead.close();
    }
    combiner.close();
    if (cache != null) {
      cache.close();
    }
  }
}
