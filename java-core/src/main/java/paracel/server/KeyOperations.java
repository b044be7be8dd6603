package paracel.server;

import paracel.table.ByteReader;
import paracel.table.ByteWriter;
import paracel.table.RefusalException;
import paracel.table.RefusalException.Reason;
import paracel.table.RequestDescriptor;
import paracel.table.TableSpec;
import paracel.table.UpdateFunction;
import paracel.table.UpdateRule;
import paracel.table.Value;
import paracel.table.Values;

/**
 * Operations on named keys of a key-value table. A key that a request names twice is read twice; of
 * two values written the last stays; updates happen one after the other; the second removal finds
 * nothing. A request that is refused has changed nothing.
 *
 * <p>Tables of longs and doubles take a short way without objects. Used by one thread.
 */
final class KeyOperations {

  private final TableStore store;
  private final KeptLists lists;
  private final FunctionGuard functions;
  private final KeyBatch given = new KeyBatch();
  private final UndoLog undo = new UndoLog();

  KeyOperations(TableStore store, KeptLists lists, FunctionGuard functions) {
    this.store = store;
    this.lists = lists;
    this.functions = functions;
  }

  /** The keys of a request: given in it, or a list that was kept. */
  private KeyBatch keys(int worker, int table, ByteReader in) throws RefusalException {
    int list = in.getInt();
    int count = in.getInt();
    KeyBatch batch = given;
    if (list == 0) {
      given.parse(in, count);
    } else {
      batch = lists.get(worker, table, list, count);
    }
    batch.resolve(store.entries(table));
    return batch;
  }

  void read(int worker, int table, ByteReader in, ByteWriter out) throws RefusalException {
    KeyBatch keys = keys(worker, table, in);
    in.checkEnd();
    EntryTable entries = store.entries(table);
    if (store.spec(table).kind() == TableSpec.Kind.KEY_VALUE) {
      for (int i = 0; i < keys.count(); i++) {
        writeValue(entries, keys.entry(i), out);
      }
    } else {
      writeNumbers(entries, keys, out);
    }
  }

  /** Numbers of keys: how many are absent, the numbers, and which are present if not all. */
  private static void writeNumbers(EntryTable entries, KeyBatch keys, ByteWriter out) {
    int count = keys.count();
    int header = out.claim(8);
    int at = out.claim(8 * count);
    int absent = 0;
    for (int i = 0; i < count; i++) {
      int entry = keys.entry(i);
      absent += entry >>> 31;
      out.setLong(at + 8 * i, entry < 0 ? 0 : entries.bits(entry));
    }
    out.setLong(header, absent);
    for (int i = 0; absent > 0 && i < count; i += 64) {
      long present = 0;
      for (int j = i; j < Math.min(count, i + 64); j++) {
        present |= keys.entry(j) < 0 ? 0 : 1L << j;
      }
      out.putLong(present);
    }
  }

  /** Writes the value of an entry; type NONE for -1. */
  static void writeValue(EntryTable entries, int entry, ByteWriter out) throws RefusalException {
    if (entry < 0) {
      out.putLong(0);
      return;
    }
    int type = entries.type(entry);
    boolean isNumber = type == Value.Type.LONG.ordinal() || type == Value.Type.DOUBLE.ordinal();
    byte[] blob = isNumber ? null : entries.blob(entry);
    int bytes = isNumber ? 8 : blob.length;
    if ((long) out.size() + bytes + 16 > ByteWriter.MAX_BYTES / 2) {
      throw new RefusalException(
          Reason.TOO_LARGE,
          "the answer exceeds %d bytes: ask for less at once".formatted(ByteWriter.MAX_BYTES / 2));
    }
    out.putInt(type).putInt(bytes);
    if (isNumber) {
      out.putLong(entries.bits(entry));
    } else {
      out.put(blob, 0, bytes).pad();
    }
  }

  void contains(int worker, int table, ByteReader in, ByteWriter out) throws RefusalException {
    KeyBatch keys = keys(worker, table, in);
    in.checkEnd();
    for (int i = 0; i < keys.count(); i++) {
      out.putInt(keys.entry(i) < 0 ? 0 : 1);
    }
  }

  void remove(int worker, int table, ByteReader in, ByteWriter out) throws RefusalException {
    KeyBatch keys = keys(worker, table, in);
    in.checkEnd();
    checkMutable(table);
    EntryTable entries = store.entries(table);
    for (int i = 0; i < keys.count(); i++) {
      int entry = keys.lookUp(entries, i);
      if (entry >= 0) {
        entries.remove(entry);
      }
      out.putInt(entry < 0 ? 0 : 1);
    }
  }

  /** Tables whose clocks are staged change at the end of clocks only. */
  void checkMutable(int table) throws RefusalException {
    store.entries(table);
    if (store.isStaged(table)) {
      throw RefusalException.malformed(
          "table %s is bulk-synchronous, and changes by pushes only", store.spec(table).name());
    }
  }

  void write(int worker, int table, ByteReader in) throws RefusalException {
    change(worker, table, in, UpdateRule.ASSIGN, null, null);
  }

  void update(int worker, int table, ByteReader in, ByteWriter out) throws RefusalException {
    boolean wantsValues = in.getInt() != 0;
    in.getInt();
    String className = RequestHandler.text(in);
    UpdateFunction function =
        className.isEmpty() ? null : functions.shared(className, UpdateFunction.class);
    if (function != null) {
      functions.begin(className);
    }
    try {
      change(worker, table, in, store.spec(table).rule(), function, wantsValues ? out : null);
    } finally {
      functions.end();
    }
  }

  private void change(
      int worker,
      int table,
      ByteReader in,
      UpdateRule rule,
      UpdateFunction function,
      ByteWriter out)
      throws RefusalException {
    KeyBatch keys = keys(worker, table, in);
    checkMutable(table);
    EntryTable entries = store.entries(table);
    Value.Type type = store.spec(table).kind().valueType();
    if (type != Value.Type.NONE && function == null && (!keys.hasAbsent() || keys.count() == 1)) {
      changeNumbers(entries, keys, in, rule, type, out);
      return;
    }
    undo.clear();
    try {
      changeValues(entries, keys, in, rule, type, function, out);
    } catch (RefusalException e) {
      undo.undo(entries);
      throw e;
    }
    undo.clear();
  }

  /** Numbers whose keys are all present, or one number: nothing can be refused in the middle. */
  private void changeNumbers(
      EntryTable entries,
      KeyBatch keys,
      ByteReader in,
      UpdateRule rule,
      Value.Type type,
      ByteWriter out)
      throws RefusalException {
    int count = keys.count();
    int from = in.skip(8 * count);
    in.checkEnd();
    byte[] body = in.array();
    int at = out == null ? 0 : out.claim(8 + 8 * count);
    if (out != null) {
      out.setLong(at, 0); // none is absent
    }
    for (int i = 0; i < count; i++) {
      int entry = keys.entry(i);
      long value = ByteReader.longAt(body, from + 8 * i);
      if (entry < 0) {
        entry = keys.insert(entries, i, type);
      } else {
        value = Values.apply(rule, type, entries.bits(entry), value);
      }
      entries.bits(entry, value);
      if (out != null) {
        out.setLong(at + 8 + 8 * i, value);
      }
    }
  }

  private void changeValues(
      EntryTable entries,
      KeyBatch keys,
      ByteReader in,
      UpdateRule rule,
      Value.Type tableType,
      UpdateFunction function,
      ByteWriter out)
      throws RefusalException {
    boolean isTyped = tableType != Value.Type.NONE;
    if (isTyped && out != null) {
      out.putLong(0);
    }
    int removed = 0;
    for (int i = 0; i < keys.count(); i++) {
      int entry = keys.lookUp(entries, i);
      Value delta = isTyped ? Value.ofBits(tableType, in.getLong()) : RequestHandler.value(in);
      if (delta == null) {
        throw RefusalException.malformed("an update without a value");
      }
      Value next = next(entries, entry, keys, i, rule, function, delta);
      removed += set(entries, entry, keys, i, tableType, next);
      if (out == null) {
        continue;
      }
      if (isTyped) {
        out.putLong(next == null ? 0 : next.bits());
      } else {
        writeValue(entries, keys.lookUp(entries, i), out);
      }
    }
    in.checkEnd();
    if (isTyped && out != null && removed > 0) {
      throw RefusalException.wrongType("a function that removes keys has no new value to answer");
    }
  }

  private Value next(
      EntryTable entries,
      int entry,
      KeyBatch keys,
      int i,
      UpdateRule rule,
      UpdateFunction function,
      Value delta)
      throws RefusalException {
    if (function == null) {
      boolean isFirst = entry < 0 || rule == UpdateRule.ASSIGN;
      return isFirst ? delta : Values.apply(rule, value(entries, entry), delta);
    }
    functions.lookAtTime();
    try {
      return entry < 0
          ? function.applyAbsent(keys.key(i), delta)
          : function.apply(keys.key(i), value(entries, entry), delta);
    } catch (Throwable e) { // of the user's: it must not end the rank
      throw functions.failed(e);
    }
  }

  /** Sets a key to a value, or removes it; gives how many were removed. */
  private int set(
      EntryTable entries, int entry, KeyBatch keys, int i, Value.Type tableType, Value next)
      throws RefusalException {
    if (next == null) {
      if (entry >= 0) {
        undo.removing(entries, entry);
        entries.remove(entry);
      }
      return 1;
    }
    if (tableType != Value.Type.NONE && next.type() != tableType) {
      throw RefusalException.wrongType("a %s for a table of %s", next.type(), tableType);
    }
    byte[] blob = next.type().isNumber() ? null : encode(next);
    int changed = entry;
    if (entry < 0) {
      changed = keys.insert(entries, i, Value.Type.LONG);
      undo.inserted(changed);
    } else {
      undo.changing(entries, entry);
    }
    if (blob == null) {
      entries.setNumber(changed, next.type(), next.bits());
    } else {
      entries.setBlob(changed, next.type(), blob);
    }
    return 0;
  }

  private static byte[] encode(Value value) throws RefusalException {
    ByteWriter bytes = new ByteWriter();
    try {
      value.encode(bytes);
    } catch (IllegalArgumentException e) { // what a function has made
      throw new RefusalException(Reason.TOO_LARGE, e.getMessage());
    }
    if (bytes.size() > RequestDescriptor.MAX_VALUE_BYTES) {
      throw new RefusalException(
          Reason.TOO_LARGE,
          "a value of %d bytes; %d is the most"
              .formatted(bytes.size(), RequestDescriptor.MAX_VALUE_BYTES));
    }
    return bytes.toBytes();
  }

  /** The value of an entry. */
  static Value value(EntryTable entries, int entry) throws RefusalException {
    Value.Type type = Value.Type.of(entries.type(entry));
    if (type.isNumber()) {
      return Value.ofBits(type, entries.bits(entry));
    }
    byte[] blob = entries.blob(entry);
    return Value.decode(type, blob, 0, blob.length);
  }
}
