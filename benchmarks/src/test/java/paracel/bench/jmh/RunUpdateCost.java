package paracel.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import paracel.memory.Region;
import paracel.table.RunUpdate;
import paracel.table.TableSpec;

/** What does it cost a parameter rank to add a run of doubles, through arrays and without? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"})
public class RunUpdateCost {

  @Param({"1", "16", "1000", "1000000"})
  public int count;

  private Region elements;
  private Region deltas;
  private RunUpdate update;

  @Setup
  public void open() {
    elements = Region.allocate(8L * count);
    deltas = Region.allocate(8L * count);
    update = new RunUpdate(TableSpec.dense("t", 1, count));
  }

  @TearDown
  public void close() {
    elements.close();
    deltas.close();
  }

  @Benchmark
  public void asTablesDo() {
    update.apply(elements, 0, count, deltas, 0);
  }

  @Benchmark
  public void elementByElement() {
    for (long at = 0; at < 8L * count; at += 8) {
      elements.setDouble(at, elements.getDouble(at) + deltas.getDouble(at));
    }
  }
}
