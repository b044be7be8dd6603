package paracel.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import paracel.base.UsageException;
import paracel.job.Job;
import paracel.job.JobResult;
import paracel.metrics.TablePlacement;
import paracel.server.ServerSettings;
import paracel.table.Consistency;
import paracel.table.ElementType;
import paracel.table.Optimizer;
import paracel.table.Placement;
import paracel.table.RefusalException.Reason;
import paracel.table.TableSpec;
import paracel.worker.Completion;
import paracel.worker.DenseTable;
import paracel.worker.RequestRefusedException;
import paracel.worker.SparseTable;

/** Rows of sparse and dense tables: placement, optimizers, capacity. */
@Timeout(120)
final class RowLawTest {

  private static final long[] KEYS = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 77, 1L << 40, 5};

  @ParameterizedTest
  @CsvSource({"local,asp", "shm,ssp", "sim,bsp", "shm,bsp"})
  void sparseRowsAreCreatedByPushes(String fabric, String mode) throws Exception {
    Consistency consistency =
        switch (mode) {
          case "bsp" -> Consistency.bsp();
          case "ssp" -> Consistency.ssp(1);
          default -> Consistency.asp();
        };
    Job.run(
        StoreJob.spec(fabric, 3, 2),
        index ->
            worker -> {
              worker.openTables(
                  TableSpec.sparse("s", 3).withInitial(0.5).withConsistency(consistency),
                  TableSpec.sparse("f", 5)
                      .withElementType(ElementType.FLOAT32)
                      .withPlacement(Placement.RING)
                      .withConsistency(consistency));
              SparseTable s = worker.sparse("s");
              SparseTable f = worker.sparse("f");
              double[] rows = new double[3 * KEYS.length];
              s.pull(KEYS, 0, rows);
              for (int clock = 0; clock < 4; clock++) {
                s.push(KEYS, 5, new double[] {1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3});
                f.push(clock, new float[] {1, 0, 0, 0, -1}, 0);
                f.push(clock, new float[] {1, 0, 0, 0, -1}, 0);
                worker.tick();
                s.pull(KEYS, KEYS.length, rows);
                assertTrue(rows[0] >= 0.5 + clock + 1, "its own updates are there");
                assertEquals(0.5, rows[20], "an absent row is the initial value");
              }
              worker.leave();
              Completion<double[]> coming = s.pullAsync(KEYS, KEYS.length, rows);
              assertTrue(rows == coming.get());
              assertArrayEquals(new double[] {12.5, 24.5, 36.5}, Arrays.copyOfRange(rows, 12, 15));
              float[] floats = new float[10];
              f.pull(new long[] {3, 99}, 2, floats);
              assertArrayEquals(new float[] {6, 0, 0, 0, -6, 0, 0, 0, 0, 0}, floats);
              assertEquals(5, s.size(), "reading creates no row");
              assertThrows(IllegalArgumentException.class, () -> s.pull(KEYS, 1, new float[3]));
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "shm", "sim"})
  void rowsLongerThanARecordAndManyRows(String fabric) throws Exception {
    int columns = fabric.equals("sim") ? 40_000 : 400_000; // 3.2 MB; records have 2 MiB
    Job.run(
        StoreJob.spec(fabric, 1, 2).withServers(new ServerSettings(1 << 17, 1 << 30)),
        index ->
            worker -> {
              worker.openTables(TableSpec.sparse("long", columns), TableSpec.sparse("many", 2));
              double[] row = new double[columns];
              for (int i = 0; i < columns; i++) {
                row[i] = i;
              }
              SparseTable table = worker.sparse("long");
              table.push(9, row, 0);
              worker.tick();
              table.push(9, row, 0);
              worker.tick();
              table.pull(new long[] {9}, 1, row);
              for (int i = 0; i < columns; i++) {
                assertEquals(2.0 * i, row[i]);
              }
              SparseTable many = worker.sparse("many");
              long[] keys = new SplittableRandom(1).longs(20_000).toArray();
              double[] rows = new double[40_000];
              for (int i = 0; i < rows.length; i++) {
                rows[i] = i;
              }
              many.push(keys, keys.length, rows);
              worker.tick();
              double[] back = new double[40_000];
              many.pull(keys, keys.length, back);
              assertArrayEquals(rows, back);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "sim"})
  void aRowForWhichThereIsNoRoomIsRefusedWithTheOption(String fabric) throws Exception {
    for (boolean byCapacity : new boolean[] {true, false}) {
      ServerSettings settings = ServerSettings.DEFAULT.withStoreBudget(3 << 20);
      UsageException end =
          assertThrows(
              UsageException.class,
              () ->
                  Job.run(
                      StoreJob.spec(fabric, 1, 1).withServers(settings),
                      index ->
                          worker -> {
                            TableSpec spec = TableSpec.sparse("s", 1000);
                            worker.openTables(byCapacity ? spec.withCapacity(100) : spec);
                            SparseTable s = worker.sparse("s");
                            for (int i = 0; i < 1000; i++) { // 8 MB
                              s.push(i, new double[1000], 0);
                            }
                            worker.tick();
                            RequestRefusedException refused =
                                assertThrows(
                                    RequestRefusedException.class,
                                    () -> s.pull(new long[] {1}, 1, new double[1000]));
                            assertEquals(Reason.FULL, refused.reason());
                            String option = byCapacity ? "withCapacity" : "--store-budget";
                            assertTrue(refused.getMessage().contains(option), refused.getMessage());
                            throw new UsageException("seen"); // the refusal would end the job again
                          }));
      assertEquals("seen", end.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({"local,HASH", "shm,RING", "sim,RANGE", "sim,HASH", "sim,RING"})
  void denseRowsGoWhereTheirPlacementSays(String fabric, Placement placement) throws Exception {
    int rows = 1000;
    JobResult result =
        Job.run(
            StoreJob.spec(fabric, 2, 3),
            index ->
                worker -> {
                  worker.openTables(
                      TableSpec.dense("t", rows, 2).withPlacement(placement).cached(),
                      TableSpec.dense("u", 70_000, 1).withPlacement(placement).uncombined());
                  DenseTable t = worker.dense("t");
                  double[] all = new double[2 * rows];
                  for (int i = 0; i < all.length; i++) {
                    all[i] = i;
                  }
                  t.push(0, rows, all);
                  t.push(500, all, 0);
                  double[] one = {1};
                  worker.dense("u").push(69_999, one, 0);
                  worker.dense("u").push(69_999, one, 0);
                  worker.dense("u").push(0, 70_000, new double[70_000]);
                  t.prefetch(new long[] {7, 999}, 2);
                  worker.tick();
                  worker.leave();
                  double[] read = new double[2 * rows];
                  t.pull(0, rows, read);
                  for (int i = 0; i < all.length; i++) {
                    assertEquals(2.0 * i + (i == 1001 ? 2 : 0), read[i]);
                  }
                  t.pull(new long[] {999, 3, 4, 500}, 4, read);
                  assertArrayEquals(
                      new double[] {3996, 3998, 12, 14, 16, 18, 2000, 2004},
                      Arrays.copyOf(read, 8));
                  worker.dense("u").pull(69_999, 1, one);
                  assertEquals(4, one[0]);
                });
    if (!result.holdsWorkerZero()) {
      return; // another process has the report
    }
    TablePlacement t = result.report().tables().get(0);
    assertEquals(rows, Arrays.stream(t.counts()).sum());
    assertEquals(16L * rows, Arrays.stream(t.bytes()).sum());
    assertTrue(t.imbalance() < 1.5, Arrays.toString(t.counts()));
  }

  @ParameterizedTest
  @CsvSource({"local,dense", "local,sparse", "sim,dense", "sim,sparse"})
  void optimizersTakeTheStepsOfTheirFormulas(String fabric, String kind) throws Exception {
    Optimizer[] optimizers = {
      Optimizer.adaGrad(0.1, 1e-8),
      Optimizer.adam(0.01, 0.9, 0.999, 1e-8),
      Optimizer.ftrl(0.5, 1, 0.1, 0.01)
    };
    for (Optimizer optimizer : optimizers) {
      Job.run(
          StoreJob.spec(fabric, 1, 2),
          index ->
              worker -> {
                boolean isDense = kind.equals("dense");
                worker.openTables(
                    isDense
                        ? TableSpec.dense("w", 4, 3).withOptimizer(optimizer)
                        : TableSpec.sparse("w", 3).withOptimizer(optimizer));
                double[] w = new double[3];
                Reference reference = new Reference(optimizer);
                SplittableRandom random = new SplittableRandom(3);
                for (int step = 0; step < 60; step++) {
                  double[] g = {random.nextDouble() - 0.5, 2 * random.nextDouble() - 1, 0.3};
                  reference.step(g);
                  if (isDense) {
                    worker.dense("w").push(2, g, 0);
                  } else {
                    worker.sparse("w").push(2, g, 0);
                  }
                  if (step % 3 == 2) { // three steps in a clock
                    worker.tick();
                  }
                }
                if (isDense) {
                  worker.dense("w").pull(2, 1, w);
                } else {
                  worker.sparse("w").pull(new long[] {2}, 1, w);
                }
                assertArrayEquals(reference.w, w, 1e-12, optimizer.kind().toString());
              });
    }
  }

  /** The formulas once more, on arrays. */
  private static final class Reference {
    private final Optimizer rule;
    private final double[] w = new double[3];
    private final double[] a = new double[3];
    private final double[] b = new double[3];
    private int t;

    Reference(Optimizer rule) {
      this.rule = rule;
    }

    void step(double[] g) {
      t++;
      for (int i = 0; i < 3; i++) {
        switch (rule.kind()) {
          case ADAGRAD -> {
            a[i] += g[i] * g[i];
            w[i] -= rule.rate() * g[i] / (Math.sqrt(a[i]) + rule.third());
          }
          case ADAM -> {
            a[i] = rule.first() * a[i] + (1 - rule.first()) * g[i];
            b[i] = rule.second() * b[i] + (1 - rule.second()) * g[i] * g[i];
            double m = a[i] / (1 - Math.pow(rule.first(), t));
            double v = b[i] / (1 - Math.pow(rule.second(), t));
            w[i] -= rule.rate() * m / (Math.sqrt(v) + rule.third());
          }
          case FTRL -> {
            double sigma = (Math.sqrt(a[i] + g[i] * g[i]) - Math.sqrt(a[i])) / rule.rate();
            b[i] += g[i] - sigma * w[i];
            a[i] += g[i] * g[i];
            double shrunk = Math.max(0, Math.abs(b[i]) - rule.second());
            double step = (rule.first() + Math.sqrt(a[i])) / rule.rate() + rule.third();
            w[i] = -Math.signum(b[i]) * shrunk / step;
          }
        }
      }
    }
  }
}
