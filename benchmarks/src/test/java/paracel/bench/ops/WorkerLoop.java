package paracel.bench.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import paracel.job.Job;
import paracel.job.JobSpec;
import paracel.table.Consistency;
import paracel.table.TableSpec;
import paracel.worker.Completion;
import paracel.worker.Worker;

/**
 * A worker and a parameter rank that are threads of this JVM; the worker makes calls of one kind
 * when it is told to. Used by one thread.
 */
public final class WorkerLoop implements AutoCloseable {

  private final SynchronousQueue<Integer> wanted = new SynchronousQueue<>();
  private final SynchronousQueue<Boolean> done = new SynchronousQueue<>();
  private final CountDownLatch opened = new CountDownLatch(1);
  private final Thread job;
  private volatile Exception failure;

  /**
   * @param row table, operation and size as in the results, for example {@code keyvalue read 1}
   */
  public WorkerLoop(String row) throws InterruptedException {
    JobSpec spec = JobSpec.threads(1, 1, Consistency.asp()).withFabric("local");
    job =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    Job.run(spec, index -> worker -> serve(worker, row));
                  } catch (Exception e) {
                    failure = e;
                  }
                  opened.countDown();
                });
    opened.await();
    check();
  }

  private void serve(Worker worker, String row) throws Exception {
    List<TableSpec> specs = new ArrayList<>(DenseCases.tables(1));
    specs.addAll(SparseCases.tables());
    specs.addAll(KeyCases.tables());
    worker.openTables(specs.toArray(TableSpec[]::new));
    SparseCases.fill(worker);
    KeyCases.fill(worker);
    worker.tick();
    List<OpsCase> cases = new ArrayList<>(DenseCases.cases(worker));
    cases.addAll(SparseCases.cases(worker));
    cases.addAll(KeyCases.cases(worker));
    OpsCase one =
        cases.stream()
            .filter(c -> row.equals(c.table() + " " + c.op() + " " + c.doubles()))
            .findAny()
            .orElseThrow(() -> new IllegalArgumentException("there is no row " + row));
    opened.countDown();
    int number = 0;
    for (int count; (count = wanted.take()) > 0; ) {
      Completion<?> last = null;
      for (int i = 0; i < count; i++) {
        last = one.call().make(number++);
      }
      if (last != null) {
        last.get();
      }
      done.put(true);
    }
  }

  private void check() {
    if (failure != null) {
      throw new IllegalStateException("the job has failed", failure);
    }
  }

  /** Makes so many calls, 1 or more, and waits for them. */
  public void call(int count) throws InterruptedException {
    check();
    wanted.put(count);
    done.take();
  }

  @Override
  public void close() throws InterruptedException {
    wanted.put(0);
    job.join();
    check();
  }
}
