package paracel.bench.ops;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import paracel.fabric.FabricException;
import paracel.table.TableSpec;
import paracel.table.Value;
import paracel.worker.KeyList;
import paracel.worker.KeyValueTable;
import paracel.worker.Worker;

/**
 * Calls on a key-value table of doubles, all of whose keys are present. Calls wait for their
 * answers, those named Async keep many under way; a push waits for nothing.
 */
final class KeyCases {

  private static final String NAME = "keyvalue";
  private static final int ENTRIES = 1 << 14;
  private static final int LISTS = 8;

  private KeyCases() {}

  static List<TableSpec> tables() {
    return List.of(TableSpec.keyDouble(NAME).uncombined());
  }

  /** Makes the entries. */
  static void fill(Worker worker) throws FabricException {
    for (int i = worker.index(); i < ENTRIES; i += worker.workers()) {
      worker.keyValue(NAME).push(name(i), 0.0);
    }
  }

  private static String name(int i) {
    return "key-" + i;
  }

  static List<OpsCase> cases(Worker worker) {
    List<OpsCase> cases = new ArrayList<>();
    addSingle(worker, cases);
    addMulti(worker, cases);
    return cases;
  }

  private static void addSingle(Worker worker, List<OpsCase> cases) {
    KeyValueTable table = worker.keyValue(NAME);
    byte[][] keys = new byte[ENTRIES][];
    for (int i = 0; i < ENTRIES; i++) {
      keys[i] = name(worker.random().nextInt(ENTRIES)).getBytes(StandardCharsets.UTF_8);
    }
    int mask = ENTRIES - 1;
    Value one = Value.of(1.0);
    cases.add(OpsCase.of(NAME, "read", 1, i -> table.getDouble(keys[i & mask], 0)));
    cases.add(OpsCase.of(NAME, "write", 1, i -> table.write(keys[i & mask], 1.0)));
    cases.add(OpsCase.of(NAME, "update", 1, i -> table.update(keys[i & mask], 1.0)));
    cases.add(new OpsCase(NAME, "readAsync", 1, i -> table.readAsync(keys[i & mask])));
    cases.add(new OpsCase(NAME, "writeAsync", 1, i -> table.writeAsync(keys[i & mask], one)));
    cases.add(
        new OpsCase(NAME, "updateAsync", 1, i -> table.updateAsync(keys[i & mask], one, null)));
    cases.add(
        OpsCase.of(
            NAME, "push", 1, i -> table.push(keys[i & mask], 0, keys[i & mask].length, 1.0)));
  }

  private static void addMulti(Worker worker, List<OpsCase> cases) {
    KeyValueTable table = worker.keyValue(NAME);
    int size = OpsSettings.KEYS;
    KeyList[] lists = new KeyList[LISTS];
    for (int list = 0; list < LISTS; list++) {
      lists[list] =
          KeyList.of(
              worker
                  .random()
                  .ints(0, ENTRIES)
                  .distinct()
                  .limit(size)
                  .mapToObj(KeyCases::name)
                  .toArray(String[]::new));
    }
    double[] values = new double[size];
    Value[] boxed = new Value[size];
    Arrays.fill(boxed, Value.of(1.0));
    cases.add(
        OpsCase.of(NAME, "readMulti", size, i -> table.readMulti(lists[i % LISTS], values, 0)));
    cases.add(
        OpsCase.of(NAME, "writeMulti", size, i -> table.writeMulti(lists[i % LISTS], values)));
    cases.add(
        OpsCase.of(
            NAME, "updateMulti", size, i -> table.updateMulti(lists[i % LISTS], values, null)));
    cases.add(
        new OpsCase(NAME, "readMultiAsync", size, i -> table.readMultiAsync(lists[i % LISTS])));
    cases.add(
        new OpsCase(
            NAME, "writeMultiAsync", size, i -> table.writeMultiAsync(lists[i % LISTS], boxed)));
    cases.add(
        new OpsCase(
            NAME,
            "updateMultiAsync",
            size,
            i -> table.updateMultiAsync(lists[i % LISTS], boxed, null)));
  }
}
