package paracel.bench.fabric;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import paracel.base.ExitCode;
import paracel.base.Option;
import paracel.base.OptionException;
import paracel.base.OptionValues;
import paracel.base.UsageException;
import paracel.cli.Command;
import paracel.cli.Console;
import paracel.cli.Version;
import paracel.fabric.FabricSpec;
import paracel.job.FabricChoice;
import paracel.job.JobOptions;
import paracel.job.LaunchEnvironment;
import paracel.job.LauncherProvider;

/** {@code paracel bench fabric}: durations of puts, gets and round trips. */
public final class FabricCommand implements Command {

  static final Option<String> FABRIC =
      Option.ofText(
          "fabric",
          FabricChoice.AUTO,
          "what joins the ranks, as in a job; mpi when absent, with --compare");
  static final Option<List<Integer>> BYTES =
      new Option<>(
          "bytes",
          BenchSettings.SIZES,
          List.of(8, 4096, 1_048_576),
          "bytes",
          "sizes of puts and gets, multiples of 8; 8,4096,1048576 when absent");
  static final Option<Double> SECONDS =
      Option.ofDouble("seconds", 1.0, 0.001, 3600, "s", "duration of each operation and size");
  static final Option<Integer> RANKS =
      Option.ofInt(
          "ranks", 2, 2, 1024, "", "number of ranks; under a launcher it is the launcher's");
  static final Option<Boolean> JSON = Option.ofFlag("json", "print one JSON object");
  static final Option<Boolean> COMPARE =
      Option.ofFlag(
          "compare", "run under mpirun, in turn with a program in C that does the same, 5 times");
  static final Option<String> TWIN =
      Option.ofText(
          "twin", null, "the program in C; native/test builds it, and it is found when absent");
  static final Option<String> MPIRUN =
      Option.ofText(
          "mpirun",
          "mpirun --bind-to none",
          "command before '-n 2', its words separated by blanks, to compare");

  static final Option<String> TWIN_RESULTS =
      Option.ofText(
          "twin-results",
          null,
          "file with what native/test/verbs_twin has printed, to be shown beside --fabric verbs");

  @Override
  public String name() {
    return "fabric";
  }

  @Override
  public String summary() {
    return "time puts, gets and round trips between rank 0 and the others";
  }

  @Override
  public List<Option<?>> options() {
    return List.of(
        FABRIC,
        JobOptions.MPI_PROVIDER,
        BYTES,
        SECONDS,
        RANKS,
        JSON,
        COMPARE,
        TWIN,
        MPIRUN,
        TWIN_RESULTS);
  }

  @Override
  public int run(OptionValues values, Console console) throws Exception {
    BenchSettings settings = new BenchSettings(values.get(BYTES), values.get(SECONDS));
    Optional<LaunchEnvironment> launch = LauncherProvider.detectAny(System.getenv());
    if (values.get(COMPARE)) {
      compare(values, settings, launch, console);
      return ExitCode.DONE;
    }
    for (Option<?> option : List.of(TWIN, MPIRUN)) {
      if (values.isGiven(option)) {
        throw new OptionException("--" + option.key() + " belongs to --compare");
      }
    }
    List<Measurement> twins =
        values.isGiven(TWIN_RESULTS) ? VerbsComparison.read(values.get(TWIN_RESULTS)) : List.of();
    FabricSpec spec =
        spec(values, launch)
            .withMpiProvider(values.get(JobOptions.MPI_PROVIDER))
            .withIdentity("version=" + Version.text() + "\n" + values.canonical());
    FabricChoice choice = FabricChoice.agree(values.get(FABRIC), spec);
    String fabric = choice.name();
    if (fabric.equals("sim")) {
      throw new OptionException("--fabric sim: its time is simulated, there is nothing to measure");
    }
    List<Measurement> measurements = FabricBench.run(settings, choice.open(spec), spec);
    if (!measurements.isEmpty()) {
      print(values, fabric, spec, measurements, console);
      if (!twins.isEmpty() && !values.get(JSON)) {
        VerbsComparison.table(measurements, twins, console.out());
      }
    }
    return ExitCode.DONE;
  }

  private static FabricSpec spec(OptionValues values, Optional<LaunchEnvironment> launch)
      throws UsageException {
    if (launch.isEmpty()) {
      String jobId = "bench-%d-%x".formatted(ProcessHandle.current().pid(), System.nanoTime());
      return FabricSpec.threads(jobId, values.get(RANKS), 1);
    }
    LaunchEnvironment at = launch.get();
    if (at.size() < 2 || values.isGiven(RANKS) && values.get(RANKS) != at.size()) {
      throw new OptionException(
          "%s has started %d ranks; wanted are %s"
              .formatted(
                  at.launcher(),
                  at.size(),
                  values.isGiven(RANKS) ? "--ranks " + values.get(RANKS) : "2 or more"));
    }
    return new FabricSpec(at.jobId(), at.size(), at.rank(), at.nodeSize(), 1);
  }

  private static void print(
      OptionValues values,
      String fabric,
      FabricSpec spec,
      List<Measurement> measurements,
      Console console)
      throws IOException {
    String ranks = spec.ranksAreThreads() ? "threads" : "processes";
    if (values.get(JSON)) {
      console.out().println(json(values, fabric, spec.size(), ranks, measurements));
      return;
    }
    PrintStream out = console.out();
    out.printf(
        "fabric %s, %d %s, rank 0 is the target; microseconds%n", fabric, spec.size(), ranks);
    out.printf("%-10s %10s %12s %12s %12s%n", "", "bytes", "median", "99 %", "per second");
    for (Measurement m : measurements) {
      out.printf(
          Locale.ROOT,
          "%-10s %10d %12.3f %12.3f %12.0f%n",
          m.op(),
          m.bytes(),
          m.medianNs() * 1e-3,
          m.p99Ns() * 1e-3,
          m.perSecond());
    }
    for (Measurement m : measurements) {
      if (m.usesDevice()) {
        out.printf(
            Locale.ROOT,
            "%-10s %10d: %.3f work requests, %.3f doorbells, %.3f completions per operation%n",
            m.op(),
            m.bytes(),
            m.requests(),
            m.doorbells(),
            m.completions());
      }
    }
  }

  private static String json(
      OptionValues values, String fabric, int size, String ranks, List<Measurement> measurements)
      throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("fabric", fabric);
      json.writeNumberField("ranks", size);
      json.writeStringField("ranksAre", ranks);
      json.writeNumberField("seconds", values.get(SECONDS));
      json.writeArrayFieldStart("results");
      for (Measurement m : measurements) {
        m.write(json);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void compare(
      OptionValues values,
      BenchSettings settings,
      Optional<LaunchEnvironment> launch,
      Console console)
      throws Exception {
    if (launch.isPresent()) {
      throw new OptionException(
          "--compare starts mpirun itself: not under " + launch.get().launcher());
    }
    if (values.isGiven(RANKS) && values.get(RANKS) != 2) {
      throw new OptionException("--ranks " + values.get(RANKS) + ": the program in C has 2 ranks");
    }
    String fabric = values.isGiven(FABRIC) ? values.get(FABRIC) : "mpi";
    FabricComparison comparison =
        new FabricComparison(
            settings,
            fabric,
            values.get(JobOptions.MPI_PROVIDER),
            FabricComparison.findTwin(values.get(TWIN)),
            List.of(values.get(MPIRUN).strip().split("\\s+")),
            line -> console.err().println("paracel: " + line));
    comparison.run();
    if (values.get(JSON)) {
      console.out().println(comparison.json());
    } else {
      comparison.table(console.out());
    }
  }
}
