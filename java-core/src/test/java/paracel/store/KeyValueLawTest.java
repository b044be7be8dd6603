package paracel.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paracel.table.Consistency;
import paracel.table.KeyMap;
import paracel.table.RefusalException.Reason;
import paracel.table.TableSpec;
import paracel.table.UpdateRule;
import paracel.table.Value;
import paracel.worker.Entry;
import paracel.worker.KeyList;
import paracel.worker.KeyValueTable;
import paracel.worker.RequestRefusedException;

/** Every operation of key-value tables, and what its Javadoc says of the edges. */
@Timeout(120)
final class KeyValueLawTest {

  private static Map<String, Value> asMap(List<Entry> entries) {
    Map<String, Value> map = new TreeMap<>();
    entries.forEach(entry -> map.put(entry.name(), entry.value()));
    return map;
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "shm", "sim"})
  void valuesOfEveryTypeComeBack(String fabric) throws Exception {
    byte[] odd = {0, -1, 'x', 0};
    Map<String, Value> inner = new LinkedHashMap<>();
    inner.put("", Value.of(Double.NaN));
    inner.put("ü\u0000", Value.of("_PARACEL_"));
    List<Value> values =
        List.of(
            Value.of(Long.MIN_VALUE),
            Value.of(-0.0),
            Value.of(new double[] {1, Double.NEGATIVE_INFINITY, Double.NaN}),
            Value.of(new double[0]),
            Value.of(""),
            Value.of("nokey \u0000 ü 😀 ?"),
            Value.of(new byte[0]),
            Value.of(odd),
            Value.of(Map.of()),
            Value.of(Map.of("map", Value.of(inner), "n", Value.of(3))));
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      keys.add(new byte[] {0, (byte) i, (byte) (255 - i), 0});
    }
    keys.set(3, new byte[0]);
    keys.set(4, new byte[KeyMap.MAX_KEY_BYTES]);
    StoreJob.run(
        fabric,
        1,
        3,
        worker -> {
          worker.openTables(TableSpec.keyValue("v"));
          KeyValueTable table = worker.keyValue("v");
          for (int i = 0; i < values.size(); i++) {
            table.write(keys.get(i), values.get(i));
          }
          for (int i = 0; i < values.size(); i++) {
            assertEquals(values.get(i), table.read(keys.get(i)), "value " + i);
          }
          KeyList list = KeyList.of(keys);
          for (int pass = 0; pass < 3; pass++) { // from the second on the list is kept
            assertArrayEquals(values.toArray(), table.readMulti(list));
          }
          assertEquals(values.size(), table.size());
          assertEquals(values.size(), table.readAll().size());
          for (Value value : values) { // any type may take the place of any other
            table.write(keys.get(0), value);
            assertEquals(value, table.read(keys.get(0)));
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "shm", "sim"})
  void veryLargeValuesAndResultsTravelInParts(String fabric) throws Exception {
    int length = fabric.equals("sim") ? 100_000 : 1_200_000; // 9.6 MB, rings have 8 MiB
    double[] numbers = new double[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = i * 0.5;
    }
    StoreJob.run(
        fabric,
        2,
        2,
        worker -> {
          worker.openTables(TableSpec.keyValue("v"));
          KeyValueTable table = worker.keyValue("v");
          byte[] key = StoreJob.key("large " + worker.index());
          table.write(key, Value.of(numbers));
          assertArrayEquals(numbers, table.read(key).asDoubles());
          table.update(key, Value.of(numbers));
          assertEquals(length - 1.0, table.read(key).asDoubles()[length - 1]);
          assertEquals(length, table.read(key).asDoubles().length);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "shm", "sim"})
  void numbersHaveEveryOperation(String fabric) throws Exception {
    StoreJob.run(
        fabric,
        1,
        2,
        worker -> {
          worker.openTables(
              TableSpec.keyLong("n"), TableSpec.keyDouble("x").withRule(UpdateRule.MAX));
          KeyValueTable n = worker.keyValue("n");
          byte[] a = StoreJob.key("a");
          assertEquals(-7, n.getLong(a, -7));
          assertNull(n.read(a));
          assertFalse(n.contains(a));
          assertFalse(n.remove(a));
          assertEquals(5, n.update(a, 5), "an absent key takes the delta");
          assertEquals(8, n.update(a, 3));
          n.write(a, Long.MAX_VALUE);
          assertEquals(Long.MAX_VALUE, n.getLong("a", 0));
          assertEquals(Value.of(Long.MIN_VALUE), n.update(a, Value.of(1)), "addition wraps");
          assertTrue(n.contains(a));
          n.push("a", 1);
          n.write(a, 10); // behind the push
          assertEquals(10, n.getLong(a, 0));
          assertTrue(n.remove(a));
          assertEquals(0, n.size());
          KeyValueTable x = worker.keyValue("x");
          assertEquals(2.5, x.update(a, 2.5));
          assertEquals(2.5, x.update(a, -1.0));
          x.write(a, Double.NEGATIVE_INFINITY);
          assertEquals(-3, x.update(a, -3.0));
          assertEquals(-3, x.getDouble("a", 0));
          assertEquals(Value.of(-3.0), x.readAsync(a).get());
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "shm", "sim"})
  void listsHaveEveryOperation(String fabric) throws Exception {
    StoreJob.run(
        fabric,
        1,
        2,
        worker -> {
          worker.openTables(TableSpec.keyLong("n"), TableSpec.keyDouble("x"));
          KeyValueTable n = worker.keyValue("n");
          List<byte[]> keys = new ArrayList<>();
          for (int i = 0; i < 100; i++) {
            keys.add(StoreJob.key("key " + i));
          }
          KeyList list = KeyList.of(keys);
          long[] numbers = new long[100];
          for (int pass = 0; pass < 4; pass++) { // kept from the second use on
            assertEquals(0, n.readMulti(list, numbers, -1));
            assertEquals(-1, numbers[99]);
            for (int i = 0; i < 100; i++) {
              numbers[i] = i;
            }
            n.writeMulti(list, numbers);
            n.updateMulti(list, numbers, null);
            long[] updated = new long[100];
            n.updateMulti(list, numbers, updated);
            assertEquals(3 * 99, updated[99]);
            assertTrue(n.remove(keys.get(41)));
            assertEquals(99, n.readMulti(list, updated, -1));
            assertEquals(-1, updated[41]);
            assertEquals(3 * 42, updated[42]);
            assertFalse(n.containsMulti(list)[41]);
            assertTrue(n.containsMulti(list)[42]);
            Value[] values = n.readMulti(list);
            assertNull(values[41]);
            assertEquals(Value.of(3 * 42), values[42]);
            boolean[] removed = n.removeMulti(list);
            assertFalse(removed[41]);
            assertTrue(removed[42]);
            assertEquals(0, n.size());
          }
          KeyValueTable x = worker.keyValue("x");
          double[] doubles = {1, 2, 3};
          KeyList three = KeyList.of("a", "b", "c");
          x.writeMulti(three, doubles);
          x.updateMulti(three, doubles, doubles);
          assertArrayEquals(new double[] {2, 4, 6}, doubles);
          assertEquals(3, x.readMulti(three, doubles, Double.NaN));
          assertArrayEquals(new double[] {2, 4, 6}, doubles);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "shm", "sim"})
  void keysGivenTwiceAndEmptyLists(String fabric) throws Exception {
    StoreJob.run(
        fabric,
        1,
        2,
        worker -> {
          worker.openTables(TableSpec.keyLong("n"), TableSpec.keyValue("v"));
          KeyList twice = KeyList.of("a", "b", "a", "a");
          KeyList none = KeyList.of();
          KeyValueTable n = worker.keyValue("n");
          long[] numbers = {1, 2, 3, 4};
          n.updateMulti(twice, numbers, numbers);
          assertArrayEquals(new long[] {1, 2, 4, 8}, numbers, "one after the other");
          n.writeMulti(twice, new long[] {5, 6, 7, 8});
          assertEquals(8, n.getLong("a", 0), "the last stays");
          assertEquals(4, n.readMulti(twice, numbers, 0));
          assertArrayEquals(new long[] {8, 6, 8, 8}, numbers);
          assertArrayEquals(new boolean[] {true, true, false, false}, n.removeMulti(twice));
          assertEquals(0, n.readMulti(none, new long[0], 0));
          n.writeMulti(none, new long[0]);
          n.updateMulti(none, new long[0], null);
          assertEquals(0, n.removeMulti(none).length);
          KeyValueTable v = worker.keyValue("v");
          assertEquals(0, v.readMulti(none).length);
          Value[] sums =
              v.updateMulti(
                  twice,
                  new Value[] {Value.of("x"), Value.of("y"), Value.of("z"), Value.of("!")},
                  Functions.Append.class);
          assertEquals(Value.of("xz!"), sums[3]);
          assertEquals(Value.of("xz"), sums[2]);
          assertEquals(0, n.readAll().size());
          assertEquals(0, n.topK(3).size());
          assertEquals(0, n.clear());
          assertEquals(Value.of(0), n.aggregate(Functions.Sum.class, null));
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "shm", "sim"})
  void manyEntriesAreChosenAtTheParameterRanks(String fabric) throws Exception {
    StoreJob.run(
        fabric,
        1,
        3,
        worker -> {
          worker.openTables(TableSpec.keyLong("n"), TableSpec.keyValue("v"));
          KeyValueTable n = worker.keyValue("n");
          for (int i = 0; i < 500; i++) {
            n.push((i < 100 ? "a" : "b") + i, i);
          }
          worker.tick();
          assertEquals(500, n.readAll().size());
          Map<String, Value> ofA = asMap(n.readWhere(Functions.Prefix.class, Value.of("a")));
          assertEquals(100, ofA.size());
          assertEquals(Value.of(42), ofA.get("a42"));
          assertEquals(250, n.readWhere(Functions.Even.class, null).size());
          assertEquals(
              List.of("b499", "b498", "b497"), n.topK(3).stream().map(Entry::name).toList());
          List<Entry> top = n.topK(2, Functions.Prefix.class, Value.of("a"));
          assertEquals(List.of("a99", "a98"), top.stream().map(Entry::name).toList());
          assertEquals(500, n.topK(1000).size());
          assertEquals(0, n.topK(0).size());
          assertEquals(Value.of(499 * 250), n.aggregate(Functions.Sum.class, null));
          assertEquals(
              Value.of(4950),
              n.aggregateWhere(Functions.Sum.class, null, Functions.Prefix.class, Value.of("a")));
          assertEquals(250, n.removeWhere(Functions.Even.class, null));
          assertEquals(250, n.size());
          assertFalse(n.contains(StoreJob.key("a42")));
          assertEquals(250, n.clear());
          assertEquals(0, n.size());
          KeyValueTable v = worker.keyValue("v");
          v.write(StoreJob.key("t"), Value.of("text"));
          assertEquals(Reason.WRONG_TYPE, refusal(() -> v.topK(1)).reason());
          v.write(StoreJob.key("x"), Value.of(2.5));
          v.write(StoreJob.key("y"), Value.of(2));
          assertEquals("x", v.topK(1, Functions.Prefix.class, Value.of("x")).get(0).name());
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "shm", "sim"})
  void wrongTypesAreRefusedAndChangeNothing(String fabric) throws Exception {
    StoreJob.run(
        fabric,
        1,
        1,
        worker -> {
          worker.openTables(
              TableSpec.keyLong("n"),
              TableSpec.keyValue("v"),
              TableSpec.keyLong("staged").withConsistency(Consistency.bsp()));
          KeyValueTable n = worker.keyValue("n");
          byte[] a = StoreJob.key("a");
          assertThrows(IllegalArgumentException.class, () -> n.getDouble("a", 0));
          assertThrows(IllegalArgumentException.class, () -> n.write(a, 1.5));
          assertThrows(IllegalArgumentException.class, () -> n.write(a, Value.of("text")));
          assertThrows(IllegalArgumentException.class, () -> n.push("a", 1.5));
          assertThrows(
              IllegalArgumentException.class, () -> n.write(new byte[KeyMap.MAX_KEY_BYTES + 1], 1));
          KeyValueTable v = worker.keyValue("v");
          assertThrows(IllegalArgumentException.class, () -> v.push("a", 1));
          v.write(a, Value.of("text"));
          assertThrows(ClassCastException.class, () -> v.read(a).asLong());
          RequestRefusedException refused = refusal(() -> v.update(a, Value.of(1)));
          assertEquals(Reason.WRONG_TYPE, refused.reason());
          assertTrue(refused.getMessage().contains("STRING"), refused.getMessage());
          v.write(StoreJob.key("n"), Value.of(1));
          KeyList both = KeyList.of("n", "new", "a");
          Value[] ones = {Value.of(1), Value.of(1), Value.of(1)};
          assertEquals(Reason.WRONG_TYPE, refusal(() -> v.updateMulti(both, ones, null)).reason());
          assertEquals(Value.of(1), v.read("n"), "what came before in the call is undone");
          assertNull(v.read("new"));
          assertEquals(2, v.size());
          v.write(a, Value.of(1.0, 2.0));
          assertEquals(
              Reason.WRONG_TYPE, refusal(() -> v.update(a, Value.of(new double[] {1}))).reason());
          assertEquals(Value.of(1.5, 3.0), v.update(a, Value.of(0.5, 1.0)));
          v.write(a, Value.of(Map.of("x", Value.of(1))));
          assertEquals(
              Value.of(Map.of("x", Value.of(3), "y", Value.of("new"))),
              v.update(a, Value.of(Map.of("x", Value.of(2), "y", Value.of("new")))));
          KeyValueTable staged = worker.keyValue("staged");
          assertThrows(IllegalArgumentException.class, () -> staged.update(a, 1));
          assertThrows(IllegalArgumentException.class, () -> staged.clear());
          staged.push("a", 3);
          worker.tick();
          assertEquals(3, staged.getLong("a", 0));
        });
  }

  /** Something that is refused. */
  interface Refused {
    void run() throws Exception;
  }

  static RequestRefusedException refusal(Refused call) {
    return assertThrows(RequestRefusedException.class, call::run);
  }
}
