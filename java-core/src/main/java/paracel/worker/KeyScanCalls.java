package paracel.worker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import paracel.fabric.FabricException;
import paracel.table.Aggregate;
import paracel.table.ByteReader;
import paracel.table.RefusalException;
import paracel.table.RefusalException.Reason;
import paracel.table.RequestDescriptor;
import paracel.table.TableSpec;
import paracel.table.Value;

/** Calls about many entries: all parameter ranks are asked at once, and their answers joined. */
final class KeyScanCalls {

  private static final Comparator<Entry> LARGEST_FIRST = KeyScanCalls::compareLargestFirst;

  private final TableSpec spec;
  private final KeyRequests requests;
  private byte[] key = new byte[256];

  KeyScanCalls(TableSpec spec, KeyRequests requests) {
    this.spec = spec;
    this.requests = requests;
  }

  private KeyScanCall[] ask(
      int operation,
      KeyScanCall.Answer answer,
      Class<?> aggregate,
      Value aggregateArgument,
      Class<?> filter,
      Value argument,
      long wanted)
      throws FabricException {
    KeyScanCall[] calls = new KeyScanCall[requests.servers()];
    for (int server = 0; server < calls.length; server++) {
      calls[server] = new KeyScanCall(answer);
      requests.all(
          operation, server, aggregate, aggregateArgument, filter, argument, wanted, calls[server]);
    }
    for (int server = 0; server < calls.length; server++) {
      requests.channel(server).await(calls[server]);
    }
    for (KeyScanCall call : calls) {
      call.throwIfRefused();
    }
    return calls;
  }

  /** Sum of the numbers that parameter ranks answer. */
  long sum(int operation, Class<?> filter, Value argument) throws FabricException {
    long sum = 0;
    KeyScanCall.Answer answer = KeyScanCall.Answer.NUMBER;
    for (KeyScanCall call : ask(operation, answer, null, null, filter, argument, 0)) {
      sum += call.number;
    }
    return sum;
  }

  List<Entry> entries(Class<?> filter, Value argument, long wanted) throws FabricException {
    List<Entry> entries = new ArrayList<>();
    KeyScanCall.Answer answer = KeyScanCall.Answer.ENTRIES;
    for (KeyScanCall call :
        ask(RequestDescriptor.SCAN, answer, null, null, filter, argument, wanted)) {
      try {
        ByteReader in = new ByteReader().open(call.entries, 0, call.entries.length);
        for (long i = 0; i < call.number; i++) {
          byte[] own = in.getBytes(in.getInt());
          in.skip(-(4 + own.length) & 7);
          entries.add(new Entry(own, KeyCall.value(in)));
        }
        in.checkEnd();
      } catch (RefusalException e) {
        throw senseless(e);
      }
    }
    return entries;
  }

  private FabricException senseless(RefusalException e) {
    return new FabricException(
        "entries of table " + spec.name() + " make no sense: " + e.getMessage());
  }

  long forEach(KeyValueTable.Visitor visitor) throws FabricException {
    long entries = 0;
    KeyScanCall.Answer answer = KeyScanCall.Answer.ENTRIES;
    for (KeyScanCall call :
        ask(RequestDescriptor.SCAN, answer, null, null, null, null, RequestDescriptor.ALL)) {
      try {
        visit(call, visitor);
      } catch (RefusalException e) {
        throw senseless(e);
      }
      entries += call.number;
    }
    return entries;
  }

  private void visit(KeyScanCall call, KeyValueTable.Visitor visitor) throws RefusalException {
    ByteReader in = new ByteReader().open(call.entries, 0, call.entries.length);
    for (long i = 0; i < call.number; i++) {
      int bytes = in.getInt();
      int from = in.skip(bytes);
      in.skip(-(4 + bytes) & 7);
      if (key.length < bytes) {
        key = new byte[bytes];
      }
      System.arraycopy(in.array(), from, key, 0, bytes);
      in.getLong(); // type and length are the table's
      visitor.entry(key, bytes, in.getLong());
    }
  }

  List<Entry> largest(int count, Class<?> filter, Value argument) throws FabricException {
    List<Entry> entries = entries(filter, argument, count);
    entries.sort(LARGEST_FIRST);
    return entries.size() <= count ? entries : List.copyOf(entries.subList(0, count));
  }

  private static int compareLargestFirst(Entry a, Entry b) {
    boolean areLongs = a.value().type() == Value.Type.LONG && b.value().type() == Value.Type.LONG;
    int order =
        areLongs
            ? Long.compare(b.value().bits(), a.value().bits())
            : Double.compare(number(b.value()), number(a.value()));
    return order != 0 ? order : Arrays.compareUnsigned(a.key(), b.key());
  }

  private static double number(Value value) {
    return value.type() == Value.Type.LONG ? value.asLong() : value.asDouble();
  }

  Value aggregate(
      Class<? extends Aggregate> type, Value argument, Class<?> filter, Value filterArgument)
      throws FabricException {
    KeyScanCall[] calls =
        ask(
            RequestDescriptor.AGGREGATE,
            KeyScanCall.Answer.VALUE,
            type,
            argument,
            filter,
            filterArgument,
            0);
    Value result = null;
    try {
      Aggregate own = type.getConstructor().newInstance();
      own.open(argument);
      for (KeyScanCall call : calls) {
        result = result == null ? call.value : own.combine(result, call.value);
      }
      return result;
    } catch (Exception e) {
      throw new RequestRefusedException(
          Reason.FUNCTION_FAILED, type.getName() + " has thrown " + e + " at the worker");
    }
  }
}
