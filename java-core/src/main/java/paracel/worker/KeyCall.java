package paracel.worker;

import paracel.fabric.FabricException;
import paracel.table.ByteReader;
import paracel.table.RefusalException;
import paracel.table.Value;

/**
 * One parameter rank's part of a call on the keys of a list, or on one key: takes values, or
 * whether keys were there, to where the caller wants them.
 */
final class KeyCall extends PendingRequest {

  /** What the answer holds. */
  enum Answer {
    NOTHING,
    NUMBERS,
    VALUES,
    FLAGS
  }

  private Answer kind;
  private KeyList keys; // null for one key
  private int server;
  private long[] longs;
  private double[] doubles;
  private Value[] values;
  private boolean[] flags;
  private long absentBits;
  private Completion<?> completion;

  long bits; // of one key
  Value value;
  int found;

  /** Prepares for one key. */
  KeyCall one(Answer answer) {
    kind = answer;
    keys = null;
    completion = null;
    value = null;
    renew(24);
    return this;
  }

  /**
   * Prepares for the keys of a list; of the arrays those that the caller wants filled.
   *
   * @param intoFlags of flags; with numbers, set where a key is absent
   */
  KeyCall many(
      Answer answer,
      KeyList list,
      int at,
      long[] intoLongs,
      double[] intoDoubles,
      Value[] intoValues,
      boolean[] intoFlags,
      long absent) {
    kind = answer;
    keys = list;
    server = at;
    longs = intoLongs;
    doubles = intoDoubles;
    values = intoValues;
    flags = intoFlags;
    absentBits = absent;
    completion = null;
    found = 0;
    renew(8 + 8 * list.count(at));
    return this;
  }

  /** The call belongs to an asynchronous one. */
  KeyCall of(Completion<?> whole) {
    completion = whole;
    return this;
  }

  @Override
  void take(ByteReader in) throws RefusalException {
    int count = keys == null ? 1 : keys.count(server);
    switch (kind) {
      case NOTHING -> {}
      case NUMBERS -> takeNumbers(in, count);
      case VALUES -> takeValues(in, count);
      case FLAGS -> takeFlags(in, count);
    }
    in.checkEnd();
  }

  private void takeNumbers(ByteReader in, int count) throws RefusalException {
    long absent = in.getLong();
    found = count - (int) absent;
    if (keys == null) {
      bits = in.getLong();
    } else if (longs == null && doubles == null) {
      in.skip(8 * count);
    } else if (longs != null && keys.hasAll(server)) {
      in.getLongs(longs, 0, count);
    } else if (doubles != null && keys.hasAll(server)) {
      in.getDoubles(doubles, 0, count);
    } else {
      for (int i = 0; i < count; i++) {
        set(i, in.getLong());
      }
    }
    for (int i = 0; absent > 0 && i < count; i += 64) {
      markAbsent(in.getLong(), i, Math.min(count, i + 64));
    }
  }

  private void markAbsent(long present, int from, int to) {
    for (int i = from; keys != null && i < to; i++) {
      if ((present >>> i & 1) == 0) {
        set(i, absentBits);
        if (flags != null) {
          flags[keys.position(server, i)] = true;
        }
      }
    }
  }

  private void set(int i, long number) {
    if (longs != null) {
      longs[keys.position(server, i)] = number;
    } else if (doubles != null) {
      doubles[keys.position(server, i)] = Double.longBitsToDouble(number);
    }
  }

  private void takeValues(ByteReader in, int count) throws RefusalException {
    for (int i = 0; i < count; i++) {
      Value next = value(in);
      found += next == null ? 0 : 1;
      if (keys == null) {
        value = next;
      } else if (values != null) {
        values[keys.position(server, i)] = next;
      }
    }
  }

  private void takeFlags(ByteReader in, int count) throws RefusalException {
    found = 0;
    for (int i = 0; i < count; i++) {
      int flag = in.getInt();
      found += flag;
      if (keys != null && flags != null) {
        flags[keys.position(server, i)] = flag != 0;
      }
    }
  }

  /** A value of an answer; null where there is none. */
  static Value value(ByteReader in) throws RefusalException {
    int type = in.getInt();
    int bytes = in.getInt();
    int from = in.skipPadded(bytes);
    return type == 0 ? null : Value.decode(Value.Type.of(type), in.array(), from, bytes);
  }

  @Override
  void ended() throws FabricException {
    if (completion != null) {
      completion.partEnded(this);
    }
  }
}
