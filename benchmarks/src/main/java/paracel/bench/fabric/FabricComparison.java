package paracel.bench.fabric;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import paracel.base.OptionException;
import paracel.cli.Main;
import paracel.fabric.FabricException;

/**
 * This fabric and its twin in C, run in turn so that both meet the same load of the machine. What
 * is compared are medians over rounds of each run's median.
 */
final class FabricComparison {

  static final int ROUNDS = 5;

  /** Where CMake puts it, from the root of the project. */
  private static final String BUILT_TWIN = "build/native/native/test/fabric_twin";

  private final BenchSettings settings;
  private final String fabric;
  private final String mpiProvider;
  private final Path twin;
  private final List<String> mpirun;
  private final Consumer<String> progress;
  private final List<List<Measurement>> javaRounds = new ArrayList<>();
  private final List<List<Measurement>> twinRounds = new ArrayList<>();

  /** Median durations of one operation and size at both sides, in nanoseconds. */
  record Pair(String op, int bytes, long javaNs, long javaP99Ns, long twinNs, long twinP99Ns) {

    double ratio() {
      return (double) javaNs / Math.max(1, twinNs);
    }
  }

  /**
   * @param mpirun first words of the command that starts ranks
   * @param progress is told what is run
   */
  FabricComparison(
      BenchSettings settings,
      String fabric,
      String mpiProvider,
      Path twin,
      List<String> mpirun,
      Consumer<String> progress) {
    this.settings = settings;
    this.fabric = fabric;
    this.mpiProvider = mpiProvider;
    this.twin = twin;
    this.mpirun = mpirun;
    this.progress = progress;
  }

  /**
   * Finds the program in C.
   *
   * @param given by the user, or null
   * @throws OptionException when it is not there; says how to build it
   */
  static Path findTwin(String given) throws OptionException {
    if (given != null) {
      Path path = Path.of(given).toAbsolutePath();
      if (!Files.isRegularFile(path) || !Files.isExecutable(path)) {
        throw new OptionException("--twin: " + given + " is not a program");
      }
      return path;
    }
    for (Path at = ownPlace(); at != null; at = at.getParent()) {
      if (Files.isExecutable(at.resolve(BUILT_TWIN))) {
        return at.resolve(BUILT_TWIN);
      }
    }
    throw new OptionException(
        "--compare: "
            + BUILT_TWIN
            + " is not there; build it: cmake -S . -B build/native && cmake --build build/native"
            + " (needs libopenmpi-dev), or give --twin PATH");
  }

  private static Path ownPlace() {
    try {
      var source = FabricComparison.class.getProtectionDomain().getCodeSource();
      return Path.of(source.getLocation().toURI()).toAbsolutePath();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the place of this class is no path", e);
    }
  }

  /** Runs both, in turn. */
  void run() throws FabricException, IOException, InterruptedException {
    for (int round = 1; round <= ROUNDS; round++) {
      progress.accept("round " + round + " of " + ROUNDS + ": fabric " + fabric);
      javaRounds.add(measurements(javaCommand()));
      progress.accept("round " + round + " of " + ROUNDS + ": " + twin.getFileName());
      twinRounds.add(measurements(twinCommand()));
    }
  }

  private List<Measurement> measurements(List<String> program)
      throws FabricException, IOException, InterruptedException {
    List<String> command = new ArrayList<>(mpirun);
    command.addAll(List.of("-n", "2"));
    command.addAll(program);
    List<Measurement> found =
        Measurement.readAll(ChildRun.output(command, settings.deadlineNs() + BenchOrigin.START_NS));
    if (found.size() != settings.measurements()) {
      throw new FabricException(
          "'%s' has printed %d measurements instead of %d"
              .formatted(String.join(" ", command), found.size(), settings.measurements()));
    }
    return found;
  }

  private List<String> javaCommand() {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    words.addAll(List.of("-cp", absoluteClassPath(), Main.class.getName(), "bench", "fabric"));
    words.addAll(List.of("--json", "--fabric", fabric, "--bytes", sizes()));
    words.addAll(List.of("--mpi-provider", mpiProvider));
    words.addAll(List.of("--seconds", Double.toString(settings.seconds())));
    return words;
  }

  /** Ranks may be started in another directory. */
  private static String absoluteClassPath() {
    return System.getProperty("java.class.path")
        .transform(paths -> List.of(paths.split(File.pathSeparator)).stream())
        .map(path -> Path.of(path).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private List<String> twinCommand() {
    return List.of(
        twin.toString(),
        "--way",
        "messages",
        "--bytes",
        sizes(),
        "--seconds",
        Double.toString(settings.seconds()));
  }

  private String sizes() {
    return settings.bytes().stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /** One for each operation and size, in the settings' order; after {@link #run}. */
  List<Pair> pairs() throws FabricException {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < settings.measurements(); i++) {
      List<Measurement> ours = ofAllRounds(javaRounds, i);
      List<Measurement> theirs = ofAllRounds(twinRounds, i);
      Measurement one = ours.getFirst();
      for (Measurement other : theirs) {
        if (!other.op().equals(one.op()) || other.bytes() != one.bytes()) {
          throw new FabricException(
              twin + " has measured " + other.op() + " where " + one.op() + " was expected");
        }
      }
      pairs.add(
          new Pair(
              one.op(),
              one.bytes(),
              Measurement.median(ours.stream().map(Measurement::medianNs).toList()),
              Measurement.median(ours.stream().map(Measurement::p99Ns).toList()),
              Measurement.median(theirs.stream().map(Measurement::medianNs).toList()),
              Measurement.median(theirs.stream().map(Measurement::p99Ns).toList())));
    }
    return pairs;
  }

  private static List<Measurement> ofAllRounds(List<List<Measurement>> rounds, int measurement) {
    return rounds.stream().map(round -> round.get(measurement)).toList();
  }

  /** A table for people. */
  void table(PrintStream out) throws FabricException {
    out.printf("fabric %s and its twin in C, medians of %d rounds; microseconds%n", fabric, ROUNDS);
    out.printf(
        "%-10s %10s %12s %12s %8s %12s %12s%n",
        "", "bytes", "Java", "C", "ratio", "Java 99 %", "C 99 %");
    for (Pair pair : pairs()) {
      out.printf(
          Locale.ROOT,
          "%-10s %10d %12.3f %12.3f %8.2f %12.3f %12.3f%n",
          pair.op,
          pair.bytes,
          pair.javaNs * 1e-3,
          pair.twinNs * 1e-3,
          pair.ratio(),
          pair.javaP99Ns * 1e-3,
          pair.twinP99Ns * 1e-3);
    }
  }

  /** One JSON object. */
  String json() throws IOException, FabricException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("fabric", fabric);
      json.writeNumberField("rounds", ROUNDS);
      json.writeArrayFieldStart("results");
      for (Pair pair : pairs()) {
        json.writeStartObject();
        json.writeStringField("op", pair.op);
        json.writeNumberField("bytes", pair.bytes);
        json.writeNumberField("javaMedianNs", pair.javaNs);
        json.writeNumberField("javaP99Ns", pair.javaP99Ns);
        json.writeNumberField("twinMedianNs", pair.twinNs);
        json.writeNumberField("twinP99Ns", pair.twinP99Ns);
        json.writeNumberField("ratio", pair.ratio());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }
}
