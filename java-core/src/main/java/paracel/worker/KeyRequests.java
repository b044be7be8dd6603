package paracel.worker;

import paracel.base.Check;
import paracel.fabric.FabricException;
import paracel.table.ByteWriter;
import paracel.table.KeyHash;
import paracel.table.KeyMap;
import paracel.table.KeyPartition;
import paracel.table.RefusalException.Reason;
import paracel.table.RequestDescriptor;
import paracel.table.TableSpec;
import paracel.table.Utf8;
import paracel.table.Value;

/**
 * Makes and sends the requests of one key-value table; see {@link RequestDescriptor} for what they
 * are made of. Passes the gate before each. Used by one thread.
 */
final class KeyRequests {

  /** Values that go with the keys of a list: one of the three, or none. */
  record Operands(long[] longs, double[] doubles, Value[] values) {

    static final Operands NONE = new Operands(null, null, null);

    boolean isNone() {
      return longs == null && doubles == null && values == null;
    }

    void check(int count) {
      int length =
          longs != null
              ? longs.length
              : doubles != null ? doubles.length : values != null ? values.length : count;
      Check.argument(length >= count, "there are fewer values than keys");
    }
  }

  private static final byte[] NO_FUNCTION = {};

  private final TableSpec spec;
  private final int table;
  private final WorkerLink link;
  private final KeyPartition partition;
  private final ListNumbers lists;
  private final ByteWriter body = new ByteWriter();

  KeyRequests(TableSpec spec, int table, WorkerLink link, ListNumbers lists) {
    this.spec = spec;
    this.table = table;
    this.link = link;
    this.partition = link.layout.keys(table);
    this.lists = lists;
  }

  int servers() {
    return partition.servers();
  }

  RequestChannel channel(int server) {
    return link.channel(server);
  }

  int serverOf(byte[] key, int from, int to) {
    Check.range("key bytes", to - from, 0, KeyMap.MAX_KEY_BYTES);
    return partition.serverOf(key, from, to, KeyHash.of(key, from, to));
  }

  /**
   * Goes through the gate and makes sure of a slot; from here to the sending nothing intervenes.
   */
  private RequestChannel begin(int server) throws FabricException {
    link.passGate(server, spec.consistency());
    RequestChannel channel = link.channel(server);
    channel.reserve();
    body.clear();
    return channel;
  }

  /**
   * Sends a request about one key.
   *
   * @param function class of an update function; null without
   * @param wantsNew whether an update is to answer the new value
   * @param value to write or to update by; null when {@code bits} are meant, or nothing
   * @return the channel that it goes through
   */
  RequestChannel one(
      int operation,
      byte[] key,
      int from,
      int to,
      Class<?> function,
      boolean wantsNew,
      Value value,
      long bits,
      PendingRequest request)
      throws FabricException {
    RequestChannel channel = begin(serverOf(key, from, to));
    if (operation == RequestDescriptor.UPDATE) {
      putUpdate(function, wantsNew);
    }
    body.putInt(0).putInt(1).putInt(to - from).put(key, from, to - from).pad();
    if (operation == RequestDescriptor.WRITE || operation == RequestDescriptor.UPDATE) {
      if (value == null || spec.kind() != TableSpec.Kind.KEY_VALUE) {
        body.putLong(value == null ? bits : value.bits());
      } else {
        putValue(body, value);
      }
    }
    channel.send(table, operation, body, request);
    return channel;
  }

  private void putUpdate(Class<?> function, boolean wantsNew) {
    body.putInt(wantsNew ? 1 : 0).putInt(0);
    putText(function == null ? NO_FUNCTION : Utf8.encode(function.getName()));
  }

  private void putText(byte[] text) {
    body.putInt(text.length).put(text, 0, text.length).pad();
  }

  /** Appends a value; one of type NONE for null. */
  static void putValue(ByteWriter out, Value value) {
    if (value == null) {
      out.putLong(0);
      return;
    }
    out.putInt(value.type().ordinal());
    int lengthAt = out.claim(4);
    int start = out.size();
    value.encode(out);
    int bytes = out.size() - start;
    if (bytes > RequestDescriptor.MAX_VALUE_BYTES) {
      throw new IllegalArgumentException(
          "a value of %d bytes; %d is the most"
              .formatted(bytes, RequestDescriptor.MAX_VALUE_BYTES));
    }
    out.setInt(lengthAt, bytes);
    out.pad();
  }

  /** Sends one parameter rank's part of a request about the keys of a list. */
  RequestChannel many(
      int operation,
      KeyList keys,
      int server,
      Class<?> function,
      boolean wantsNew,
      Operands operands,
      PendingRequest request)
      throws FabricException {
    RequestChannel channel = begin(server);
    if (operation == RequestDescriptor.UPDATE) {
      putUpdate(function, wantsNew);
    }
    putKeys(keys, server, lists.numberOf(keys, table));
    putOperands(keys, server, operands);
    if (body.size() > RequestDescriptor.MAX_BODY_BYTES) {
      throw new IllegalArgumentException(
          "keys and values of one call have %d bytes for one parameter rank; %d is the most"
              .formatted(body.size(), RequestDescriptor.MAX_BODY_BYTES));
    }
    channel.send(table, operation, body, request);
    return channel;
  }

  private void putKeys(KeyList keys, int server, int number) {
    int count = keys.count(server);
    body.putInt(number).putInt(count);
    for (int i = 0; number == 0 && i < count; i++) {
      int position = keys.position(server, i);
      int bytes = keys.to(position) - keys.from(position);
      body.putInt(bytes).put(keys.array(), keys.from(position), bytes).pad();
    }
  }

  private void putOperands(KeyList keys, int server, Operands operands) {
    int count = keys.count(server);
    if (operands.longs() != null && keys.hasAll(server)) {
      body.putLongs(operands.longs(), 0, count);
    } else if (operands.doubles() != null && keys.hasAll(server)) {
      body.putDoubles(operands.doubles(), 0, count);
    } else if (!operands.isNone()) {
      for (int i = 0; i < count; i++) {
        putOperand(keys.position(server, i), operands);
      }
    }
  }

  private void putOperand(int position, Operands operands) {
    if (operands.longs() != null) {
      body.putLong(operands.longs()[position]);
    } else if (operands.doubles() != null) {
      body.putDouble(operands.doubles()[position]);
    } else if (spec.kind() == TableSpec.Kind.KEY_VALUE) {
      putValue(body, operands.values()[position]);
    } else {
      body.putLong(operands.values()[position].bits());
    }
  }

  /** Finds out where keys lie, and has the list kept when it is used again. */
  void prepare(KeyList keys) throws FabricException {
    keys.route(partition);
    if (lists.numberOf(keys, table) > 0 || !lists.isWorthKeeping(keys)) {
      return;
    }
    boolean isKept = true;
    for (int server = 0; server < servers(); server++) {
      RequestChannel channel = begin(server);
      WorkerLink.Question request = new WorkerLink.Question();
      body.putInt(lists.nextNumber()).putInt(0);
      putKeys(keys, server, 0);
      channel.send(table, RequestDescriptor.KEEP_LIST, body, request);
      channel.await(request);
      if (request.refusal() != null) {
        if (request.refusal().reason() != Reason.FULL) {
          throw request.refusal();
        }
        isKept = false; // it works without
      }
    }
    if (isKept) {
      lists.kept(keys, table);
    }
  }

  /** Bytes that the parameter ranks hold for the table, as things are now. */
  long storedBytes() throws FabricException {
    long bytes = 0;
    for (int server = 0; server < servers(); server++) {
      bytes += TableSize.ask(link, table, server).bytes;
    }
    return bytes;
  }

  /** Sends a request about all entries, or those of a filter. */
  RequestChannel all(
      int operation,
      int server,
      Class<?> aggregate,
      Value aggregateArgument,
      Class<?> filter,
      Value argument,
      long wanted,
      PendingRequest request)
      throws FabricException {
    RequestChannel channel = begin(server);
    if (aggregate != null) {
      putText(Utf8.encode(aggregate.getName()));
      putValue(body, aggregateArgument);
    }
    boolean hasChoice = operation != RequestDescriptor.CLEAR && operation != RequestDescriptor.SIZE;
    if (hasChoice) {
      putText(filter == null ? NO_FUNCTION : Utf8.encode(filter.getName()));
      putValue(body, argument);
    }
    if (operation == RequestDescriptor.SCAN) {
      body.putLong(wanted);
    }
    channel.send(table, operation, body, request);
    return channel;
  }
}
