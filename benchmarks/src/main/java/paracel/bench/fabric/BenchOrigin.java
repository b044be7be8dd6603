package paracel.bench.fabric;

import static paracel.bench.fabric.BenchDescriptor.TARGET;
import static paracel.bench.fabric.BenchDescriptor.WINDOW;

import org.HdrHistogram.Histogram;
import paracel.base.Idler;
import paracel.fabric.Endpoint;
import paracel.fabric.Fabric;
import paracel.fabric.FabricException;
import paracel.fabric.Wait;
import paracel.memory.Region;

/**
 * Life of an origin: arrive, check contents, measure, check again, leave the figures at the target.
 * A duration reaches from the end of one operation to the end of the next. Nothing is allocated
 * while an operation is timed.
 */
final class BenchOrigin {

  static final long START_NS = 60_000_000_000L;

  private static final long CHECK_NS = 10_000_000_000L;
  private static final long LARGEST_NS = 60_000_000_000L;

  private final BenchSettings settings;
  private final BenchDescriptor window;
  private final Fabric fabric;
  private final Idler idler;
  private final int index;
  private final long data;
  private final Histogram histogram = new Histogram(1, LARGEST_NS, 3);
  private final LastWord lastWord = new LastWord();

  private Endpoint endpoint;
  private Region buffer;

  /** The word that the last round trip has written, until a get reads it. */
  private final class LastWord implements Wait.Condition {

    private long offset;
    private long written;
    private long seen;

    @Override
    public boolean poll() throws FabricException {
      seen = endpoint.getLong(TARGET, WINDOW, offset);
      return seen == written;
    }

    @Override
    public String describe() {
      return "rank %d waits until its put is visible: offset %d holds %d, not %d"
          .formatted(fabric.rank(), offset, seen, written);
    }
  }

  /** The whole data of this origin are those of a round. */
  private final class Contents implements Wait.Condition {

    private final long round;
    private long wrongOffset;

    Contents(long round) {
      this.round = round;
    }

    long expected(long offset) {
      return BenchDescriptor.pattern(index, offset, round);
    }

    @Override
    public boolean poll() throws FabricException {
      buffer.segment().fill((byte) 0);
      endpoint.get(TARGET, WINDOW, data, buffer, 0, settings.maxBytes());
      endpoint.flush(TARGET);
      for (long offset = 0; offset < settings.maxBytes(); offset += 8) {
        if (buffer.getLong(offset) != expected(offset)) {
          wrongOffset = offset;
          return false;
        }
      }
      return true;
    }

    @Override
    public String describe() {
      return "rank %d does not get what it has put at offset %d of %d"
          .formatted(fabric.rank(), wrongOffset, settings.maxBytes());
    }
  }

  BenchOrigin(BenchSettings settings, BenchDescriptor window, Fabric fabric, Idler idler) {
    this.settings = settings;
    this.window = window;
    this.fabric = fabric;
    this.idler = idler;
    this.index = fabric.rank() - 1;
    this.data = window.data(index);
  }

  void run() throws FabricException {
    fabric.attach(TARGET, WINDOW, window.windowBytes(), idler, START_NS);
    try (Endpoint opened = fabric.openEndpoint();
        Region memory = Region.allocate(Math.max(4096, settings.maxBytes()))) {
      endpoint = opened;
      buffer = memory;
      endpoint.putLong(TARGET, WINDOW, window.arrived(index), 1);
      endpoint.flush(TARGET);
      await(BenchDescriptor.GO, 1, START_NS);
      check(1);
      for (int i = 0; i < settings.measurements(); i++) {
        measure(i);
      }
      check(2);
      endpoint.putLong(TARGET, WINDOW, window.finished(index), 1);
      endpoint.flush(TARGET); // no get follows: the target may be gone when it sees this word
    }
  }

  private void await(long offset, long value, long timeoutNs) throws FabricException {
    lastWord.offset = offset;
    lastWord.written = value;
    Wait.until(lastWord, idler, timeoutNs);
    endpoint.flush(TARGET);
  }

  /** Puts a pattern and gets it until it is there, whole. */
  private void check(long round) throws FabricException {
    Contents contents = new Contents(round);
    for (long offset = 0; offset < settings.maxBytes(); offset += 8) {
      buffer.setLong(offset, contents.expected(offset));
    }
    endpoint.put(TARGET, WINDOW, data, buffer, 0, settings.maxBytes());
    endpoint.flush(TARGET);
    Wait.until(contents, idler, CHECK_NS);
  }

  private void measure(int measurement) throws FabricException {
    Operation operation = settings.operation(measurement);
    int bytes = settings.bytes(measurement);
    histogram.reset();
    long warmNs = idler.nanoTime() + settings.warmUpNs();
    do {
      operate(operation, bytes);
    } while (idler.nanoTime() < warmNs);
    long[] counts = endpoint.deviceCounts(TARGET);
    long startNs = idler.nanoTime();
    long beforeNs = startNs;
    do {
      operate(operation, bytes);
      long afterNs = idler.nanoTime();
      histogram.recordValue(Math.clamp(afterNs - beforeNs, 1, LARGEST_NS));
      beforeNs = afterNs;
    } while (beforeNs - startNs < settings.measurementNs());
    report(measurement, (beforeNs - startNs) * 1e-9, counts);
  }

  private void operate(Operation operation, int bytes) throws FabricException {
    switch (operation) {
      case PUT -> {
        endpoint.put(TARGET, WINDOW, data, buffer, 0, bytes);
        endpoint.flush(TARGET);
      }
      case GET -> {
        endpoint.get(TARGET, WINDOW, data, buffer, 0, bytes);
        endpoint.flush(TARGET);
      }
      case ROUNDTRIP -> {
        long value = lastWord.written + 1;
        buffer.setLong(bytes - 8, value);
        endpoint.put(TARGET, WINDOW, data, buffer, 0, bytes);
        await(data + bytes - 8, value, START_NS);
      }
    }
  }

  /** Leaves the figures of a measurement at the target; they are there when this returns. */
  private void report(int measurement, double seconds, long[] before) throws FabricException {
    long[] after = endpoint.deviceCounts(TARGET);
    long[] figures = {
      histogram.getTotalCount(),
      histogram.getValueAtPercentile(50),
      histogram.getValueAtPercentile(99),
      histogram.getMaxValue(),
      Double.doubleToLongBits(histogram.getTotalCount() / seconds),
      after[0] - before[0],
      after[1] - before[1],
      after[2] - before[2]
    };
    long offset = window.figures(index, measurement);
    for (int i = 0; i < figures.length; i++) {
      endpoint.putLong(TARGET, WINDOW, offset + 8L * i, figures[i]);
      await(offset + 8L * i, figures[i], START_NS);
    }
  }
}
