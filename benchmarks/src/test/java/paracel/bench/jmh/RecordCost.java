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
import paracel.bench.ring.LinkPair;

/**
 * What does a message of 64 bytes cost sender and receiver together, when no core has to fetch it
 * from another's cache? One thread sends so many and receives them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--enable-native-access=ALL-UNNAMED",
      "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
      "-XX:+UseSerialGC"
    })
public class RecordCost {

  private static final int BATCH = 32;

  @Param({"ring", "aeron"})
  public String transport;

  private LinkPair pair;

  @Setup
  public void open() throws Exception {
    pair = LinkPair.open(transport);
  }

  @TearDown
  public void close() throws Exception {
    pair.close();
  }

  /** Each message is visible at once. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long oneByOne() throws Exception {
    return pair.pass(BATCH, false);
  }

  /** Messages become visible together. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long together() throws Exception {
    return pair.pass(BATCH, true);
  }
}
