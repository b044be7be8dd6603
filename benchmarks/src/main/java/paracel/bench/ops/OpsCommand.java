package paracel.bench.ops;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import paracel.base.ExitCode;
import paracel.base.Option;
import paracel.base.OptionException;
import paracel.base.OptionValues;
import paracel.cli.Command;
import paracel.cli.Console;
import paracel.cli.Version;
import paracel.fabric.FabricException;
import paracel.job.Job;
import paracel.job.JobOptions;
import paracel.job.JobPlan;
import paracel.job.JobResult;
import paracel.job.JobSpec;
import paracel.job.LauncherProvider;
import paracel.table.Consistency;

/** {@code paracel bench ops}: operations on tables, by an ordinary job. */
public final class OpsCommand implements Command {

  static final Option<Double> SECONDS =
      Option.ofDouble("seconds", 1.0, 0.001, 3600, "s", "duration of each kind of call");
  static final Option<List<String>> TABLES =
      new Option<>(
          "tables",
          OpsSettings.wordsOf(OpsSettings.TABLES),
          OpsSettings.TABLES,
          "",
          "kinds of tables: dense,sparse,keyvalue; all when absent");
  static final Option<List<String>> OPS =
      new Option<>(
          "ops",
          OpsSettings.wordsOf(OpsSettings.OPS),
          OpsSettings.OPS,
          "",
          "operations: read,write,update,readMulti,writeMulti,updateMulti; all when absent");
  static final Option<Long> UPDATES =
      Option.ofLong(
          "updates",
          0,
          0,
          1L << 40,
          "",
          "instead of the rest: so many asynchronous updates of --keys keys, whose sum is checked");
  static final Option<Integer> KEYS =
      Option.ofInt("keys", 1_000_000, 1, 1 << 29, "", "how many keys --updates has");

  private static final List<Option<?>> OF_JOBS =
      List.of(
          JobOptions.WORKERS,
          JobOptions.SERVERS,
          JobOptions.WORKERS_PER_RANK,
          JobOptions.FABRIC,
          JobOptions.MPI_PROVIDER,
          JobOptions.SEED,
          JobOptions.JSON,
          JobOptions.WAIT_TIMEOUT,
          JobOptions.RING_BUDGET,
          JobOptions.STORE_BUDGET);

  @Override
  public String name() {
    return "ops";
  }

  @Override
  public String summary() {
    return "time operations on tables";
  }

  @Override
  public List<Option<?>> options() {
    List<Option<?>> all = new ArrayList<>(List.of(TABLES, OPS, SECONDS, KEYS, UPDATES));
    all.addAll(OF_JOBS);
    return all;
  }

  @Override
  public int run(OptionValues values, Console console) throws Exception {
    if (values.get(JobOptions.FABRIC).equals("sim")) {
      throw new OptionException("--fabric sim: its time is simulated, there is nothing to measure");
    }
    if (values.isGiven(KEYS) && !values.isGiven(UPDATES)) {
      throw new OptionException("--keys belongs to --updates");
    }
    for (Option<?> option : List.of(TABLES, OPS, SECONDS)) {
      if (values.get(UPDATES) > 0 && values.isGiven(option)) {
        throw new OptionException("--" + option.key() + " does not belong to --updates");
      }
    }
    JobSpec spec =
        JobPlan.of(
                jobValues(values), LauncherProvider.detectAny(System.getenv()), Consistency.asp())
            .withOptions("version=" + Version.text() + "\n" + values.canonical());
    if (values.get(UPDATES) > 0) {
      return fill(values, spec, console);
    }
    OpsSettings settings =
        new OpsSettings(values.get(TABLES), values.get(OPS), values.get(SECONDS));
    List<OpsResult> results = new ArrayList<>();
    JobResult job = Job.run(spec, index -> new OpsProgram(settings, results));
    if (job.holdsWorkerZero()) {
      if (values.get(JobOptions.JSON)) {
        console.out().println(json(results, spec, job));
      } else {
        table(results, spec, job, console.out());
      }
    }
    return ExitCode.DONE;
  }

  private static int fill(OptionValues values, JobSpec spec, Console console) throws Exception {
    FillOutcome outcome =
        new FillOutcome(values.get(KEYS), values.get(UPDATES), spec.topology().servers());
    JobResult job = Job.run(spec, index -> new FillProgram(outcome));
    if (!job.holdsWorkerZero()) {
      return ExitCode.DONE;
    }
    if (values.get(JobOptions.JSON)) {
      console.out().println(outcome.json(spec.topology(), job.fabric()));
    } else {
      outcome.print(console.out());
    }
    if (outcome.fault() != null) {
      throw new FabricException(outcome.fault());
    }
    return ExitCode.DONE;
  }

  /** The options of a job, those that this command has as given. */
  private static OptionValues jobValues(OptionValues values) {
    OptionValues.Builder all = OptionValues.builder(JobOptions.ALL);
    OF_JOBS.stream().filter(values::isGiven).forEach(option -> copy(option, values, all));
    return all.build();
  }

  private static <T> void copy(Option<T> option, OptionValues from, OptionValues.Builder to) {
    to.set(option, from.get(option));
  }

  private static void table(List<OpsResult> results, JobSpec spec, JobResult job, PrintStream out) {
    out.printf(
        "fabric %s, workers %d, parameter ranks %d; all workers together%n",
        job.fabric(), spec.topology().workers(), spec.topology().servers());
    String heads = "%-9s %-17s %8s %13s %10s %11s %11s%n";
    out.printf(
        heads, "table", "operation", "doubles", "per second", "MB/s", "median us", "99 % us");
    for (OpsResult one : results) {
      out.printf(
          Locale.ROOT,
          "%-9s %-17s %8d %13.0f %10.1f %11.2f %11.2f%n",
          one.table(),
          one.op(),
          one.size(),
          one.opsPerSecond(),
          one.bytesPerSecond() * 1e-6,
          one.p50Us(),
          one.p99Us());
    }
  }

  private static String json(List<OpsResult> results, JobSpec spec, JobResult job)
      throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeArrayFieldStart("results");
      for (OpsResult one : results) {
        one.write(json);
      }
      json.writeEndArray();
      json.writeNumberField("workers", spec.topology().workers());
      json.writeNumberField("servers", spec.topology().servers());
      json.writeStringField("fabric", job.fabric());
      json.writeEndObject();
    }
    return text.toString();
  }
}
