package paracel.bench.ops;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import paracel.fabric.FabricException;
import paracel.table.TableSpec;
import paracel.worker.KeyValueTable;
import paracel.worker.Reduction;
import paracel.worker.Worker;
import paracel.worker.WorkerProgram;

/**
 * Fills a key-value table of longs, then updates keys at random, asynchronously, and looks whether
 * every update is there and memory has stayed as it was.
 */
final class FillProgram implements WorkerProgram {

  private static final String COUNTS = "counts";
  private static final String EMPTY = "empty";
  private static final int LARGEST_DELTA = 8;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final FillOutcome outcome;
  private final byte[] key = new byte[Long.BYTES];

  private Worker worker;
  private KeyValueTable counts;
  private long startNs;
  private long sum;

  /**
   * @param outcome filled by worker 0
   */
  FillProgram(FillOutcome outcome) {
    this.outcome = outcome;
  }

  @Override
  public void run(Worker itself) throws FabricException {
    worker = itself;
    worker.openTables(TableSpec.keyLong(COUNTS), TableSpec.keyLong(EMPTY));
    counts = worker.keyValue(COUNTS);
    startNs = System.nanoTime();
    for (long i = worker.index(); i < outcome.keys; i += worker.workers()) {
      push(i, 1);
    }
    FillOutcome.Moment filled = look();
    long own = own(outcome.updates);
    update(own / 2);
    FillOutcome.Moment halfway = look();
    update(own - own / 2);
    FillOutcome.Moment end = look();
    long expected = worker.allReduce(sum, Reduction.SUM);
    if (worker.index() == 0) {
      outcome.filled = filled;
      outcome.halfway = halfway;
      outcome.end = end;
      outcome.expectedSum = expected;
      outcome.sum = counts.aggregate(SumOfLongs.class, null).asLong();
    }
  }

  /** This worker's part of a number. */
  private long own(long all) {
    return all / worker.workers() + (worker.index() < all % worker.workers() ? 1 : 0);
  }

  private void update(long times) throws FabricException {
    for (long i = 0; i < times; i++) {
      push(worker.random().nextInt(outcome.keys), 1 + worker.random().nextInt(LARGEST_DELTA));
    }
  }

  private void push(long number, long delta) throws FabricException {
    LONG.set(key, 0, number);
    counts.push(key, 0, key.length, delta);
    sum += delta;
  }

  /** How things are when everything that was pushed is there. Collective. */
  private FillOutcome.Moment look() throws FabricException {
    worker.tick();
    counts.size(); // is answered behind the tick, and what was before it
    worker.barrier();
    double seconds = (System.nanoTime() - startNs) * 1e-9;
    FillOutcome.Moment moment =
        new FillOutcome.Moment(
            seconds,
            counts.size(),
            counts.bytes(),
            worker.keyValue(EMPTY).aggregate(ResidentBytes.class, null).asLong());
    worker.barrier(); // nobody goes on before everybody has looked
    return moment;
  }
}
