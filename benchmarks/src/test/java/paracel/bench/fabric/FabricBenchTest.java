package paracel.bench.fabric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paracel.base.Idler;
import paracel.fabric.Endpoint;
import paracel.fabric.Fabric;
import paracel.fabric.FabricException;
import paracel.fabric.FabricGroup;
import paracel.fabric.FabricSpec;
import paracel.fabric.local.LocalFabricProvider;
import paracel.memory.Region;

/** A fabric that spoils contents is found out, however fast it is. */
@Timeout(60)
final class FabricBenchTest {

  private static final BenchSettings SETTINGS = new BenchSettings(List.of(8, 4104), 0.002);

  private static final FabricSpec SPEC = FabricSpec.threads("bench-test", 3, 1);

  private static FabricGroup local() throws Exception {
    return new LocalFabricProvider().open(SPEC);
  }

  @Test
  void soundFabricIsMeasured() throws Exception {
    assertEquals(SETTINGS.measurements(), FabricBench.run(SETTINGS, local(), SPEC).size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"put", "get"})
  void wrongContentsAreFound(String spoilt) throws Exception {
    FabricGroup group = new SpoilingGroup(local(), spoilt);
    FabricException e =
        assertThrows(FabricException.class, () -> FabricBench.run(SETTINGS, group, SPEC));
    assertTrue(e.getMessage().contains("at offset 4096 of 4104"), e.getMessage());
  }

  @Test
  void partsOfTheWindowDoNotOverlap() {
    BenchDescriptor window = new BenchDescriptor(3, 6, 72);
    Set<Long> words = new HashSet<>(Set.of(BenchDescriptor.GO));
    int count = 1;
    for (int origin = 0; origin < 3; origin++) {
      words.add(window.arrived(origin));
      words.add(window.finished(origin));
      assertTrue(window.arrived(origin) / 64 == window.finished(origin) / 64, "one line");
      count += 2 + 6 * BenchDescriptor.FIGURES + 72 / 8;
      for (int measurement = 0; measurement < 6; measurement++) {
        for (int i = 0; i < BenchDescriptor.FIGURES; i++) {
          words.add(window.figures(origin, measurement) + 8L * i);
        }
      }
      for (int offset = 0; offset < 72; offset += 8) {
        words.add(window.data(origin) + offset);
      }
      assertEquals(0, window.data(origin) % 64);
    }
    assertEquals(count, words.size());
    assertTrue(words.stream().allMatch(offset -> offset <= window.windowBytes() - 8));
  }

  @Test
  void patternsDiffer() {
    Set<Long> seen = new HashSet<>();
    for (int origin = 0; origin < 3; origin++) {
      for (long round = 1; round <= 2; round++) {
        for (long offset = 0; offset < 4096; offset += 8) {
          assertTrue(seen.add(BenchDescriptor.pattern(origin, offset, round)));
        }
      }
    }
    assertFalse(seen.contains(0L));
  }

  /** The local fabric, whose endpoints lose the last word of each large put or get. */
  private record SpoilingGroup(FabricGroup sound, String spoilt) implements FabricGroup {

    @Override
    public Fabric fabric(int rank) {
      return new SpoilingFabric(sound.fabric(rank), spoilt);
    }

    @Override
    public Idler newIdler() {
      return sound.newIdler();
    }

    @Override
    public Handle start(int rank, String name, Task task) {
      return sound.start(rank, name, task);
    }

    @Override
    public void close() {
      sound.close();
    }
  }

  private record SpoilingFabric(Fabric sound, String spoilt) implements Fabric {

    @Override
    public int rank() {
      return sound.rank();
    }

    @Override
    public boolean ordersPuts() {
      return sound.ordersPuts();
    }

    @Override
    public Region allocate(int window, long bytes) throws FabricException {
      return sound.allocate(window, bytes);
    }

    @Override
    public void expose(int window, Region region) throws FabricException {
      sound.expose(window, region);
    }

    @Override
    public void attach(int target, int window, long bytes, Idler idler, long timeoutNs)
        throws FabricException {
      sound.attach(target, window, bytes, idler, timeoutNs);
    }

    @Override
    public void seal(int window) {
      sound.seal(window);
    }

    @Override
    public Endpoint openEndpoint() {
      return new SpoilingEndpoint(sound.openEndpoint(), spoilt);
    }

    @Override
    public void close() {
      sound.close();
    }
  }

  private record SpoilingEndpoint(Endpoint sound, String spoilt) implements Endpoint {

    private long kept(String operation, long bytes) {
      return spoilt.equals(operation) && bytes > 4096 ? bytes - 8 : bytes;
    }

    @Override
    public void put(
        int target, int window, long targetOffset, Region origin, long originOffset, long bytes)
        throws FabricException {
      sound.put(target, window, targetOffset, origin, originOffset, kept("put", bytes));
    }

    @Override
    public void putLong(int target, int window, long targetOffset, long value)
        throws FabricException {
      sound.putLong(target, window, targetOffset, value);
    }

    @Override
    public void get(
        int target, int window, long targetOffset, Region origin, long originOffset, long bytes)
        throws FabricException {
      sound.get(target, window, targetOffset, origin, originOffset, kept("get", bytes));
    }

    @Override
    public long getLong(int target, int window, long targetOffset) throws FabricException {
      return sound.getLong(target, window, targetOffset);
    }

    @Override
    public void fence(int target) throws FabricException {
      sound.fence(target);
    }

    @Override
    public void flush(int target) throws FabricException {
      sound.flush(target);
    }

    @Override
    public void close() {
      sound.close();
    }
  }
}
