package paracel.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paracel.table.KeyHash;
import paracel.table.RefusalException;
import paracel.table.TableSpec;
import paracel.table.Value;

/** The entry table against a map that is obviously right. */
final class EntryTableTest {

  private static final long PLENTY = 1L << 40;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void doesWhatAMapDoes(int seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    MemoryBudget budget = new MemoryBudget("here", PLENTY);
    EntryTable table = new EntryTable(TableSpec.keyValue("t"), budget);
    Map<String, Object> model = new HashMap<>();
    int distinct = seed % 2 == 0 ? 50 : 5000;
    int longest = seed % 3 == 0 ? 4000 : 30; // pages are filled and compacted
    for (int step = 0; step < 20_000; step++) {
      String name = name(random.nextInt(distinct), longest);
      byte[] key = name.getBytes();
      long hash = KeyHash.of(key, 0, key.length);
      int entry = table.find(key, 0, key.length, hash);
      assertEquals(model.containsKey(name), entry >= 0);
      int act = random.nextInt(100);
      if (act < 45 && entry < 0) {
        entry = table.insert(key, 0, key.length, hash, Value.Type.LONG);
        table.bits(entry, step);
        model.put(name, (long) step);
      } else if (act < 60 && entry >= 0) {
        byte[] blob = new byte[random.nextInt(20)];
        table.setBlob(entry, Value.Type.BYTES, blob);
        model.put(name, blob);
      } else if (act < 99 && entry >= 0) {
        table.remove(entry);
        model.remove(name);
      } else if (random.nextInt(20) == 0) {
        table.clear();
        model.clear();
        assertEquals(0, budget.usedBytes(), "an empty table holds nothing");
      }
      assertEquals(model.size(), table.size());
      assertEquals(budget.usedBytes(), table.bytes());
    }
    assertEquals(model.size(), checkAll(table, model));
  }

  private static String name(int number, int longest) {
    return "k" + "x".repeat(number * 37 % longest) + number;
  }

  private static int checkAll(EntryTable table, Map<String, Object> model) {
    int seen = 0;
    for (int entry = 0; entry < table.limit(); entry++) {
      if (table.isLive(entry)) {
        Object expected = model.get(new String(table.key(entry)));
        if (expected instanceof byte[] blob) {
          assertArrayEquals(blob, table.blob(entry));
        } else {
          assertEquals(expected, table.bits(entry));
        }
        seen++;
      }
    }
    return seen;
  }

  @Test
  void memoryIsFlatWhenKeysComeAndGo() throws Exception {
    MemoryBudget budget = new MemoryBudget("here", PLENTY);
    EntryTable table = new EntryTable(TableSpec.keyLong("t"), budget);
    long most = 0;
    for (int round = 0; round < 60; round++) {
      List<byte[]> keys = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        byte[] key = ("round " + round + " key " + i).getBytes();
        table.insert(key, 0, key.length, KeyHash.of(key, 0, key.length), Value.Type.LONG);
        keys.add(key);
      }
      for (byte[] key : keys) {
        table.remove(table.find(key, 0, key.length, KeyHash.of(key, 0, key.length)));
      }
      if (round == 9) {
        most = table.bytes();
      }
    }
    assertTrue(table.bytes() <= most + (2 << 20), table.bytes() + " after " + most);
  }

  @Test
  void aRefusedInsertionChangesNothing() throws Exception {
    MemoryBudget budget = new MemoryBudget("rank 0 (parameter rank 0)", 100_000);
    EntryTable table = new EntryTable(TableSpec.keyLong("t"), budget);
    RefusalException refusal =
        assertThrows(
            RefusalException.class,
            () -> {
              for (int i = 0; ; i++) {
                byte[] key = ("key " + i).getBytes();
                table.insert(key, 0, key.length, KeyHash.of(key, 0, key.length), Value.Type.LONG);
              }
            });
    assertTrue(refusal.getMessage().contains("--store-budget 100000"), refusal.getMessage());
    int size = table.size();
    assertTrue(size > 500, size + " keys");
    for (int i = 0; i < size; i++) {
      byte[] key = ("key " + i).getBytes();
      assertTrue(table.find(key, 0, key.length, KeyHash.of(key, 0, key.length)) >= 0);
    }
    assertTrue(budget.usedBytes() <= 100_000);
  }
}
