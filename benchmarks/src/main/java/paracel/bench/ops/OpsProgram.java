package paracel.bench.ops;

import java.util.ArrayList;
import java.util.List;
import paracel.fabric.FabricException;
import paracel.table.TableSpec;
import paracel.worker.Completion;
import paracel.worker.KeyValueTable;
import paracel.worker.Reduction;
import paracel.worker.Worker;
import paracel.worker.WorkerProgram;

/** What each worker does: one kind of call after the other, for a while, beside the others. */
final class OpsProgram implements WorkerProgram {

  private static final String LAST = "last";

  private final OpsSettings settings;
  private final List<OpsResult> results;
  private final Latencies latencies = new Latencies();

  private Worker worker;
  private KeyValueTable last;

  /**
   * @param results filled by worker 0
   */
  OpsProgram(OpsSettings settings, List<OpsResult> results) {
    this.settings = settings;
    this.results = results;
  }

  @Override
  public void run(Worker itself) throws FabricException {
    worker = itself;
    List<TableSpec> specs = new ArrayList<>();
    specs.add(TableSpec.keyLong(LAST));
    specs.addAll(DenseCases.tables(worker.workers()));
    specs.addAll(SparseCases.tables());
    specs.addAll(KeyCases.tables());
    worker.openTables(specs.toArray(TableSpec[]::new));
    last = worker.keyValue(LAST);
    SparseCases.fill(worker);
    KeyCases.fill(worker);
    settle();
    List<OpsCase> cases = new ArrayList<>(DenseCases.cases(worker));
    cases.addAll(SparseCases.cases(worker));
    cases.addAll(KeyCases.cases(worker));
    cases.removeIf(one -> !settings.wants(one));
    for (OpsCase one : cases) { // so that no call meets code that is compiled for another only
      measure(one, settings.warmUpNs());
    }
    for (OpsCase one : cases) {
      OpsResult result = measure(one, settings.measurementNs());
      if (worker.index() == 0) {
        results.add(result);
      }
    }
  }

  private OpsResult measure(OpsCase one, long durationNs) throws FabricException {
    latencies.clear();
    worker.barrier();
    long startNs = System.nanoTime();
    long calls = callFor(one, startNs + durationNs);
    settle();
    long tookNs = worker.allReduce(System.nanoTime() - startNs, Reduction.MAX);
    long all = worker.allReduce(calls, Reduction.SUM);
    latencies.addUp(worker);
    double perSecond = all / (tookNs * 1e-9);
    return new OpsResult(
        one.table(),
        one.op(),
        one.doubles(),
        perSecond,
        perSecond * one.doubles() * Double.BYTES,
        latencies.quantileUs(0.5),
        latencies.quantileUs(0.99));
  }

  private long callFor(OpsCase one, long endNs) throws FabricException {
    long calls = 0;
    long nowNs = System.nanoTime();
    do {
      long beginNs = nowNs;
      Completion<?> completion = one.call().make((int) (calls++ & Integer.MAX_VALUE));
      nowNs = System.nanoTime();
      if (completion == null) {
        latencies.record(nowNs - beginNs);
      } else {
        completion.whenDone(done -> latencies.record(System.nanoTime() - beginNs));
      }
    } while (nowNs < endNs);
    return calls;
  }

  /**
   * Waits until everything that this worker has called has happened: the question about the size
   * follows it to every parameter rank, and is answered behind it.
   */
  private void settle() throws FabricException {
    worker.tick();
    last.size();
  }
}
