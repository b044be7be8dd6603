package paracel.worker;

import paracel.fabric.FabricException;
import paracel.table.RequestDescriptor;
import paracel.table.TableSpec;
import paracel.table.UpdateFunction;
import paracel.table.Value;
import paracel.worker.KeyCall.Answer;
import paracel.worker.KeyRequests.Operands;

/** Calls about named keys: to which parameter ranks they go, and how the answers become one. */
final class KeyCalls {

  private final TableSpec spec;
  private final KeyRequests requests;
  private final KeyCall[] spare; // for calls that wait, by server
  private final Answer valueAnswer;
  private Operands last = Operands.NONE;
  private boolean isSpareTaken; // the user's code, in an answer that is waited for, may call again

  KeyCalls(TableSpec spec, KeyRequests requests) {
    this.spec = spec;
    this.requests = requests;
    this.spare = new KeyCall[requests.servers()];
    for (int server = 0; server < spare.length; server++) {
      spare[server] = new KeyCall();
    }
    boolean isAny = spec.kind() == TableSpec.Kind.KEY_VALUE;
    this.valueAnswer = isAny ? Answer.VALUES : Answer.NUMBERS;
  }

  private KeyCall call(int server) {
    return isSpareTaken ? new KeyCall() : spare[server];
  }

  // ---- one key, waiting

  /** Bits of a key of a table of numbers. */
  long readBits(byte[] key, long absent) throws FabricException {
    boolean before = isSpareTaken;
    KeyCall call = call(0).one(Answer.NUMBERS);
    isSpareTaken = true;
    try {
      call.found = 0;
      send(RequestDescriptor.READ, key, false, 0, call);
      return call.found == 0 ? absent : call.bits;
    } finally {
      isSpareTaken = before;
    }
  }

  /** Writes or updates a number; gives the new bits of an update. */
  long changeBits(int operation, byte[] key, long bits) throws FabricException {
    boolean before = isSpareTaken;
    boolean isUpdate = operation == RequestDescriptor.UPDATE;
    KeyCall call = call(0).one(isUpdate ? Answer.NUMBERS : Answer.NOTHING);
    isSpareTaken = true;
    try {
      send(operation, key, isUpdate, bits, call);
      return call.bits;
    } finally {
      isSpareTaken = before;
    }
  }

  boolean flag(int operation, byte[] key) throws FabricException {
    KeyCall call = new KeyCall().one(Answer.FLAGS);
    send(operation, key, false, 0, call);
    return call.found > 0;
  }

  private void send(int operation, byte[] key, boolean wantsNew, long bits, KeyCall call)
      throws FabricException {
    RequestChannel channel =
        requests.one(operation, key, 0, key.length, null, wantsNew, null, bits, call);
    channel.await(call);
    call.throwIfRefused();
  }

  // ---- one key, not waiting

  Completion<Value> oneAsync(
      int operation, byte[] key, Class<? extends UpdateFunction> function, Value value)
      throws FabricException {
    boolean isWrite = operation == RequestDescriptor.WRITE;
    KeyCall call = new KeyCall().one(isWrite ? Answer.NOTHING : valueAnswer);
    Completion<Value> completion = new Completion<>(1, () -> valueOf(call));
    call.of(completion);
    RequestChannel channel =
        requests.one(
            operation,
            key,
            0,
            key.length,
            function,
            operation == RequestDescriptor.UPDATE,
            value,
            0,
            call);
    completion.part(0, channel, call);
    return completion;
  }

  private Value valueOf(KeyCall call) {
    boolean isNumber = valueAnswer == Answer.NUMBERS && call.found > 0;
    return isNumber ? Value.ofBits(spec.kind().valueType(), call.bits) : call.value;
  }

  // ---- the keys of a list

  /** The same object again for the same arrays, so that repeated calls allocate nothing. */
  Operands operands(long[] longs, double[] doubles) {
    if (last.longs() != longs || last.doubles() != doubles) {
      last = new Operands(longs, doubles, null);
    }
    return last;
  }

  /** Reads, writes or updates numbers and waits; gives how many keys are present. */
  int numbers(
      int operation, KeyList keys, Operands operands, long[] longs, double[] doubles, long absent)
      throws FabricException {
    operands.check(keys.size());
    requests.prepare(keys);
    boolean wantsNew = longs != null || doubles != null;
    boolean answersNumbers = operation == RequestDescriptor.READ || wantsNew;
    Answer answer = answersNumbers ? Answer.NUMBERS : Answer.NOTHING;
    boolean before = isSpareTaken;
    KeyCall[] calls = before ? newCalls() : spare;
    isSpareTaken = true;
    try {
      for (int server = 0; server < calls.length; server++) {
        if (keys.count(server) > 0) {
          calls[server].many(answer, keys, server, longs, doubles, null, null, absent);
          requests.many(operation, keys, server, null, wantsNew, operands, calls[server]);
        }
      }
      return await(keys, calls);
    } finally {
      isSpareTaken = before;
    }
  }

  private KeyCall[] newCalls() {
    KeyCall[] calls = new KeyCall[spare.length];
    for (int server = 0; server < calls.length; server++) {
      calls[server] = new KeyCall();
    }
    return calls;
  }

  private int await(KeyList keys, KeyCall[] calls) throws FabricException {
    int found = 0;
    for (int server = 0; server < calls.length; server++) {
      if (keys.count(server) > 0) {
        requests.channel(server).await(calls[server]);
        found += calls[server].found;
      }
    }
    for (int server = 0; server < calls.length; server++) {
      if (keys.count(server) > 0) {
        calls[server].throwIfRefused();
      }
    }
    return found;
  }

  boolean[] flags(int operation, KeyList keys) throws FabricException {
    requests.prepare(keys);
    boolean[] flags = new boolean[keys.size()];
    KeyCall[] calls = newCalls();
    for (int server = 0; server < calls.length; server++) {
      if (keys.count(server) > 0) {
        calls[server].many(Answer.FLAGS, keys, server, null, null, null, flags, 0);
        requests.many(operation, keys, server, null, false, Operands.NONE, calls[server]);
      }
    }
    await(keys, calls);
    return flags;
  }

  Completion<Value[]> manyAsync(
      int operation, KeyList keys, Class<? extends UpdateFunction> function, Operands operands)
      throws FabricException {
    operands.check(keys.size());
    requests.prepare(keys);
    boolean isWrite = operation == RequestDescriptor.WRITE;
    boolean isAny = valueAnswer == Answer.VALUES;
    Value[] values = new Value[keys.size()];
    long[] bits = isAny || isWrite ? null : new long[keys.size()];
    boolean[] isAbsent = new boolean[keys.size()];
    int parts = 0;
    for (int server = 0; server < spare.length; server++) {
      parts += keys.count(server) > 0 ? 1 : 0;
    }
    Completion<Value[]> completion =
        new Completion<>(parts, () -> bits == null ? values : numbers(bits, isAbsent, values));
    int part = 0;
    for (int server = 0; server < spare.length; server++) {
      if (keys.count(server) > 0) {
        Answer answer = isWrite ? Answer.NOTHING : valueAnswer;
        KeyCall call =
            new KeyCall()
                .many(answer, keys, server, bits, null, values, isAbsent, 0)
                .of(completion);
        boolean wantsNew = operation == RequestDescriptor.UPDATE;
        RequestChannel channel =
            requests.many(operation, keys, server, function, wantsNew, operands, call);
        completion.part(part++, channel, call);
      }
    }
    if (parts == 0) {
      completion.end();
    }
    return completion;
  }

  private Value[] numbers(long[] bits, boolean[] isAbsent, Value[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = isAbsent[i] ? null : Value.ofBits(spec.kind().valueType(), bits[i]);
    }
    return values;
  }
}
