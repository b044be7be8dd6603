package paracel.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ServiceConfigurationError;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import paracel.clock.Deadlines;
import paracel.clock.Topology;
import paracel.fabric.FabricException;
import paracel.server.ServerSettings;
import paracel.table.Consistency;
import paracel.table.ElementType;
import paracel.table.TableSpec;
import paracel.worker.KeyValueTable;
import paracel.worker.Reduction;

/** Jobs at the edges of what programs may do. */
@Timeout(60)
final class JobEdgesTest {

  @Test
  void theLastReductionOfAWorkerThatLeavesCounts() throws Exception {
    for (long seed = 0; seed < 1500; seed++) {
      String name = "seed " + seed;
      Job.run(
          JobSpec.threads(2, 1, Consistency.bsp()).withFabric("sim").withSeed(seed),
          index -> worker -> assertEquals(2.0, worker.allReduce(1.0, Reduction.SUM), name));
    }
  }

  @Test
  void aBulkSynchronousTableDoesNotHoldUpTheOthers() throws Exception {
    Job.run(
        JobSpec.threads(2, 1, Consistency.bsp()),
        index ->
            worker -> {
              worker.openTables(
                  TableSpec.dense("bulk", 1, 1),
                  TableSpec.dense("free", 1, 1).withConsistency(Consistency.asp()),
                  TableSpec.keyLong("keys").withConsistency(Consistency.ssp(10)));
              if (index == 0) {
                for (int clock = 0; clock < 5; clock++) { // worker 1 is at clock 0 all the time
                  worker.dense("free").push(0, new double[] {1}, 0);
                  worker.keyValue("keys").push("k", 1);
                  worker.tick();
                }
                double[] seen = new double[1];
                worker.dense("free").pull(0, 1, seen);
                assertEquals(5, seen[0]);
                assertEquals(5, worker.keyValue("keys").getLong("k", 0));
                worker.barrier();
              } else {
                worker.barrier();
              }
            });
  }

  @Test
  void keysOfABulkSynchronousTableAreThoseOfWholeClocks() throws Exception {
    Job.run(
        JobSpec.threads(3, 2, Consistency.bsp()),
        index ->
            worker -> {
              worker.openTables(TableSpec.keyLong("n"), TableSpec.keyDouble("x"));
              for (int clock = 0; clock < 30; clock++) {
                assertEquals(3 * clock, worker.keyValue("n").getLong("all", 0));
                assertEquals(0.5 * clock, worker.keyValue("x").getDouble("of " + index, 0));
                worker.keyValue("n").push("all", 1);
                worker.keyValue("x").push("of " + index, 0.5);
                worker.tick();
              }
            });
  }

  @Test
  void anErrorInASecondaryWorkerEndsTheJob() {
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () ->
                Job.run(
                    JobSpec.threads(1, 1, Consistency.bsp()).withTopology(new Topology(1, 1, 3)),
                    index ->
                        worker -> {
                          if (index == 2) {
                            throw new ServiceConfigurationError("no such provider");
                          }
                          worker.openTables(TableSpec.dense("t", 1, 1));
                        }));
    assertTrue(e.getMessage().contains("worker 2"), e.getMessage());
  }

  @Test
  void aFailedPullLeavesNothingBehind() throws Exception {
    CountDownLatch mayPush = new CountDownLatch(1);
    Job.run(
        JobSpec.threads(2, 1, Consistency.bsp()),
        index ->
            worker -> {
              worker.openTables(TableSpec.dense("t", 10, 1));
              double[] seen = new double[10];
              if (index == 0) {
                assertThrows(
                    IllegalArgumentException.class,
                    () -> worker.dense("t").pull(new long[] {3, 99}, 2, seen));
                mayPush.countDown();
              } else {
                assertTrue(mayPush.await(30, TimeUnit.SECONDS));
                Thread.sleep(200); // worker 0 is at its gate, or has passed it wrongly
                worker.dense("t").push(3, new double[] {12}, 0);
              }
              worker.tick();
              worker.dense("t").pull(new long[] {3, 4}, 2, seen);
              assertEquals(12, seen[0]);
            });
  }

  @Test
  void listsOfRowsComeFromTheCacheAndFromElsewhere() throws Exception {
    Job.run(
        JobSpec.threads(1, 3, Consistency.ssp(4)),
        index ->
            worker -> {
              worker.openTables(
                  TableSpec.dense("t", 10, 3).withElementType(ElementType.FLOAT32).cached());
              float[] rows = new float[30];
              for (int i = 0; i < rows.length; i++) {
                rows[i] = i;
              }
              worker.dense("t").push(0, 10, rows);
              worker.tick();
              float[] seen = new float[30];
              worker.dense("t").pull(2, 2, seen);
              worker.dense("t").pull(new long[] {9, 1, 2, 3, 4, 0}, 6, seen);
              long[] expected = {9, 1, 2, 3, 4, 0};
              for (int i = 0; i < expected.length; i++) {
                for (int j = 0; j < 3; j++) {
                  assertEquals(3 * expected[i] + j, seen[3 * i + j]);
                }
              }
            });
  }

  @Test
  void manyLongKeysOfOneClockTravelInTime() throws Exception {
    int keys = 4000;
    byte[] key = new byte[4000];
    Job.run(
        JobSpec.threads(1, 2, Consistency.asp()),
        index ->
            worker -> {
              worker.openTables(TableSpec.keyLong("t"));
              KeyValueTable table = worker.keyValue("t");
              for (int i = 0; i < keys; i++) { // 16 MB in one clock
                key[0] = (byte) i;
                key[1] = (byte) (i >> 8);
                table.push(key, 0, key.length, i);
              }
              table.push("", 7);
              worker.leave();
              long[] sum = new long[1];
              assertEquals(keys + 1, table.forEach((bytes, length, value) -> sum[0] += value));
              assertEquals((long) keys * (keys - 1) / 2 + 7, sum[0]);
              assertEquals(7, table.getLong("", 0));
              assertThrows(
                  IllegalStateException.class, () -> table.push("late", 1), "after leaving");
            });
  }

  @Test
  void aDeterministicJobHasNoOtherTables() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Job.run(
                    JobSpec.threads(1, 1, Consistency.bsp()).withDeterministic(true),
                    index ->
                        worker ->
                            worker.openTables(
                                TableSpec.dense("t", 1, 1).withConsistency(Consistency.asp()))));
    assertTrue(e.getMessage().contains("deterministic"), e.getMessage());
  }

  @Test
  void aWorkerThatRunsAheadForEverIsTold() {
    FabricException e =
        assertThrows(
            FabricException.class,
            () ->
                Job.run(
                    JobSpec.threads(2, 1, Consistency.bsp())
                        .withServers(new ServerSettings(1 << 20, 2 << 20))
                        .withDeadlines(
                            new Deadlines(
                                5_000_000_000L, 1_000_000_000L, 5_000_000_000L, 250_000_000L)),
                    index ->
                        worker -> {
                          worker.openTables(TableSpec.dense("t", 100, 100));
                          double[] rows = new double[100 * 100];
                          while (index == 0) {
                            worker.dense("t").push(0, 100, rows);
                            worker.tick();
                          }
                          Thread.sleep(20_000);
                        }));
    assertTrue(e.getMessage().contains("worker 0 waits"), e.getMessage());
  }
}
