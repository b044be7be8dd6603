package paracel.bench.job;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import paracel.base.ExitCode;
import paracel.base.Option;
import paracel.base.OptionValues;
import paracel.cli.Command;
import paracel.cli.Console;

/** {@code paracel demo}: bounded staleness beside bulk-synchronous training under stragglers. */
public final class DemoCommand implements Command {

  private static final Option<Integer> SEEDS =
      Option.ofInt("seeds", 1, 1, 100, "", "repetitions, of which medians are printed");
  private static final Option<Boolean> JSON =
      Option.ofFlag("json", "print the figures as one JSON object");

  private static final char[] MARKS = {'b', '1', '3', '8', 'x'};

  @Override
  public String name() {
    return "demo";
  }

  @Override
  public String summary() {
    return "train under stragglers, bulk-synchronously and with bounded staleness, and compare";
  }

  @Override
  public List<Option<?>> options() {
    return List.of(SEEDS, JSON);
  }

  @Override
  public int run(OptionValues values, Console console) throws Exception {
    introduce(console.err());
    DemoExperiment experiment =
        new DemoExperiment(new DemoData(), line -> console.err().println("  " + line));
    experiment.run(values.get(SEEDS));
    if (values.get(JSON)) {
      console.out().println(json(experiment));
    } else {
      curves(experiment, console.out());
      table(experiment, console.out());
    }
    return ExitCode.DONE;
  }

  private static void introduce(PrintStream err) {
    err.printf(
        Locale.ROOT,
        """
        Logistic regression, %d rows x %d features, by %d workers and 1 parameter rank in this JVM.
        A clock takes each worker %d ms; with probability %.1f it takes %.0f times as long.
        bsp waits for the slowest worker at every clock; ssp lets workers be s clocks ahead.
        """,
        DemoData.ROWS,
        DemoData.FEATURES,
        DemoTraining.WORKERS,
        DemoExperiment.CLOCK_NS / 1_000_000,
        DemoExperiment.PROBABILITY,
        DemoExperiment.FACTOR);
  }

  private static void curves(DemoExperiment experiment, PrintStream out) {
    List<DemoRun> runs = experiment.firstRuns();
    double lastSecond = 0;
    for (DemoRun run : runs) {
      double end = run.secondsToTarget();
      lastSecond = Math.max(lastSecond, Double.isNaN(end) ? run.totalSeconds() : end);
    }
    double top = runs.getFirst().objectives()[0] / experiment.optimum() - 1;
    ConvergencePlot plot =
        new ConvergencePlot(experiment.optimum(), lastSecond, top, DemoExperiment.TARGET_DISTANCE);
    plot.target(DemoExperiment.TARGET_DISTANCE);
    for (int i = 0; i < runs.size(); i++) {
      plot.curve(runs.get(i), MARKS[i]);
    }
    out.println("objective above the optimum, seed 1: b = bsp, 1 3 8 x = ssp with s = 1 3 8 16");
    out.print(plot);
    out.println();
  }

  private static void table(DemoExperiment experiment, PrintStream out) {
    out.printf("%-12s %12s %10s %12s %12s%n", "", "to target", "clocks", "clocks/s", "ideal");
    row(
        out,
        "bsp",
        experiment.bspSeconds(),
        experiment.bspClocks(),
        experiment.bspRate(),
        experiment.idealRate(-1));
    for (int i = 0; i < DemoExperiment.STALENESS.length; i++) {
      row(
          out,
          "ssp, s = " + DemoExperiment.STALENESS[i],
          experiment.sspSeconds(i),
          experiment.sspClocks(i),
          experiment.sspRate(i),
          experiment.idealRate(i));
    }
    out.printf(
        Locale.ROOT,
        "%nssp with s = %d reaches 1 %% above the optimum %.2f times as fast as bsp;%n",
        DemoExperiment.STALENESS[experiment.best()],
        experiment.speedup());
    out.printf(
        Locale.ROOT,
        "without stragglers it takes %.2f s, bsp %.2f s.%n",
        experiment.calmSspSeconds(),
        experiment.calmBspSeconds());
  }

  private static void row(
      PrintStream out, String name, double seconds, double clocks, double rate, double ideal) {
    out.printf(
        Locale.ROOT, "%-12s %10.2f s %10.0f %12.1f %12.1f%n", name, seconds, clocks, rate, ideal);
  }

  private static String json(DemoExperiment experiment) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeObjectFieldStart("bsp");
      figures(json, experiment.bspSeconds(), experiment.bspClocks());
      json.writeEndObject();
      json.writeArrayFieldStart("ssp");
      for (int i = 0; i < DemoExperiment.STALENESS.length; i++) {
        json.writeStartObject();
        json.writeNumberField("staleness", DemoExperiment.STALENESS[i]);
        figures(json, experiment.sspSeconds(i), experiment.sspClocks(i));
        json.writeNumberField("clockRate", experiment.sspRate(i));
        json.writeNumberField("idealClockRate", experiment.idealRate(i));
        json.writeEndObject();
      }
      json.writeEndArray();
      number(json, "speedup", experiment.speedup());
      json.writeObjectFieldStart("withoutStragglers");
      number(json, "bsp", experiment.calmBspSeconds());
      number(json, "ssp", experiment.calmSspSeconds());
      json.writeEndObject();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void figures(JsonGenerator json, double seconds, double clocks)
      throws IOException {
    number(json, "secondsToTarget", seconds);
    json.writeNumberField("clocksToTarget", clocks);
  }

  /** A target that was not reached is null. */
  private static void number(JsonGenerator json, String name, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(name, value);
    } else {
      json.writeNullField(name);
    }
  }
}
