package paracel.bench.ring;

import java.util.List;
import org.HdrHistogram.Histogram;
import paracel.base.Idler;
import paracel.bench.fabric.Measurement;
import paracel.fabric.Endpoint;
import paracel.fabric.Fabric;
import paracel.fabric.FabricException;
import paracel.fabric.Wait;
import paracel.memory.Region;

/**
 * Pulls a vector of {@value #COUNT} doubles, as a dense row is read, from the other process's
 * window by one-sided gets; each in turn with a copy of as many bytes from memory of this process
 * to the same place. End 0 owns the window and takes no part; end 1 pulls and measures.
 *
 * <pre>
 *    0   set when end 1 has done    (written by end 1)
 *   64   the vector                 (written by end 0 before it exposes the window)
 * </pre>
 */
final class PullLoop {

  static final int COUNT = 1_000_000;

  private static final int BYTES = COUNT * Double.BYTES;
  private static final int WINDOW = 0;
  private static final int OWNER = 0;
  private static final long DONE = 0;
  private static final long DATA = 64;
  private static final long START_NS = 30_000_000_000L;
  private static final long LARGEST_NS = 10_000_000_000L;

  private final Fabric fabric;
  private final Idler idler;
  private final long nanos;

  /**
   * @param nanos duration of the measurement, after a warm-up of half the length
   */
  PullLoop(Fabric fabric, Idler idler, long nanos) {
    this.fabric = fabric;
    this.idler = idler;
    this.nanos = nanos;
  }

  /** The durations of pulls and of copies; of end 0 none. */
  List<Measurement> run() throws FabricException {
    if (fabric.rank() == OWNER) {
      own();
      return List.of();
    }
    fabric.attach(OWNER, WINDOW, DATA + BYTES, idler, START_NS);
    try (Endpoint endpoint = fabric.openEndpoint();
        Region near = Region.allocate(BYTES);
        Region into = Region.allocate(BYTES)) {
      fill(near, 0, -1);
      List<Measurement> measured = pull(endpoint, near, into);
      endpoint.putLong(OWNER, WINDOW, DONE, 1);
      endpoint.flush(OWNER);
      return measured;
    }
  }

  private void own() throws FabricException {
    Region window = fabric.allocate(WINDOW, DATA + BYTES);
    fill(window, DATA, 1);
    fabric.expose(WINDOW, window);
    Wait.until(
        new Wait.Condition() {
          @Override
          public boolean poll() {
            return window.getLongAcquire(DONE) == 1;
          }

          @Override
          public String describe() {
            return "end 0 waits until end 1 has pulled enough";
          }
        },
        idler,
        START_NS + 3 * nanos);
  }

  private List<Measurement> pull(Endpoint endpoint, Region near, Region into)
      throws FabricException {
    Histogram pulls = new Histogram(1, LARGEST_NS, 3);
    Histogram copies = new Histogram(1, LARGEST_NS, 3);
    long startNs = idler.nanoTime();
    long nowNs = startNs;
    while (nowNs - startNs < nanos + nanos / 2) {
      if (nowNs - startNs < nanos / 2) {
        pulls.reset();
        copies.reset();
      }
      endpoint.get(OWNER, WINDOW, DATA, into, 0, BYTES);
      endpoint.flush(OWNER);
      long pulledNs = idler.nanoTime();
      check(into, 1);
      long beforeNs = idler.nanoTime();
      into.copyFrom(near, 0, 0, BYTES);
      long copiedNs = idler.nanoTime();
      check(into, -1);
      pulls.recordValue(Math.clamp(pulledNs - nowNs, 1, LARGEST_NS));
      copies.recordValue(Math.clamp(copiedNs - beforeNs, 1, LARGEST_NS));
      nowNs = idler.nanoTime();
    }
    return List.of(
        measurement(RingComparison.PULL, pulls), measurement(RingComparison.COPY, copies));
  }

  private static Measurement measurement(String op, Histogram histogram) {
    return new Measurement(
        op,
        BYTES,
        histogram.getTotalCount(),
        histogram.getValueAtPercentile(50),
        histogram.getValueAtPercentile(99),
        histogram.getMaxValue(),
        1e9 / histogram.getMean());
  }

  /** Element i becomes {@code sign * (i + 1)}. */
  private static void fill(Region region, long offset, int sign) {
    for (int i = 0; i < COUNT; i++) {
      region.setDouble(offset + (long) i * Double.BYTES, sign * (i + 1.0));
    }
  }

  /** A few elements at once in both halves, the first and the last. */
  private static void check(Region into, int sign) throws FabricException {
    for (int i : new int[] {0, COUNT / 3, COUNT / 2, COUNT - 1}) {
      double element = into.getDouble((long) i * Double.BYTES);
      if (element != sign * (i + 1.0)) {
        throw new FabricException("element " + i + " of what was pulled is " + element);
      }
    }
  }
}
