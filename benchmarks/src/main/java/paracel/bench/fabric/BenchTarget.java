package paracel.bench.fabric;

import static paracel.bench.fabric.BenchDescriptor.WINDOW;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import paracel.base.Idler;
import paracel.fabric.Fabric;
import paracel.fabric.FabricException;
import paracel.fabric.Wait;
import paracel.memory.Region;

/** Life of the target: expose the window, wait for the origins, collect what they leave in it. */
final class BenchTarget {

  private final BenchSettings settings;
  private final BenchDescriptor window;
  private final Fabric fabric;
  private final Idler idler;
  private List<Measurement> measurements;

  /** Every origin has written a word of its own. */
  private record AllWritten(Region region, IntToLongFunction offset, int origins, String what)
      implements Wait.Condition {

    @Override
    public boolean poll() {
      return missing() < 0;
    }

    private int missing() {
      for (int origin = 0; origin < origins; origin++) {
        if (region.getLongAcquire(offset.applyAsLong(origin)) == 0) {
          return origin;
        }
      }
      return -1;
    }

    @Override
    public String describe() {
      return "rank 0 waits for rank %d to %s".formatted(missing() + 1, what);
    }
  }

  BenchTarget(BenchSettings settings, BenchDescriptor window, Fabric fabric, Idler idler) {
    this.settings = settings;
    this.window = window;
    this.fabric = fabric;
    this.idler = idler;
  }

  void run() throws FabricException {
    Region region = fabric.allocate(WINDOW, window.windowBytes());
    fabric.expose(WINDOW, region);
    Wait.until(
        new AllWritten(region, window::arrived, window.origins(), "arrive"),
        idler,
        BenchOrigin.START_NS);
    fabric.seal(WINDOW);
    region.setLongRelease(BenchDescriptor.GO, 1);
    Wait.until(
        new AllWritten(region, window::finished, window.origins(), "finish its measurements"),
        idler,
        settings.deadlineNs());
    check(region);
    List<Measurement> all = new ArrayList<>();
    for (int i = 0; i < settings.measurements(); i++) {
      all.add(collect(region, i));
    }
    measurements = List.copyOf(all);
  }

  /** What the last check of each origin has left, seen by this rank's CPU. */
  private void check(Region region) throws FabricException {
    for (int origin = 0; origin < window.origins(); origin++) {
      for (long offset = 0; offset < settings.maxBytes(); offset += 8) {
        long word = region.getLongAcquire(window.data(origin) + offset);
        if (word != BenchDescriptor.pattern(origin, offset, 2)) {
          throw new FabricException(
              "what rank %d has put at offset %d of %d is not in the window of rank 0"
                  .formatted(origin + 1, offset, settings.maxBytes()));
        }
      }
    }
  }

  private Measurement collect(Region region, int measurement) {
    List<Measurement> ofOrigins = new ArrayList<>();
    for (int origin = 0; origin < window.origins(); origin++) {
      long[] figures = new long[BenchDescriptor.FIGURES];
      for (int i = 0; i < figures.length; i++) {
        figures[i] = region.getLongAcquire(window.figures(origin, measurement) + 8L * i);
      }
      ofOrigins.add(
          new Measurement(
              settings.operation(measurement).word(),
              settings.bytes(measurement),
              figures[0],
              figures[1],
              figures[2],
              figures[3],
              Double.longBitsToDouble(figures[4]),
              (double) figures[5] / figures[0],
              (double) figures[6] / figures[0],
              (double) figures[7] / figures[0]));
    }
    return Measurement.ofAll(ofOrigins);
  }

  /** In the settings' order; after {@link #run}. */
  List<Measurement> measurements() {
    return measurements;
  }
}
