package paracel.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paracel.base.UsageException;
import paracel.clock.Topology;
import paracel.server.ServerSettings;
import paracel.table.Consistency;
import paracel.table.ElementType;
import paracel.table.TableSpec;
import paracel.table.UpdateRule;
import paracel.worker.DenseTable;
import paracel.worker.KeyValueTable;
import paracel.worker.Reduction;

/** What whole jobs promise, on every fabric whose ranks can be threads. */
final class JobLawTest {

  private static JobSpec job(String fabric, int workers, int servers, Consistency consistency) {
    return JobSpec.threads(workers, servers, consistency).withFabric(fabric);
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "shm", "sim"})
  void allUpdatesAreInTheFinalValues(String fabric) throws Exception {
    for (Consistency consistency :
        new Consistency[] {Consistency.bsp(), Consistency.ssp(2), Consistency.asp()}) {
      Map<Integer, double[]> seen = new ConcurrentHashMap<>();
      Job.run(
          job(fabric, 3, 2, consistency),
          index ->
              worker -> {
                worker.openTables(TableSpec.dense("t", 7, 3));
                DenseTable table = worker.dense("t");
                double[] delta = new double[21];
                for (int clock = 0; clock < 10 * (index + 1); clock++) {
                  for (int i = 0; i < delta.length; i++) {
                    delta[i] = i * (index + 1);
                  }
                  table.push(0, 7, delta);
                  worker.tick();
                }
                worker.leave();
                double[] last = new double[21];
                table.pull(0, 7, last);
                seen.put(index, last);
              });
      double[] expected = new double[21];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = i * (10 * 1 * 1 + 10 * 2 * 2 + 10 * 3 * 3);
      }
      for (double[] last : seen.values()) {
        assertArrayEquals(expected, last, fabric + " " + consistency);
      }
      assertEquals(3, seen.size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "shm", "sim"})
  void everyRuleIsApplied(String fabric) throws Exception {
    Job.run(
        job(fabric, 2, 1, Consistency.ssp(1)),
        index ->
            worker -> {
              worker.openTables(
                  TableSpec.dense("min", 2, 2).withRule(UpdateRule.MIN),
                  TableSpec.dense("max", 2, 2)
                      .withRule(UpdateRule.MAX)
                      .withElementType(ElementType.FLOAT32),
                  TableSpec.dense("assign", 1, 1).withRule(UpdateRule.ASSIGN));
              for (int i = 0; i < 5; i++) {
                worker.dense("min").push(1, new double[] {index - i, i}, 0);
                worker.dense("max").push(1, new float[] {index + i, -i}, 0);
                if (index == 0) {
                  worker.dense("assign").push(0, new double[] {i}, 0);
                  worker.dense("assign").push(0, new double[] {i + 0.5}, 0);
                }
                worker.tick();
              }
              worker.leave();
              double[] min = new double[4];
              worker.dense("min").pull(0, 2, min);
              double inf = Double.POSITIVE_INFINITY;
              assertArrayEquals(new double[] {inf, inf, -4, 0}, min);
              float[] max = new float[2];
              worker.dense("max").pull(1, 1, max);
              assertArrayEquals(new float[] {5, 0}, max);
              double[] assigned = new double[1];
              worker.dense("assign").pull(0, 1, assigned);
              assertEquals(4.5, assigned[0]);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "shm", "sim"})
  void keysAreCountedWhereverTheyLie(String fabric) throws Exception {
    int keys = 3000;
    Job.run(
        job(fabric, 3, 2, Consistency.asp()),
        index ->
            worker -> {
              worker.openTables(TableSpec.keyLong("n"), TableSpec.keyDouble("x"));
              KeyValueTable counts = worker.keyValue("n");
              for (int i = 0; i < keys; i++) {
                counts.push("key " + i, i);
                worker.keyValue("x").push("k" + i % 7, 0.5);
                if (i % 500 == 0) {
                  worker.tick();
                }
              }
              worker.leave();
              Map<String, Long> all = new TreeMap<>();
              long entries =
                  counts.forEach((key, bytes, value) -> all.put(new String(key, 0, bytes), value));
              assertEquals(keys, entries);
              assertEquals(keys, all.size());
              assertEquals(3L * 1234, all.get("key 1234"));
              assertEquals(3L * 77, counts.getLong("key 77", -1));
              assertEquals(-1, counts.getLong("absent", -1));
              assertEquals(3 * 429 * 0.5, worker.keyValue("x").getDouble("k0", 0));
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "shm", "sim"})
  void collectivesAgreeInAllWorkers(String fabric) throws Exception {
    JobSpec spec =
        job(fabric, 1, 2, Consistency.ssp(0)).withTopology(new Topology(2, 2, 3)); // 6 workers
    Job.run(
        spec,
        index ->
            worker -> {
              assertEquals(6, worker.workers());
              double[] sums = new double[2500];
              for (int i = 0; i < sums.length; i++) {
                sums[i] = index + i;
              }
              worker.allReduce(sums, Reduction.SUM);
              for (int i = 0; i < sums.length; i++) {
                assertEquals(15 + 6 * i, sums[i]);
              }
              assertEquals(5, worker.allReduce((long) index, Reduction.MAX));
              assertEquals(-5.0, worker.allReduce(-(double) index, Reduction.MIN));
              double[] given = index == 4 ? new double[] {3, 1, 4} : new double[3];
              worker.broadcast(4, given);
              assertArrayEquals(new double[] {3, 1, 4}, given);
              for (int i = 0; i < 20; i++) {
                worker.barrier();
              }
            });
  }

  @Test
  void rowsLongerThanARecordAreSplit() throws Exception {
    int columns = 3_000_000; // 24 MB, rings have 8 MiB
    Job.run(
        job("local", 2, 1, Consistency.bsp()),
        index ->
            worker -> {
              worker.openTables(TableSpec.dense("t", 1, columns));
              double[] delta = new double[columns];
              for (int i = 0; i < columns; i++) {
                delta[i] = i;
              }
              worker.dense("t").push(0, delta, 0);
              worker.tick();
              worker.dense("t").pull(0, 1, delta);
              for (int i = 0; i < columns; i++) {
                assertEquals(2.0 * i, delta[i]);
              }
            });
  }

  @Test
  void aProgramThatOpensNothingEnds() throws Exception {
    JobResult result = Job.run(job("local", 3, 2, Consistency.asp()), index -> worker -> {});
    assertEquals("local", result.fabric());
    assertTrue(result.holdsWorkerZero());
  }

  @Test
  void whatAProgramThrowsEndsTheJob() {
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () ->
                Job.run(
                    job("local", 3, 2, Consistency.bsp()),
                    index ->
                        worker -> {
                          worker.openTables(TableSpec.dense("t", 1, 1));
                          if (index == 1) {
                            throw new IllegalStateException("worker 1 has had enough");
                          }
                          for (int i = 0; i < 1000; i++) {
                            worker.dense("t").pull(0, 1, new double[1]);
                            worker.tick();
                          }
                        }));
    assertEquals("worker 1 has had enough", e.getMessage());
  }

  @Test
  void workersThatOpenDifferentTablesAreRefused() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Job.run(
                    job("local", 2, 1, Consistency.bsp()),
                    index -> worker -> worker.openTables(TableSpec.dense("t", 1 + index, 1))));
    assertTrue(e.getMessage().contains("different tables"), e.getMessage());
  }

  @Test
  void tooManyWorkersForTheRingBudgetIsASizingMessage() {
    Exception e =
        assertThrows(
            UsageException.class,
            () ->
                Job.run(
                    job("local", 20, 1, Consistency.bsp())
                        .withServers(new ServerSettings(1 << 20, 1 << 20)),
                    index -> worker -> {}));
    assertTrue(e.getMessage().contains("--ring-budget"), e.getMessage());
  }
}
