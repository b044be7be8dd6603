package paracel.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import paracel.bench.ops.WorkerLoop;

/**
 * How long does a worker take for one operation, when it is alone with a parameter rank and each
 * has a core? The rows are those of {@code paracel bench ops}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"})
public class OperationCost {

  private static final int CALLS = 256;

  @Param({
    "dense read 1",
    "dense update 1",
    "dense read 1000",
    "dense update 1000",
    "sparse read 1",
    "sparse update 1",
    "sparse readMulti 1000",
    "sparse updateMulti 1000",
    "keyvalue read 1",
    "keyvalue update 1",
    "keyvalue readAsync 1",
    "keyvalue updateAsync 1",
    "keyvalue push 1",
    "keyvalue readMulti 1000",
    "keyvalue writeMulti 1000",
    "keyvalue updateMulti 1000"
  })
  public String row;

  private WorkerLoop loop;

  @Setup
  public void open() throws Exception {
    loop = new WorkerLoop(row);
  }

  @TearDown
  public void close() throws Exception {
    loop.close();
  }

  /** One call after the other. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void call() throws Exception {
    loop.call(CALLS);
  }
}
