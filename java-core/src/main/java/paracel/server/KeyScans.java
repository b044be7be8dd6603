package paracel.server;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import paracel.table.Aggregate;
import paracel.table.ByteReader;
import paracel.table.ByteWriter;
import paracel.table.Filter;
import paracel.table.KeyFilter;
import paracel.table.RefusalException;
import paracel.table.RequestDescriptor;
import paracel.table.Value;

/**
 * Operations on all entries of a key-value table, or on those that a filter of the user chooses.
 * Each sees one moment's content of this parameter rank, since nothing else happens meanwhile. Used
 * by one thread.
 */
final class KeyScans {

  /** Takes an entry. */
  private interface Visitor {
    void entry(int entry) throws Exception;
  }

  private final TableStore store;
  private final FunctionGuard functions;

  KeyScans(TableStore store, FunctionGuard functions) {
    this.store = store;
    this.functions = functions;
  }

  void scan(int table, ByteReader in, ByteWriter out) throws RefusalException {
    EntryTable entries = store.entries(table);
    String filter = RequestHandler.text(in);
    Value argument = RequestHandler.value(in);
    long wanted = in.getLong();
    in.checkEnd();
    int countAt = out.claim(8);
    long count;
    if (wanted == RequestDescriptor.ALL) {
      long[] seen = {0};
      visit(
          entries,
          filter,
          argument,
          entry -> {
            writeEntry(entries, entry, out);
            seen[0]++;
          });
      count = seen[0];
    } else if (wanted >= 0) {
      count = largest(entries, filter, argument, wanted, out);
    } else {
      throw RefusalException.malformed("%d entries are wanted", wanted);
    }
    out.setLong(countAt, count);
  }

  private static void writeEntry(EntryTable entries, int entry, ByteWriter out)
      throws RefusalException {
    int bytes = entries.keyBytes(entry);
    out.putInt(bytes).put(entries.keyPage(entry), entries.keyFrom(entry), bytes).pad();
    KeyOperations.writeValue(entries, entry, out);
  }

  /** Writes the entries with the largest numbers, the largest first; equal ones by key. */
  private long largest(
      EntryTable entries, String filter, Value argument, long wanted, ByteWriter out)
      throws RefusalException {
    Comparator<Integer> smallFirst =
        (a, b) -> {
          int order = compare(entries, a, b);
          return order != 0 ? order : compareKeys(entries, b, a);
        };
    PriorityQueue<Integer> largest = new PriorityQueue<>(smallFirst);
    visit(
        entries,
        filter,
        argument,
        entry -> {
          int type = entries.type(entry);
          if (type != Value.Type.LONG.ordinal() && type != Value.Type.DOUBLE.ordinal()) {
            throw RefusalException.wrongType(
                "a %s is neither large nor small: choose numbers by a filter", Value.Type.of(type));
          }
          largest.add(entry);
          if (largest.size() > wanted) {
            largest.poll();
          }
        });
    Integer[] order = largest.toArray(new Integer[0]);
    Arrays.sort(order, smallFirst.reversed());
    for (int entry : order) {
      writeEntry(entries, entry, out);
    }
    return order.length;
  }

  private static int compare(EntryTable entries, int a, int b) {
    boolean areLongs =
        entries.type(a) == Value.Type.LONG.ordinal()
            && entries.type(b) == Value.Type.LONG.ordinal();
    return areLongs
        ? Long.compare(entries.bits(a), entries.bits(b))
        : Double.compare(number(entries, a), number(entries, b));
  }

  private static double number(EntryTable entries, int entry) {
    long bits = entries.bits(entry);
    return entries.type(entry) == Value.Type.LONG.ordinal() ? bits : Double.longBitsToDouble(bits);
  }

  private static int compareKeys(EntryTable entries, int a, int b) {
    int from = entries.keyFrom(a);
    int other = entries.keyFrom(b);
    return Arrays.compareUnsigned(
        entries.keyPage(a),
        from,
        from + entries.keyBytes(a),
        entries.keyPage(b),
        other,
        other + entries.keyBytes(b));
  }

  /** Removes what the filter accepts, and only when it has seen all. */
  void removeWhere(int table, ByteReader in, ByteWriter out) throws RefusalException {
    EntryTable entries = store.entries(table);
    String filter = RequestHandler.text(in);
    Value argument = RequestHandler.value(in);
    in.checkEnd();
    int[][] chosen = {new int[64]};
    int[] count = {0};
    visit(
        entries,
        filter,
        argument,
        entry -> {
          if (count[0] == chosen[0].length) {
            chosen[0] = Arrays.copyOf(chosen[0], 2 * count[0]);
          }
          chosen[0][count[0]++] = entry;
        });
    for (int i = 0; i < count[0]; i++) {
      entries.remove(chosen[0][i]);
    }
    out.putLong(count[0]);
  }

  void aggregate(int table, ByteReader in, ByteWriter out) throws RefusalException {
    EntryTable entries = store.entries(table);
    String name = RequestHandler.text(in);
    Value argument = RequestHandler.value(in);
    String filter = RequestHandler.text(in);
    Value filterArgument = RequestHandler.value(in);
    in.checkEnd();
    Aggregate aggregate = functions.make(name, Aggregate.class);
    run(name, () -> aggregate.open(argument));
    visit(
        entries,
        filter,
        filterArgument,
        entry -> {
          functions.lookAtTime();
          aggregate.add(entries.key(entry), KeyOperations.value(entries, entry));
        });
    run(
        name,
        () -> {
          Value result = aggregate.result();
          RequestHandler.writeValue(result, out);
        });
  }

  /** Something of the user's. */
  private interface Call {
    void run() throws Exception;
  }

  private void run(String name, Call call) throws RefusalException {
    functions.begin(name);
    try {
      call.run();
    } catch (Throwable e) { // of the user's: it must not end the rank
      throw functions.failed(e);
    } finally {
      functions.end();
    }
  }

  /** Visits the entries that a filter accepts; all when it has no name. */
  private void visit(EntryTable entries, String name, Value argument, Visitor visitor)
      throws RefusalException {
    Filter filter = name.isEmpty() ? null : functions.make(name, Filter.class);
    run(
        name.isEmpty() ? "a scan" : name,
        () -> {
          if (filter != null) {
            filter.open(argument);
          }
          for (int entry = 0; entry < entries.limit(); entry++) {
            if (entries.isLive(entry)) {
              if (accepts(filter, entries, entry)) {
                visitor.entry(entry);
              }
            }
          }
        });
  }

  private boolean accepts(Filter filter, EntryTable entries, int entry) throws Exception {
    if (filter == null) {
      return true;
    }
    functions.lookAtTime();
    return switch (filter) {
      case KeyFilter byKey -> byKey.accepts(entries.key(entry));
      default -> filter.accepts(entries.key(entry), KeyOperations.value(entries, entry));
    };
  }
}
