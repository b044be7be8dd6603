package paracel.worker;

import java.util.List;
import paracel.base.Check;
import paracel.fabric.FabricException;
import paracel.table.Aggregate;
import paracel.table.Filter;
import paracel.table.KeyMap;
import paracel.table.RequestDescriptor;
import paracel.table.TableSpec;
import paracel.table.UpdateFunction;
import paracel.table.Utf8;
import paracel.table.Value;
import paracel.worker.KeyRequests.Operands;

/**
 * A worker's hand on a key-value table: keys of any bytes up to {@value KeyMap#MAX_KEY_BYTES}, none
 * included, spread over the parameter ranks. Each has a long, a double, or in a table of any values
 * a {@link Value}. A key is given as bytes, or as a string that stands for its UTF-8 bytes.
 *
 * <p><b>Pushes</b> are combined by key and travel with the tick; nobody waits for them. All other
 * calls travel at once, are carried out by the parameter rank in the order in which this worker
 * makes them, each exactly once, behind what it has pushed before, and wait for the answer; those
 * that return a {@link Completion} do not wait. A bulk-synchronous table changes at the end of
 * clocks only, so it takes nothing but pushes. Reads wait at the gate of the table's consistency;
 * they see what this worker has called before.
 *
 * <p><b>An absent key</b> reads as what the call says; an update gives it the delta as value; its
 * removal does nothing. <b>Keys given twice</b> in one call are read twice; the last value written
 * stays; updates happen one after the other, and each answers its own new value; the second removal
 * finds nothing. <b>Empty lists</b> do nothing. <b>Wrong types</b>: a call of another type than the
 * table's is an {@link IllegalArgumentException}; reading another type than the key has, or
 * updating it by another, is refused by {@link RequestRefusedException}, as is everything for which
 * there is no room. What is refused has changed nothing at the parameter rank that refuses.
 * <b>Calls about many entries</b> see one moment's content of each parameter rank, but each at
 * another moment.
 *
 * <p>Used by the worker's thread only. Calls about one key as bytes in a table of longs or doubles,
 * and calls about arrays of them by a list of keys, allocate nothing in the steady state.
 */
public final class KeyValueTable {

  /** Takes entries of a table of longs or doubles. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * @param key array that holds the key in {@code 0..keyBytes}, valid during the call
     * @param value long, or bits of a double
     */
    void entry(byte[] key, int keyBytes, long value);
  }

  private final TableSpec spec;
  private final WorkerLink link;
  private final KeyPushes pushes;
  private final KeyRequests requests;
  private final KeyCalls calls;
  private final KeyScanCalls scans;

  KeyValueTable(TableSpec spec, int table, WorkerLink link, ListNumbers lists) {
    this.spec = spec;
    this.link = link;
    this.pushes = new KeyPushes(spec, table, link);
    this.requests = new KeyRequests(spec, table, link, lists);
    this.calls = new KeyCalls(spec, requests);
    this.scans = new KeyScanCalls(spec, requests);
  }

  public TableSpec spec() {
    return spec;
  }

  // ---- pushes

  /** Pushes an update of a key; an absent key takes the delta as its value. */
  public void push(byte[] bytes, int from, int to, long delta) throws FabricException {
    check(Value.Type.LONG);
    pushBits(bytes, from, to, delta);
  }

  /** As {@link #push(byte[], int, int, long)}, with the key's UTF-8 bytes. */
  public void push(String name, long delta) throws FabricException {
    byte[] bytes = Utf8.encode(name);
    push(bytes, 0, bytes.length, delta);
  }

  /** As {@link #push(byte[], int, int, long)}, for a table of doubles. */
  public void push(byte[] bytes, int from, int to, double delta) throws FabricException {
    check(Value.Type.DOUBLE);
    pushBits(bytes, from, to, Double.doubleToRawLongBits(delta));
  }

  /** As {@link #push(String, long)}, for a table of doubles. */
  public void push(String name, double delta) throws FabricException {
    check(Value.Type.DOUBLE);
    byte[] bytes = Utf8.encode(name);
    pushBits(bytes, 0, bytes.length, Double.doubleToRawLongBits(delta));
  }

  private void pushBits(byte[] bytes, int from, int to, long delta) throws FabricException {
    Check.state(!link.hasLeft(), "a worker that has left pushes");
    pushes.add(bytes, from, to, delta);
  }

  /** Sends what was pushed. */
  void emit() throws FabricException {
    pushes.emit();
  }

  // ---- one key

  /** Value of a key in a table of longs, or what is given for an absent one. */
  public long getLong(String name, long absent) throws FabricException {
    return getLong(Utf8.encode(name), absent);
  }

  /** As {@link #getLong(String, long)}. */
  public long getLong(byte[] key, long absent) throws FabricException {
    check(Value.Type.LONG);
    return calls.readBits(key, absent);
  }

  /** Value of a key in a table of doubles, or what is given for an absent one. */
  public double getDouble(String name, double absent) throws FabricException {
    return getDouble(Utf8.encode(name), absent);
  }

  /** As {@link #getDouble(String, double)}. */
  public double getDouble(byte[] key, double absent) throws FabricException {
    check(Value.Type.DOUBLE);
    return Double.longBitsToDouble(calls.readBits(key, Double.doubleToRawLongBits(absent)));
  }

  /** Value of a key, in any table; null when it is absent. */
  public Value read(byte[] key) throws FabricException {
    return readAsync(key).get();
  }

  /** As {@link #read(byte[])}. */
  public Value read(String name) throws FabricException {
    return read(Utf8.encode(name));
  }

  /** As {@link #read(byte[])}, without waiting. */
  public Completion<Value> readAsync(byte[] key) throws FabricException {
    return calls.oneAsync(RequestDescriptor.READ, key, null, null);
  }

  /** Whether a key is present. */
  public boolean contains(byte[] key) throws FabricException {
    return calls.flag(RequestDescriptor.CONTAINS, key);
  }

  /** Sets the value of a key in a table of longs. */
  public void write(byte[] key, long value) throws FabricException {
    check(Value.Type.LONG);
    beforeChange();
    calls.changeBits(RequestDescriptor.WRITE, key, value);
  }

  /** Sets the value of a key in a table of doubles. */
  public void write(byte[] key, double value) throws FabricException {
    check(Value.Type.DOUBLE);
    beforeChange();
    calls.changeBits(RequestDescriptor.WRITE, key, Double.doubleToRawLongBits(value));
  }

  /** Sets the value of a key, in any table. */
  public void write(byte[] key, Value value) throws FabricException {
    writeAsync(key, value).get();
  }

  /** As {@link #write(byte[], Value)}, without waiting; gives null. */
  public Completion<Value> writeAsync(byte[] key, Value value) throws FabricException {
    check(value);
    beforeChange();
    return calls.oneAsync(RequestDescriptor.WRITE, key, null, value);
  }

  /** Updates a key of a table of longs by the table's rule; gives the new value. */
  public long update(byte[] key, long delta) throws FabricException {
    check(Value.Type.LONG);
    beforeChange();
    return calls.changeBits(RequestDescriptor.UPDATE, key, delta);
  }

  /** Updates a key of a table of doubles by the table's rule; gives the new value. */
  public double update(byte[] key, double delta) throws FabricException {
    check(Value.Type.DOUBLE);
    beforeChange();
    long bits = Double.doubleToRawLongBits(delta);
    return Double.longBitsToDouble(calls.changeBits(RequestDescriptor.UPDATE, key, bits));
  }

  /** Updates a key by the table's rule, in any table; gives the new value. */
  public Value update(byte[] key, Value delta) throws FabricException {
    return updateAsync(key, delta, null).get();
  }

  /**
   * Updates a key by the user's function; gives the new value, null when the function removed it.
   */
  public Value update(byte[] key, Value delta, Class<? extends UpdateFunction> function)
      throws FabricException {
    return updateAsync(key, delta, function).get();
  }

  /**
   * As {@link #update(byte[], Value, Class)}, without waiting.
   *
   * @param function null for the table's rule
   */
  public Completion<Value> updateAsync(
      byte[] key, Value delta, Class<? extends UpdateFunction> function) throws FabricException {
    check(delta);
    beforeChange();
    return calls.oneAsync(RequestDescriptor.UPDATE, key, function, delta);
  }

  /** Removes a key; gives whether it was there. */
  public boolean remove(byte[] key) throws FabricException {
    beforeChange();
    return calls.flag(RequestDescriptor.REMOVE, key);
  }

  // ---- the keys of a list

  /**
   * Reads keys of a table of longs.
   *
   * @param into modified: one value for each key, {@code absent} for an absent one
   * @return how many are present
   */
  public int readMulti(KeyList keys, long[] into, long absent) throws FabricException {
    check(Value.Type.LONG);
    Check.argument(into.length >= keys.size(), "the array is shorter than the list of keys");
    return calls.numbers(RequestDescriptor.READ, keys, Operands.NONE, into, null, absent);
  }

  /** As {@link #readMulti(KeyList, long[], long)}, for a table of doubles. */
  public int readMulti(KeyList keys, double[] into, double absent) throws FabricException {
    check(Value.Type.DOUBLE);
    Check.argument(into.length >= keys.size(), "the array is shorter than the list of keys");
    long bits = Double.doubleToRawLongBits(absent);
    return calls.numbers(RequestDescriptor.READ, keys, Operands.NONE, null, into, bits);
  }

  /** Values of keys, in any table; null for absent ones. */
  public Value[] readMulti(KeyList keys) throws FabricException {
    return readMultiAsync(keys).get();
  }

  /**
   * As {@link #readMulti(KeyList)}, without waiting: so that what the next block needs is there.
   */
  public Completion<Value[]> readMultiAsync(KeyList keys) throws FabricException {
    return calls.manyAsync(RequestDescriptor.READ, keys, null, Operands.NONE);
  }

  /** Whether keys are present, each. */
  public boolean[] containsMulti(KeyList keys) throws FabricException {
    return calls.flags(RequestDescriptor.CONTAINS, keys);
  }

  /** Sets the values of keys of a table of longs. */
  public void writeMulti(KeyList keys, long[] values) throws FabricException {
    check(Value.Type.LONG);
    beforeChange();
    Operands operands = calls.operands(values, null);
    calls.numbers(RequestDescriptor.WRITE, keys, operands, null, null, 0);
  }

  /** Sets the values of keys of a table of doubles. */
  public void writeMulti(KeyList keys, double[] values) throws FabricException {
    check(Value.Type.DOUBLE);
    beforeChange();
    Operands operands = calls.operands(null, values);
    calls.numbers(RequestDescriptor.WRITE, keys, operands, null, null, 0);
  }

  /** Sets the values of keys, in any table. */
  public void writeMulti(KeyList keys, Value[] values) throws FabricException {
    writeMultiAsync(keys, values).get();
  }

  /** As {@link #writeMulti(KeyList, Value[])}, without waiting; gives nulls. */
  public Completion<Value[]> writeMultiAsync(KeyList keys, Value[] values) throws FabricException {
    check(keys, values);
    beforeChange();
    Operands operands = new Operands(null, null, values);
    return calls.manyAsync(RequestDescriptor.WRITE, keys, null, operands);
  }

  /**
   * Updates keys of a table of longs by the table's rule.
   *
   * @param deltas one for each key; not modified
   * @param into takes the new values when it is not null; may be {@code deltas}
   */
  public void updateMulti(KeyList keys, long[] deltas, long[] into) throws FabricException {
    check(Value.Type.LONG);
    beforeChange();
    Operands operands = calls.operands(deltas, null);
    calls.numbers(RequestDescriptor.UPDATE, keys, operands, into, null, 0);
  }

  /** As {@link #updateMulti(KeyList, long[], long[])}, for a table of doubles. */
  public void updateMulti(KeyList keys, double[] deltas, double[] into) throws FabricException {
    check(Value.Type.DOUBLE);
    beforeChange();
    Operands operands = calls.operands(null, deltas);
    calls.numbers(RequestDescriptor.UPDATE, keys, operands, null, into, 0);
  }

  /**
   * Updates keys, in any table; gives the new values.
   *
   * @param function null for the table's rule
   */
  public Value[] updateMulti(KeyList keys, Value[] deltas, Class<? extends UpdateFunction> function)
      throws FabricException {
    return updateMultiAsync(keys, deltas, function).get();
  }

  /** As {@link #updateMulti(KeyList, Value[], Class)}, without waiting. */
  public Completion<Value[]> updateMultiAsync(
      KeyList keys, Value[] deltas, Class<? extends UpdateFunction> function)
      throws FabricException {
    check(keys, deltas);
    beforeChange();
    Operands operands = new Operands(null, null, deltas);
    return calls.manyAsync(RequestDescriptor.UPDATE, keys, function, operands);
  }

  /** Removes keys; gives which were there. */
  public boolean[] removeMulti(KeyList keys) throws FabricException {
    beforeChange();
    return calls.flags(RequestDescriptor.REMOVE, keys);
  }

  // ---- many entries

  /**
   * Visits all entries of a table of longs or doubles, parameter rank by parameter rank, in no
   * particular order.
   *
   * @return number of entries
   */
  public long forEach(Visitor visitor) throws FabricException {
    Check.argument(spec.kind() != TableSpec.Kind.KEY_VALUE, "readAll reads values of any type");
    return scans.forEach(visitor);
  }

  /** All entries, in no particular order. */
  public List<Entry> readAll() throws FabricException {
    return scans.entries(null, null, RequestDescriptor.ALL);
  }

  /**
   * Entries that a filter chooses at the parameter ranks: by key when it is a {@link
   * paracel.table.KeyFilter}, else by key and value.
   *
   * @param argument what the filter is opened with; may be null
   */
  public List<Entry> readWhere(Class<? extends Filter> filter, Value argument)
      throws FabricException {
    return scans.entries(filter, argument, RequestDescriptor.ALL);
  }

  /**
   * The entries with the largest numbers, the largest first, equal ones in the order of their keys'
   * bytes; all when there are fewer. NaN is larger than infinity.
   *
   * @param count how many; values must be longs or doubles
   */
  public List<Entry> topK(int count) throws FabricException {
    return topK(count, null, null);
  }

  /** As {@link #topK(int)}, of the entries that a filter chooses. */
  public List<Entry> topK(int count, Class<? extends Filter> filter, Value argument)
      throws FabricException {
    Check.range("count", count, 0, Integer.MAX_VALUE);
    return scans.largest(count, filter, argument);
  }

  /**
   * One value out of all entries.
   *
   * @param argument what it is opened with; may be null
   */
  public Value aggregate(Class<? extends Aggregate> aggregate, Value argument)
      throws FabricException {
    return scans.aggregate(aggregate, argument, null, null);
  }

  /** As {@link #aggregate(Class, Value)}, of the entries that a filter chooses. */
  public Value aggregateWhere(
      Class<? extends Aggregate> aggregate,
      Value argument,
      Class<? extends Filter> filter,
      Value filterArgument)
      throws FabricException {
    return scans.aggregate(aggregate, argument, filter, filterArgument);
  }

  /** Removes the entries that a filter chooses, all or none at each parameter rank. */
  public long removeWhere(Class<? extends Filter> filter, Value argument) throws FabricException {
    beforeChange();
    return scans.sum(RequestDescriptor.REMOVE_WHERE, filter, argument);
  }

  /** Removes all entries; gives how many there were. */
  public long clear() throws FabricException {
    beforeChange();
    return scans.sum(RequestDescriptor.CLEAR, null, null);
  }

  /** Number of entries. */
  public long size() throws FabricException {
    return scans.sum(RequestDescriptor.SIZE, null, null);
  }

  /** Bytes that all parameter ranks hold for its entries. */
  public long bytes() throws FabricException {
    return requests.storedBytes();
  }

  // ---- checks

  private void check(Value.Type wanted) {
    if (spec.kind().valueType() != wanted) {
      throw new IllegalArgumentException(
          "table %s holds %s, not %s"
              .formatted(
                  spec.name(),
                  spec.kind() == TableSpec.Kind.KEY_VALUE
                      ? "values of any type"
                      : spec.kind().valueType() + "s",
                  wanted + "s"));
    }
  }

  private void check(Value value) {
    Value.Type type = spec.kind().valueType();
    if (type != Value.Type.NONE && value.type() != type) {
      throw new IllegalArgumentException(
          "table %s holds %ss, not a %s".formatted(spec.name(), type, value.type()));
    }
  }

  private void check(KeyList keys, Value[] values) {
    Check.argument(values.length >= keys.size(), "there are fewer values than keys");
    for (int i = 0; i < keys.size(); i++) {
      check(values[i]);
    }
  }

  private void beforeChange() throws FabricException {
    Check.state(!link.hasLeft(), "a worker that has left changes a table");
    if (spec.consistency().isStaged()) {
      throw new IllegalArgumentException(
          ("table %s is bulk-synchronous and changes at the end of clocks only: push, or open it"
                  + " with another consistency")
              .formatted(spec.name()));
    }
    pushes.emit();
  }
}
