package paracel.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paracel.table.Consistency;
import paracel.table.TableSpec;
import paracel.worker.DenseTable;
import paracel.worker.Worker;

/** In the steady state pull, push, apply and tick allocate nothing, in no thread. */
final class SteadyStateLawTest {

  private static final int WARM_UP_CLOCKS = 4000;
  private static final int CLOCKS = 2000;
  private static final int ROWS = 40;

  @ParameterizedTest
  @CsvSource({"local,bsp", "local,ssp", "local,asp", "shm,bsp", "shm,ssp", "shm,asp"})
  void nothingIsAllocated(String fabric, String mode) throws Exception {
    Consistency consistency =
        switch (mode) {
          case "bsp" -> Consistency.bsp();
          case "ssp" -> Consistency.ssp(2);
          default -> Consistency.asp();
        };
    long[] allocated = new long[1];
    Job.run(
        JobSpec.threads(2, 2, consistency).withFabric(fabric),
        index -> worker -> work(worker, allocated));
    assertEquals(0, allocated[0], "bytes allocated by all ranks in " + CLOCKS + " clocks");
  }

  private static void work(Worker worker, long[] allocated) throws Exception {
    worker.openTables(
        TableSpec.dense("plain", ROWS, 16), TableSpec.dense("cached", ROWS, 16).cached());
    double[] rows = new double[ROWS * 16];
    long[] list = {1, 2, 3, 17, 30, 31};
    clocks(worker, rows, list, WARM_UP_CLOCKS);
    worker.barrier();
    long[] ids = null;
    long before = 0;
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    if (worker.index() == 0) {
      // threads of the job: workers and parameter ranks are all called "rank ..."
      ids = rankThreads(threads);
      sum(threads, ids); // once, so that the look itself is warm
    }
    worker.barrier();
    if (worker.index() == 0) {
      before = sum(threads, ids);
    }
    clocks(worker, rows, list, CLOCKS);
    if (worker.index() == 0) {
      allocated[0] = sum(threads, ids) - before - overhead(threads, ids);
    }
    worker.barrier();
  }

  private static void clocks(Worker worker, double[] rows, long[] list, int count)
      throws Exception {
    DenseTable plain = worker.dense("plain");
    DenseTable cached = worker.dense("cached");
    for (int clock = 0; clock < count; clock++) {
      plain.pull(0, ROWS, rows);
      cached.pull(list, list.length, rows);
      plain.push(0, ROWS, rows);
      cached.push(list[clock % list.length], rows, 0);
      worker.tick();
    }
  }

  private static long[] rankThreads(ThreadMXBean threads) {
    long[] ids = new long[64];
    int count = 0;
    for (long id : threads.getAllThreadIds()) {
      var info = threads.getThreadInfo(id);
      if (info != null && info.getThreadName().startsWith("rank ")) {
        ids[count++] = id;
      }
    }
    assertEquals(4, count, "two workers and two parameter ranks");
    return java.util.Arrays.copyOf(ids, count);
  }

  /** Bytes allocated so far by these threads. */
  private static long sum(ThreadMXBean threads, long[] ids) {
    long sum = 0;
    for (long id : ids) {
      sum += threads.getThreadAllocatedBytes(id);
    }
    return sum;
  }

  /** What one call of {@link #sum} allocates itself. */
  private static long overhead(ThreadMXBean threads, long[] ids) {
    long one = sum(threads, ids);
    return sum(threads, ids) - one;
  }
}
