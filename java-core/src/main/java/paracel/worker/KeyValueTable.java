package paracel.worker;

import java.nio.charset.StandardCharsets;
import paracel.base.Check;
import paracel.base.Idler;
import paracel.fabric.FabricException;
import paracel.fabric.Wait;
import paracel.mailbox.RecordType;
import paracel.memory.Region;
import paracel.table.KeyMap;
import paracel.table.RequestDescriptor;
import paracel.table.TableSpec;
import paracel.table.UpdateDescriptor;
import paracel.table.WindowLayout;

/**
 * A worker's hand on a key-value table: keys of any bytes up to {@value KeyMap#MAX_KEY_BYTES}, each
 * with a long or a double, spread over the parameter ranks by hash.
 *
 * <p>Pushes of a clock are combined by key and travel with the tick. Reads wait at the gate and are
 * answered by the parameter rank. Used by the worker's thread only.
 */
public final class KeyValueTable implements Wait.Condition, AutoCloseable {

  /** Takes entries of a table. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * @param key array that holds the key in {@code 0..keyBytes}, valid during the call
     * @param value long, or bits of a double
     */
    void entry(byte[] key, int keyBytes, long value);
  }

  private static final int COMBINED_KEYS = 1 << 18;
  private static final int COMBINED_BYTES = 4 << 20;

  private final TableSpec spec;
  private final int table;
  private final WorkerLink link;
  private final Idler idler;
  private final long timeoutNs;
  private final boolean isDouble;
  private final KeyMap combined;
  private final Region reply;
  private final long[] sequences;

  private int[] serverOf = {}; // of the combined entries
  private int asked;
  private byte[] key = new byte[256];

  KeyValueTable(
      TableSpec spec, int table, WorkerLink link, long[] sequences, Idler idler, long timeoutNs) {
    this.spec = spec;
    this.table = table;
    this.link = link;
    this.sequences = sequences;
    this.idler = idler;
    this.timeoutNs = timeoutNs;
    this.isDouble = spec.kind() == TableSpec.Kind.KEY_DOUBLE;
    this.combined = new KeyMap(isDouble);
    this.reply = Region.allocate(link.layout.replyBytes());
  }

  public TableSpec spec() {
    return spec;
  }

  /** Pushes an update of a key; an absent key takes the delta as its value. */
  public void push(byte[] bytes, int from, int to, long delta) throws FabricException {
    checkKind(false);
    pushBits(bytes, from, to, delta);
  }

  /** As {@link #push(byte[], int, int, long)}, with the key's UTF-8 bytes. */
  public void push(String name, long delta) throws FabricException {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    push(bytes, 0, bytes.length, delta);
  }

  /** As {@link #push(String, long)}, for a table of doubles. */
  public void push(String name, double delta) throws FabricException {
    checkKind(true);
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    pushBits(bytes, 0, bytes.length, Double.doubleToRawLongBits(delta));
  }

  private void pushBits(byte[] bytes, int from, int to, long delta) throws FabricException {
    Check.state(!link.hasLeft(), "a worker that has left pushes");
    int longest = Math.min(KeyMap.MAX_KEY_BYTES, longestKey());
    if (to - from > longest) {
      throw new IllegalArgumentException(
          "a key of %d bytes is longer than %d".formatted(to - from, longest));
    }
    combined.update(bytes, from, to, spec.rule(), delta);
    if (combined.size() >= COMBINED_KEYS || combined.keyBytes() >= COMBINED_BYTES) {
      emit();
    }
  }

  private int longestKey() {
    return link.outboxes[0].maxPayloadBytes()
        - RequestDescriptor.ENTRIES_OFFSET
        - UpdateDescriptor.KEY_OFFSET
        - 8;
  }

  /** Writes the combined updates into the rings, many keys to a record. */
  void emit() throws FabricException {
    if (serverOf.length < combined.size()) {
      serverOf = new int[2 * combined.size()];
    }
    for (int entry = 0; entry < combined.size(); entry++) {
      int start = combined.keyStart(entry);
      long hash = KeyMap.hash(combined.keyArray(), start, start + keyBytes(entry));
      serverOf[entry] = KeyMap.serverOf(hash, link.outboxes.length);
    }
    for (int server = 0; server < link.outboxes.length && combined.size() > 0; server++) {
      emitTo(server);
    }
    combined.clear();
  }

  private void emitTo(int server) throws FabricException {
    Outbox outbox = link.outboxes[server];
    int entry = nextEntry(0, server);
    while (entry < combined.size()) {
      int end = entry;
      int payloadBytes = 0;
      int last = entry;
      while (end < combined.size()) {
        int bytes = UpdateDescriptor.entryBytes(keyBytes(end));
        if (payloadBytes + bytes > Math.min(outbox.maxPayloadBytes(), 1 << 16)) {
          break;
        }
        payloadBytes += bytes;
        last = end;
        end = nextEntry(end + 1, server);
      }
      long at = outbox.claim(payloadBytes);
      for (int i = entry; i <= last; i = nextEntry(i + 1, server)) {
        at += writeEntry(outbox.payloads(), at, i);
      }
      outbox.commit(RecordType.KEY_VALUE_UPDATE, table);
      entry = end;
    }
  }

  private int nextEntry(int from, int server) {
    int entry = from;
    while (entry < combined.size() && serverOf[entry] != server) {
      entry++;
    }
    return entry;
  }

  private int keyBytes(int entry) {
    return combined.keyStart(entry + 1) - combined.keyStart(entry);
  }

  private int writeEntry(Region into, long at, int entry) {
    int bytes = keyBytes(entry);
    into.setLong(at + UpdateDescriptor.KEY_BYTES_OFFSET, bytes);
    into.setLong(at + UpdateDescriptor.VALUE_OFFSET, combined.value(entry));
    into.copyFrom(
        combined.keyArray(), combined.keyStart(entry), at + UpdateDescriptor.KEY_OFFSET, bytes);
    return UpdateDescriptor.entryBytes(bytes);
  }

  /** Value of a key in a table of longs. */
  public long getLong(String name, long absent) throws FabricException {
    checkKind(false);
    return read(name) ? reply.getLong(firstValue()) : absent;
  }

  /** Value of a key in a table of doubles. */
  public double getDouble(String name, double absent) throws FabricException {
    checkKind(true);
    return read(name) ? reply.getDouble(firstValue()) : absent;
  }

  private static long firstValue() {
    return RequestDescriptor.PART_OFFSET + UpdateDescriptor.VALUE_OFFSET;
  }

  private boolean read(String name) throws FabricException {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > longestKey()) {
      return false;
    }
    int server = KeyMap.serverOf(KeyMap.hash(bytes, 0, bytes.length), link.outboxes.length);
    link.passGate(server, spec.consistency());
    Outbox outbox = link.outboxes[server];
    long at =
        outbox.claim(RequestDescriptor.ENTRIES_OFFSET + UpdateDescriptor.entryBytes(bytes.length));
    Region out = outbox.payloads();
    writeRequest(out, at, server, RequestDescriptor.READ, 1, 0);
    long entry = at + RequestDescriptor.ENTRIES_OFFSET;
    out.setLong(entry + UpdateDescriptor.KEY_BYTES_OFFSET, bytes.length);
    out.setLong(entry + UpdateDescriptor.VALUE_OFFSET, 0);
    out.copyFrom(bytes, 0, entry + UpdateDescriptor.KEY_OFFSET, bytes.length);
    sendAndReceive(server);
    return reply.getInt(RequestDescriptor.PART_OFFSET + 4) != RequestDescriptor.ABSENT;
  }

  /**
   * Visits all entries, parameter rank by parameter rank, in no particular order. What is visited
   * of one parameter rank is one moment's content.
   *
   * @return number of entries
   */
  public long forEach(Visitor visitor) throws FabricException {
    long entries = 0;
    for (int server = 0; server < link.outboxes.length; server++) {
      link.passGate(server, spec.consistency());
      request(server, RequestDescriptor.SCAN, 0);
      long total = reply.getLong(RequestDescriptor.TOTAL_OFFSET);
      Region answer = Region.allocate(Math.max(8, total));
      try (answer) {
        long got = 0;
        while (true) {
          long part = reply.getLong(RequestDescriptor.PART_BYTES_OFFSET);
          answer.copyFrom(reply, RequestDescriptor.PART_OFFSET, got, part);
          got += part;
          if (got >= total) {
            break;
          }
          request(server, RequestDescriptor.MORE, got);
        }
        entries += visit(answer, total, visitor);
      }
    }
    return entries;
  }

  private long visit(Region answer, long total, Visitor visitor) {
    long entries = 0;
    for (long at = 0; at < total; entries++) {
      int keyBytes = answer.getInt(at + UpdateDescriptor.KEY_BYTES_OFFSET);
      if (key.length < keyBytes) {
        key = new byte[keyBytes];
      }
      answer.copyTo(at + UpdateDescriptor.KEY_OFFSET, key, 0, keyBytes);
      visitor.entry(key, keyBytes, answer.getLong(at + UpdateDescriptor.VALUE_OFFSET));
      at += UpdateDescriptor.entryBytes(keyBytes);
    }
    return entries;
  }

  private void request(int server, int operation, long offset) throws FabricException {
    long at = link.outboxes[server].claim(RequestDescriptor.ENTRIES_OFFSET);
    writeRequest(link.outboxes[server].payloads(), at, server, operation, 0, offset);
    sendAndReceive(server);
  }

  private void writeRequest(Region out, long at, int server, int operation, int keys, long offset) {
    out.setLong(at + RequestDescriptor.SEQUENCE_OFFSET, ++sequences[server]);
    out.setInt(at + RequestDescriptor.OPERATION_OFFSET, operation);
    out.setInt(at + RequestDescriptor.KEYS_OFFSET, keys);
    out.setLong(at + RequestDescriptor.ANSWER_OFFSET_OFFSET, offset);
  }

  /** Sends the request and, when the status line says that it is answered, gets the answer. */
  private void sendAndReceive(int server) throws FabricException {
    link.outboxes[server].commit(RecordType.REQUEST, table);
    link.outboxes[server].publish();
    asked = server;
    Wait.until(this, idler, timeoutNs);
    link.endpoint.get(
        server, WindowLayout.WINDOW, link.layout.replyOffset(link.worker), reply, 0, reply.bytes());
    link.endpoint.flush(server);
  }

  @Override
  public boolean poll() throws FabricException {
    link.status.refresh(asked);
    return link.status.reply(asked) >= sequences[asked];
  }

  @Override
  public String describe() {
    return "worker %d waits for parameter rank %d to answer request %d on table %s"
        .formatted(link.worker, asked, sequences[asked], spec.name());
  }

  private void checkKind(boolean wantsDouble) {
    if (wantsDouble != isDouble) {
      throw new IllegalArgumentException(
          "table " + spec.name() + " holds " + (isDouble ? "doubles" : "longs"));
    }
  }

  @Override
  public void close() {
    reply.close();
  }
}
