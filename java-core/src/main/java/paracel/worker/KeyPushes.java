package paracel.worker;

import paracel.fabric.FabricException;
import paracel.mailbox.RecordType;
import paracel.memory.Region;
import paracel.table.KeyHash;
import paracel.table.KeyMap;
import paracel.table.KeyPartition;
import paracel.table.TableSpec;
import paracel.table.UpdateDescriptor;

/**
 * Pushes to a table of longs or doubles, combined by key until the clock ends or there are many.
 * Used by one thread.
 */
final class KeyPushes {

  private static final int COMBINED_KEYS = 1 << 18;
  private static final int COMBINED_BYTES = 4 << 20;
  private static final int RECORD_BYTES = 1 << 16;

  private final TableSpec spec;
  private final int table;
  private final WorkerLink link;
  private final KeyPartition partition;
  private final KeyMap combined;

  private int[] serverOf = {}; // of the combined entries

  KeyPushes(TableSpec spec, int table, WorkerLink link) {
    this.spec = spec;
    this.table = table;
    this.link = link;
    this.partition = link.layout.keys(table);
    this.combined = new KeyMap(spec.kind() == TableSpec.Kind.KEY_DOUBLE);
  }

  /** Longest key that fits a record. */
  int longestKey() {
    int room = link.outboxes[0].maxPayloadBytes() - UpdateDescriptor.KEY_OFFSET - 8;
    return Math.min(KeyMap.MAX_KEY_BYTES, room);
  }

  void add(byte[] bytes, int from, int to, long delta) throws FabricException {
    if (to - from > longestKey()) {
      throw new IllegalArgumentException(
          "a key of %d bytes is longer than %d".formatted(to - from, longestKey()));
    }
    combined.update(bytes, from, to, spec.rule(), delta);
    if (!spec.updates().isCombined()
        || combined.size() >= COMBINED_KEYS
        || combined.keyBytes() >= COMBINED_BYTES) {
      emit();
    }
  }

  /** Writes the combined updates into the rings, many keys to a record. */
  void emit() throws FabricException {
    if (combined.size() == 0) {
      return;
    }
    if (serverOf.length < combined.size()) {
      serverOf = new int[2 * combined.size()];
    }
    byte[] array = combined.keyArray();
    for (int entry = 0; entry < combined.size(); entry++) {
      int start = combined.keyStart(entry);
      int end = start + keyBytes(entry);
      serverOf[entry] = partition.serverOf(array, start, end, KeyHash.of(array, start, end));
    }
    for (int server = 0; server < link.outboxes.length; server++) {
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
        if (payloadBytes + bytes > Math.min(outbox.maxPayloadBytes(), RECORD_BYTES)) {
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
}
