package paracel.server;

import java.util.function.IntUnaryOperator;
import paracel.base.Idler;
import paracel.clock.StatusWriter;
import paracel.memory.Region;
import paracel.table.ByteReader;
import paracel.table.ByteWriter;
import paracel.table.RefusalException;
import paracel.table.RefusalException.Reason;
import paracel.table.RequestDescriptor;
import paracel.table.Utf8;
import paracel.table.Value;
import paracel.table.WindowLayout;

/**
 * Carries out requests, each worker's in the order of its ring, and answers each exactly once.
 * Whatever a request says, it is answered or refused, and the parameter rank goes on. Used by one
 * thread; requests for numbers by short lists of keys allocate nothing.
 */
final class RequestHandler {

  /** A body that comes in several records. */
  private static final class Assembly {
    private byte[] bytes;
    private int total;
    private int arrived;
    private RefusalException refusal; // its parts are passed over
  }

  private final IntUnaryOperator times;
  private final TableStore store;
  private final Refusals refusals;
  private final AnswerBook answers;
  private final KeptLists lists;
  private final KeyOperations keyOperations;
  private final KeyScans keyScans;
  private final long[] answered;
  private final Assembly[] assemblies;
  private final ByteReader in = new ByteReader();
  private final ByteWriter out = new ByteWriter();
  private final byte[] scratch;

  /**
   * @param guard makes and bounds functions of the user
   * @param times how many times a request of an operation is carried out
   */
  RequestHandler(
      TableStore store,
      StatusWriter status,
      Refusals refusals,
      WindowLayout layout,
      Region window,
      FunctionGuard guard,
      Idler idler,
      IntUnaryOperator times,
      int workers) {
    this.times = times;
    this.store = store;
    this.refusals = refusals;
    this.answers = new AnswerBook(status, layout, window, store.budget(), workers);
    this.lists = new KeptLists(store, workers);
    guard.clock(idler);
    this.keyOperations = new KeyOperations(store, lists, guard);
    this.keyScans = new KeyScans(store, guard);
    this.answered = new long[workers];
    this.assemblies = new Assembly[workers];
    this.scratch = new byte[layout.ringCapacity()];
  }

  /** Takes one request record. */
  void take(int worker, int table, Region ring, long payload, int payloadBytes) {
    int header = RequestDescriptor.REQUEST_HEADER_BYTES;
    long sequence =
        payloadBytes < header ? -1 : ring.getLong(payload + RequestDescriptor.SEQUENCE_OFFSET);
    if (sequence != answered[worker] + 1) {
      refusals.add(
          worker,
          RefusalException.malformed(
              "it has number %d after %d, in %d bytes", sequence, answered[worker], payloadBytes));
      return;
    }
    int operation = ring.getInt(payload + RequestDescriptor.OPERATION_OFFSET);
    long total = ring.getLong(payload + RequestDescriptor.BODY_BYTES_OFFSET);
    long at = ring.getLong(payload + RequestDescriptor.PART_AT_OFFSET);
    int part = payloadBytes - header;
    if (at == 0 && part == total && assemblies[worker] == null) {
      ring.copyTo(payload + header, scratch, 0, part);
      finish(worker, table, operation, sequence, scratch, part);
    } else {
      assemble(worker, table, operation, sequence, total, at, ring, payload + header, part);
    }
  }

  private void assemble(
      int worker,
      int table,
      int operation,
      long sequence,
      long total,
      long at,
      Region ring,
      long from,
      int part) {
    Assembly assembly = at == 0 ? begin(worker, total) : assemblies[worker];
    boolean follows =
        assembly != null
            && at == assembly.arrived
            && total == assembly.total
            && part > 0
            && part <= total - at;
    if (!follows) {
      end(worker);
      refuse(
          worker,
          sequence,
          RefusalException.malformed("%d bytes at %d of %d do not follow", part, at, total));
      return;
    }
    if (assembly.refusal == null) {
      ring.copyTo(from, assembly.bytes, (int) at, part);
    }
    assembly.arrived += part;
    if (assembly.arrived < total) {
      return;
    }
    RefusalException refusal = assembly.refusal;
    byte[] bytes = assembly.bytes;
    end(worker);
    if (refusal != null) {
      refuse(worker, sequence, refusal);
    } else {
      finish(worker, table, operation, sequence, bytes, (int) total);
    }
  }

  /** Makes room for a body; when there is none its parts are passed over. */
  private Assembly begin(int worker, long total) {
    end(worker);
    Assembly assembly = new Assembly();
    assembly.total = (int) total;
    if (total != assembly.total || total <= 0) {
      return null;
    }
    assemblies[worker] = assembly;
    try {
      if (total > RequestDescriptor.MAX_BODY_BYTES) {
        throw new RefusalException(
            Reason.TOO_LARGE,
            "a request of %d bytes; %d is the most"
                .formatted(total, RequestDescriptor.MAX_BODY_BYTES));
      }
      store.budget().take(total, "a request");
      assembly.bytes = new byte[(int) total];
    } catch (RefusalException e) {
      assembly.refusal = e;
    }
    return assembly;
  }

  private void end(int worker) {
    Assembly assembly = assemblies[worker];
    if (assembly != null && assembly.bytes != null) {
      store.budget().give(assembly.bytes.length);
    }
    assemblies[worker] = null;
  }

  private void finish(int worker, int table, int operation, long sequence, byte[] body, int bytes) {
    answered[worker] = sequence;
    try {
      out.clear();
      in.open(body, 0, bytes);
      if (operation == RequestDescriptor.MORE) {
        answers.more(worker, sequence, in.getLong(), in.getLong());
      } else {
        out.clear();
        for (int i = times.applyAsInt(operation); i > 0; i--) {
          in.open(body, 0, bytes);
          out.clear();
          carryOut(worker, table, operation);
        }
        answers.answer(worker, sequence, out);
      }
    } catch (RefusalException e) {
      answers.refuse(worker, sequence, e);
    }
  }

  private void refuse(int worker, long sequence, RefusalException refusal) {
    answered[worker] = sequence;
    answers.refuse(worker, sequence, refusal);
  }

  private void carryOut(int worker, int table, int operation) throws RefusalException {
    switch (operation) {
      case RequestDescriptor.READ -> keyOperations.read(worker, table, in, out);
      case RequestDescriptor.CONTAINS -> keyOperations.contains(worker, table, in, out);
      case RequestDescriptor.WRITE -> keyOperations.write(worker, table, in);
      case RequestDescriptor.UPDATE -> keyOperations.update(worker, table, in, out);
      case RequestDescriptor.REMOVE -> keyOperations.remove(worker, table, in, out);
      case RequestDescriptor.SCAN -> keyScans.scan(table, in, out);
      case RequestDescriptor.AGGREGATE -> keyScans.aggregate(table, in, out);
      case RequestDescriptor.REMOVE_WHERE -> {
        keyOperations.checkMutable(table);
        keyScans.removeWhere(table, in, out);
      }
      case RequestDescriptor.CLEAR -> clear(table);
      case RequestDescriptor.KEEP_LIST -> lists.keep(worker, table, in);
      case RequestDescriptor.SIZE -> size(table);
      case RequestDescriptor.PULL_ROWS -> pullRows(table);
      case RequestDescriptor.REFUSALS -> refusals.check(worker);
      default -> throw RefusalException.malformed("there is no operation %d", operation);
    }
  }

  private void clear(int table) throws RefusalException {
    in.checkEnd();
    EntryTable entries = store.entries(table);
    keyOperations.checkMutable(table);
    out.putLong(entries.size());
    entries.clear();
  }

  private void size(int table) throws RefusalException {
    in.checkEnd();
    switch (store.spec(table).kind()) {
      case DENSE -> throw RefusalException.malformed("the size of a dense table is known");
      case SPARSE -> out.putLong(store.rows(table).size()).putLong(store.rows(table).bytes());
      default -> out.putLong(store.entries(table).size()).putLong(store.entries(table).bytes());
    }
  }

  private void pullRows(int table) throws RefusalException {
    SparseShard rows = store.rows(table);
    long count = in.getLong();
    if (count < 0 || count != in.remaining() / 8 || (in.remaining() & 7) != 0) {
      throw RefusalException.malformed("%d rows in %d bytes", count, in.remaining());
    }
    int rowBytes = store.spec(table).columns() * store.spec(table).elementType().bytes();
    if (count * rowBytes > ByteWriter.MAX_BYTES / 2) {
      throw new RefusalException(
          Reason.TOO_LARGE, "%d rows of %d bytes at once".formatted(count, rowBytes));
    }
    int at = out.claim((int) count * rowBytes);
    for (int i = 0; i < count; i++) {
      rows.read(in.getLong(), out, at + i * rowBytes);
    }
  }

  // ---- parts of bodies

  /** A text of a request. */
  static String text(ByteReader in) throws RefusalException {
    int bytes = in.getInt();
    int from = in.skip(bytes);
    in.skip(-(4 + bytes) & 7);
    if (bytes == 0) {
      return ""; // of most requests, and nothing is to be allocated for them
    }
    return Utf8.decode(in.array(), from, from + bytes);
  }

  /** A value of a request; null where there is none. */
  static Value value(ByteReader in) throws RefusalException {
    int type = in.getInt();
    int bytes = in.getInt();
    int from = in.skipPadded(bytes);
    return type == 0 ? null : Value.decode(Value.Type.of(type), in.array(), from, bytes);
  }

  /** Writes a value of an answer. */
  static void writeValue(Value value, ByteWriter out) throws RefusalException {
    out.putInt(value.type().ordinal());
    int lengthAt = out.claim(4);
    int start = out.size();
    try {
      value.encode(out);
    } catch (IllegalArgumentException e) { // what a function has made
      throw new RefusalException(Reason.TOO_LARGE, e.getMessage());
    }
    out.setInt(lengthAt, out.size() - start);
    out.pad();
  }
}
