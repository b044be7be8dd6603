package paracel.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paracel.table.Consistency;
import paracel.table.TableSpec;
import paracel.worker.DenseTable;
import paracel.worker.Worker;

/**
 * In the steady state pull, push, apply and tick allocate nothing, in no thread of the job. The
 * steady state begins when everything is compiled: some stretch of clocks must be without a byte.
 */
final class SteadyStateLawTest {

  private static final int STRETCHES = 40;
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
    AtomicLong least = new AtomicLong(Long.MAX_VALUE);
    AtomicBoolean stop = new AtomicBoolean();
    Job.run(
        JobSpec.threads(2, 2, consistency).withFabric(fabric),
        index -> worker -> work(worker, least, stop));
    assertEquals(0, least.get(), "bytes allocated by all ranks in " + CLOCKS + " clocks");
  }

  private static void work(Worker worker, AtomicLong least, AtomicBoolean stop) throws Exception {
    worker.openTables(
        TableSpec.dense("plain", ROWS, 16), TableSpec.dense("cached", ROWS, 16).cached());
    double[] rows = new double[ROWS * 16];
    long[] list = {1, 2, 3, 17, 30, 31};
    if (worker.index() != 0) {
      while (!stop.get()) {
        clocks(worker, rows, list, 10);
      }
      return;
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] ids = rankThreads(threads);
    for (int stretch = 0; stretch < STRETCHES && least.get() > 0; stretch++) {
      long before = sum(threads, ids);
      clocks(worker, rows, list, CLOCKS);
      long bytes = sum(threads, ids) - before - overhead(threads, ids);
      least.set(Math.min(least.get(), bytes));
    }
    stop.set(true);
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
    return Arrays.copyOf(ids, count);
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
