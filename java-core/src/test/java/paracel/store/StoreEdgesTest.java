package paracel.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paracel.base.UsageException;
import paracel.job.Job;
import paracel.job.JobResult;
import paracel.metrics.TablePlacement;
import paracel.server.ServerSettings;
import paracel.table.Placement;
import paracel.table.RefusalException.Reason;
import paracel.table.TableSpec;
import paracel.table.Value;
import paracel.worker.Completion;
import paracel.worker.KeyList;
import paracel.worker.KeyValueTable;
import paracel.worker.RequestRefusedException;
import paracel.worker.Worker;

/** Asynchrony, memory and placement of the store. */
@Timeout(120)
final class StoreEdgesTest {

  @ParameterizedTest
  @ValueSource(strings = {"local", "shm", "sim"})
  void actionsMayCallAndWaitThemselves(String fabric) throws Exception {
    StoreJob.run(
        fabric,
        2,
        2,
        worker -> {
          worker.openTables(TableSpec.keyLong("n"));
          KeyValueTable n = worker.keyValue("n");
          int[] done = {0};
          for (int i = 0; i < 200; i++) { // more than there are slots
            byte[] key = StoreJob.key("k" + i % 7);
            n.updateAsync(key, Value.of(1), null)
                .whenDone(
                    first -> {
                      assertTrue(first.isDone());
                      try {
                        n.update(key, 1);
                        n.updateAsync(key, Value.of(1), null).whenDone(second -> done[0]++);
                      } catch (Exception e) {
                        throw new IllegalStateException(e);
                      }
                    });
          }
          worker.leave();
          assertEquals(200, done[0], "calls of actions are completed before the worker leaves");
          long sum = 0;
          for (int i = 0; i < 7; i++) {
            sum += n.getLong("k" + i, 0);
          }
          assertEquals(2 * 3 * 200, sum);
        });
  }

  @Test
  void aRefusedCallIsCompletedWithItsRefusal() throws Exception {
    StoreJob.run(
        "local",
        1,
        2,
        worker -> {
          worker.openTables(TableSpec.keyValue("v"));
          KeyValueTable v = worker.keyValue("v");
          KeyList keys = KeyList.of("a", "b", "c", "d");
          Value[] texts = new Value[4];
          Arrays.fill(texts, Value.of("x"));
          v.writeMulti(keys, texts);
          Completion<Value[]> refused = v.updateMultiAsync(keys, texts, null);
          while (!refused.isDone()) {
            worker.poll();
          }
          assertEquals(Reason.WRONG_TYPE, refused.refusal().reason());
          assertThrows(RequestRefusedException.class, refused::get);
          int[] ran = {0};
          refused.whenDone(completion -> ran[0]++);
          assertEquals(1, ran[0]);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "sim"})
  void theStoreRefusesBeyondItsBudgetAndSaysHowMuchItHolds(String fabric) throws Exception {
    ServerSettings settings = ServerSettings.DEFAULT.withStoreBudget(4 << 20);
    Job.run(
        StoreJob.spec(fabric, 1, 1).withServers(settings),
        index ->
            worker -> {
              worker.openTables(TableSpec.keyValue("v"), TableSpec.keyLong("n").withCapacity(2));
              KeyValueTable v = worker.keyValue("v");
              byte[] key = StoreJob.key("k");
              v.write(key, Value.of(new byte[1 << 20]));
              RequestRefusedException refused =
                  KeyValueLawTest.refusal(
                      () -> v.write(StoreJob.key("large"), Value.of(new byte[3 << 20])));
              assertEquals(Reason.FULL, refused.reason());
              assertTrue(
                  refused.getMessage().contains("--store-budget 4194304"), refused.getMessage());
              assertEquals(1, v.size());
              assertEquals(1 << 20, v.read(key).asBytes().length);
              v.clear();
              v.write(StoreJob.key("large"), Value.of(new byte[1 << 20]));
              KeyValueTable n = worker.keyValue("n");
              KeyList three = KeyList.of("a", "b", "c");
              refused = KeyValueLawTest.refusal(() -> n.writeMulti(three, new long[] {1, 2, 3}));
              assertTrue(refused.getMessage().contains("withCapacity"), refused.getMessage());
              assertEquals(0, n.size(), "what is refused changes nothing");
            });
  }

  @Test
  void denseTablesBeyondTheBudgetAreRefusedAtTheStart() {
    ServerSettings settings = ServerSettings.DEFAULT.withStoreBudget(1 << 20);
    UsageException e =
        assertThrows(
            UsageException.class,
            () ->
                Job.run(
                    StoreJob.spec("local", 1, 1).withServers(settings),
                    index -> worker -> worker.openTables(TableSpec.dense("d", 1000, 1000))));
    assertTrue(e.getMessage().contains("--store-budget 1048576"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"HASH", "RING", "RANGE"})
  void keysGoWhereTheirPlacementSays(String name) throws Exception {
    Placement placement = Placement.valueOf(name);
    JobResult result =
        StoreJob.run(
            "local",
            1,
            4,
            worker -> {
              worker.openTables(
                  TableSpec.keyLong("n").withPlacement(placement),
                  placement == Placement.RANGE
                      ? TableSpec.sparse("s", 1).withRowBound(4000)
                      : TableSpec.sparse("s", 1).withPlacement(placement));
              byte[] key = new byte[3];
              for (int i = 0; i < 4000; i++) {
                key[0] = (byte) (i * 256 / 4000);
                key[1] = (byte) i;
                key[2] = (byte) (i >> 8);
                worker.keyValue("n").push(key, 0, 3, 1);
                worker.sparse("s").push(i, new double[] {i}, 0);
              }
              worker.tick();
              assertEquals(4000, worker.keyValue("n").size());
              double[] value = new double[1];
              worker.sparse("s").pull(new long[] {3999}, 1, value);
              assertEquals(3999, value[0]);
              if (placement == Placement.RANGE) {
                assertThrows(
                    IllegalArgumentException.class, () -> worker.sparse("s").push(4000, value, 0));
              }
            });
    for (TablePlacement table : result.report().tables()) {
      assertEquals(4000, Arrays.stream(table.counts()).sum(), table.name());
      assertTrue(table.imbalance() < 1.35, table.name() + " " + Arrays.toString(table.counts()));
      assertTrue(Arrays.stream(table.bytes()).allMatch(bytes -> bytes > 8000));
    }
  }

  @Test
  void callsWithNumbersAllocateNothing() throws Exception {
    StoreJob.run("local", 1, 1, StoreEdgesTest::countBytes);
  }

  private static void countBytes(Worker worker) throws Exception {
    worker.openTables(TableSpec.keyLong("n"), TableSpec.keyDouble("x"));
    KeyValueTable n = worker.keyValue("n");
    KeyValueTable x = worker.keyValue("x");
    byte[] key = StoreJob.key("key");
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      keys.add(StoreJob.key("key " + i));
    }
    KeyList list = KeyList.of(keys);
    double[] numbers = new double[100];
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] ranks =
        Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
            .filter(info -> info != null && info.getThreadName().startsWith("rank "))
            .mapToLong(ThreadInfo::getThreadId)
            .toArray();
    assertEquals(2, ranks.length);
    long least = Long.MAX_VALUE;
    for (int stretch = 0; stretch < 60 && least > 0; stretch++) {
      long before = allBytes(threads, ranks);
      for (int i = 0; i < 500; i++) {
        n.update(key, 1);
        n.write(key, n.getLong(key, 0));
        x.readMulti(list, numbers, 0);
        x.writeMulti(list, numbers);
        x.updateMulti(list, numbers, numbers);
      }
      least = Math.min(least, allBytes(threads, ranks) - before);
    }
    assertEquals(0, least, "bytes allocated by worker and parameter rank in 2500 calls");
  }

  /** Allocates nothing itself, so that two looks differ by what was done between them only. */
  private static long allBytes(ThreadMXBean threads, long[] ranks) {
    long sum = 0;
    for (long id : ranks) {
      sum += threads.getThreadAllocatedBytes(id);
    }
    return sum;
  }
}
