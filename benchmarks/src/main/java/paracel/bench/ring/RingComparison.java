package paracel.bench.ring;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import paracel.bench.fabric.ChildRun;
import paracel.bench.fabric.Measurement;
import paracel.fabric.FabricException;

/**
 * All operations over all transports, in turn so that they meet the same load of the machine, round
 * after round, each in two fresh JVMs. What is compared are medians over the rounds.
 */
final class RingComparison {

  static final String LATENCY = "latency";
  static final String THROUGHPUT = "throughput";

  /** As {@link #THROUGHPUT}, but messages become visible 32 at a time, as updates do. */
  static final String BATCHES = "batches";

  /** A million doubles by one get from the other process's window. */
  static final String PULL = "pull";

  /** A memory copy of as many bytes, each in turn with a pull, in the same process. */
  static final String COPY = "copy";

  static final List<String> OPS = List.of(LATENCY, THROUGHPUT, BATCHES, PULL, COPY);

  private static final long START_NS = 60_000_000_000L;

  private final List<RingTransport> transports;
  private final double seconds;
  private final int rounds;
  private final Consumer<String> progress;
  private final Map<RingTransport, List<Measurement>> found = new EnumMap<>(RingTransport.class);

  /** One figure over the rounds. */
  record Spread(long median, long lowest, long highest) {

    static Spread of(List<Long> values) {
      return new Spread(
          Measurement.median(values),
          values.stream().min(Long::compare).orElseThrow(),
          values.stream().max(Long::compare).orElseThrow());
    }

    void write(JsonGenerator json, String name) throws IOException {
      json.writeNumberField(name, median);
      json.writeNumberField(name + "Lowest", lowest);
      json.writeNumberField(name + "Highest", highest);
    }
  }

  /** What the rounds of one operation have given. */
  record Figures(Spread medianNs, Spread p99Ns, Spread maxNs, Spread perSecond) {}

  /**
   * @param seconds of each operation
   * @param progress is told what is run
   */
  RingComparison(
      List<RingTransport> transports, double seconds, int rounds, Consumer<String> progress) {
    this.transports = transports;
    this.seconds = seconds;
    this.rounds = rounds;
    this.progress = progress;
  }

  void run() throws FabricException, IOException, InterruptedException {
    for (int round = 1; round <= rounds; round++) {
      for (String op : OPS) {
        for (RingTransport transport : transports) {
          if (applies(transport, op)) {
            progress.accept(
                "round %d of %d: %s, %s".formatted(round, rounds, op, transport.word()));
            found.computeIfAbsent(transport, t -> new ArrayList<>()).addAll(measure(transport, op));
          }
        }
      }
    }
  }

  private static boolean applies(RingTransport transport, String op) {
    return switch (op) {
      case COPY -> false; // comes with the pulls
      case BATCHES, PULL -> transport == RingTransport.RING;
      default -> true;
    };
  }

  private List<Measurement> measure(RingTransport transport, String op)
      throws FabricException, IOException, InterruptedException {
    Path directory = Files.createTempDirectory(Path.of("/dev/shm"), "paracel-ring-");
    try {
      Path inner = directory.resolve(directory.getFileName() + "-link");
      FutureTask<String> other = new FutureTask<>(() -> child(transport, op, 0, inner));
      Thread.ofPlatform().daemon().start(other);
      String output = child(transport, op, 1, inner);
      List<Measurement> all = Measurement.readAll(output + other.get());
      int expected = op.equals(PULL) ? 2 : 1;
      if (all.size() != expected) {
        throw new FabricException(
            "%s over %s has printed %d measurements instead of %d"
                .formatted(op, transport.word(), all.size(), expected));
      }
      return all;
    } catch (ExecutionException e) {
      throw new FabricException("end 0: " + e.getCause().getMessage(), e.getCause());
    } finally {
      remove(directory);
    }
  }

  private String child(RingTransport transport, String op, int end, Path directory)
      throws FabricException, IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    words.add("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED"); // for Agrona's buffers
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    words.add(RingProcess.class.getName());
    words.addAll(List.of(transport.word(), op, Integer.toString(end), directory.toString()));
    words.add(Long.toString((long) (seconds * 1e9)));
    return ChildRun.output(words, (long) (3e9 * seconds) + START_NS);
  }

  /** What a killed process has left. */
  private static void remove(Path directory) throws IOException {
    File[] files = directory.toFile().listFiles();
    for (File file : files == null ? new File[0] : files) {
      remove(file.toPath());
    }
    Files.deleteIfExists(directory);
  }

  /** Medians of what {@link #run} has found; null where the operation does not apply. */
  Figures figures(RingTransport transport, String op) {
    List<Measurement> all =
        found.getOrDefault(transport, List.of()).stream().filter(m -> m.op().equals(op)).toList();
    if (all.isEmpty()) {
      return null;
    }
    return new Figures(
        Spread.of(all.stream().map(Measurement::medianNs).toList()),
        Spread.of(all.stream().map(Measurement::p99Ns).toList()),
        Spread.of(all.stream().map(Measurement::maxNs).toList()),
        Spread.of(all.stream().map(m -> (long) m.perSecond()).toList()));
  }

  /** A table for people. */
  void table(PrintStream out) {
    out.printf(
        "%d B messages between two JVMs, and %d doubles; medians of %d rounds (lowest-highest)%n",
        MessageLink.MESSAGE_BYTES, PullLoop.COUNT, rounds);
    out.printf(
        "%-11s%-6s%28s%9s%10s%34s%n", "", "", "median ns", "99 % ns", "max ns", "per second");
    for (String op : OPS) {
      for (RingTransport transport : transports) {
        Figures figures = figures(transport, op);
        if (figures != null) {
          out.printf(
              Locale.ROOT,
              "%-11s%-6s%28s%9d%10d%34s%n",
              op,
              transport.word(),
              text(figures.medianNs()),
              figures.p99Ns().median(),
              figures.maxNs().median(),
              text(figures.perSecond()));
        }
      }
    }
  }

  private static String text(Spread spread) {
    return "%d (%d-%d)".formatted(spread.median(), spread.lowest(), spread.highest());
  }

  /** One JSON object. */
  String json() throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("bytes", MessageLink.MESSAGE_BYTES);
      json.writeNumberField("rounds", rounds);
      json.writeNumberField("seconds", seconds);
      json.writeArrayFieldStart("results");
      for (String op : OPS) {
        for (RingTransport transport : transports) {
          Figures figures = figures(transport, op);
          if (figures != null) {
            json.writeStartObject();
            json.writeStringField("op", op);
            json.writeStringField("transport", transport.word());
            figures.medianNs().write(json, "medianNs");
            figures.p99Ns().write(json, "p99Ns");
            figures.maxNs().write(json, "maxNs");
            figures.perSecond().write(json, "perSecond");
            json.writeEndObject();
          }
        }
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }
}
