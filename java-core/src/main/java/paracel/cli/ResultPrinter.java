package paracel.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import paracel.job.JobResult;
import paracel.job.JobSpec;
import paracel.metrics.ConvergencePoint;
import paracel.metrics.Report;
import paracel.metrics.TablePlacement;

/** Prints the result of a job. The fields of the JSON object are a contract with scripts. */
final class ResultPrinter {

  private final String solver;
  private final JobSpec spec;
  private final JobResult result;
  private final Report report;

  ResultPrinter(String solver, JobSpec spec, JobResult result) {
    this.solver = solver;
    this.spec = spec;
    this.result = result;
    this.report = result.report();
  }

  /** One JSON object on one line. */
  void json(PrintStream out) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("solver", solver);
      json.writeStringField("status", report.stopReason().word());
      number(json, "objective", report.objective());
      json.writeNumberField("iterations", report.iterations());
      json.writeNumberField("clocks", report.clocks());
      json.writeObjectFieldStart("seconds");
      number(json, "load", report.loadSeconds());
      number(json, "solve", report.solveSeconds());
      number(json, "total", result.seconds());
      json.writeEndObject();
      json.writeObjectFieldStart("data");
      json.writeNumberField("rows", report.rows());
      json.writeNumberField("columns", report.columns());
      json.writeNumberField("nnz", report.nonZeros());
      json.writeEndObject();
      json.writeObjectFieldStart("metrics");
      for (Map.Entry<String, Object> metric : report.metrics().entrySet()) {
        value(json, metric.getKey(), metric.getValue());
      }
      if (!report.tables().isEmpty()) {
        tables(json);
      }
      json.writeEndObject();
      json.writeObjectFieldStart("ranks");
      json.writeNumberField("workers", spec.topology().workers());
      json.writeNumberField("servers", spec.topology().servers());
      json.writeEndObject();
      json.writeStringField("fabric", result.fabric());
      json.writeStringField("consistency", consistency());
      json.writeNumberField("staleness", spec.consistency().staleness());
      json.writeStringField("blas", "java");
      json.writeNumberField("seed", spec.seed());
      json.writeEndObject();
    }
    out.println(text);
  }

  /** Where the content of each table lies: numbers by parameter rank. */
  private void tables(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("tables");
    for (TablePlacement table : report.tables()) {
      json.writeObjectFieldStart(table.name());
      json.writeStringField("kind", table.kind());
      json.writeStringField("placement", table.placement());
      byRank(json, "counts", table.counts());
      byRank(json, "bytes", table.bytes());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void byRank(JsonGenerator json, String name, long[] numbers) throws IOException {
    json.writeObjectFieldStart(name);
    for (int rank = 0; rank < numbers.length; rank++) {
      json.writeNumberField(Integer.toString(rank), numbers[rank]);
    }
    json.writeEndObject();
  }

  private static void value(JsonGenerator json, String name, Object value) throws IOException {
    switch (value) {
      case Double number -> number(json, name, number);
      case Number integer -> json.writeNumberField(name, integer.longValue());
      case Map<?, ?> counts -> {
        json.writeObjectFieldStart(name);
        for (Map.Entry<?, ?> entry : counts.entrySet()) {
          value(json, entry.getKey().toString(), entry.getValue());
        }
        json.writeEndObject();
      }
      default -> json.writeStringField(name, value.toString());
    }
  }

  /** JSON has no NaN and no infinity: null stands for them. */
  private static void number(JsonGenerator json, String name, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(name, value);
    } else {
      json.writeNullField(name);
    }
  }

  private String consistency() {
    return spec.consistency().mode().name().toLowerCase(Locale.ROOT);
  }

  /** A table for people. */
  void table(PrintStream out) {
    report.resultLines().forEach(out::println);
    if (!report.resultLines().isEmpty()) {
      out.println();
    }
    line(out, "solver", solver + ", " + report.stopReason().word());
    if (Double.isFinite(report.objective())) {
      line(out, "objective", Double.toString(report.objective()));
    }
    line(out, "clocks", "%d (%d iterations)".formatted(report.clocks(), report.iterations()));
    line(
        out,
        "data",
        "%d rows, %d columns, %d non-zeros"
            .formatted(report.rows(), report.columns(), report.nonZeros()));
    report
        .metrics()
        .forEach(
            (name, value) -> {
              if (!(value instanceof Map)) { // the result lines show it
                line(out, name, value.toString());
              }
            });
    line(
        out,
        "seconds",
        String.format(
            Locale.ROOT,
            "%.3f load, %.3f solve, %.3f total",
            report.loadSeconds(),
            report.solveSeconds(),
            result.seconds()));
    for (TablePlacement table : report.tables()) {
      line(out, "table", describe(table));
    }
    String staleness =
        consistency().equals("ssp") ? " with staleness " + spec.consistency().staleness() : "";
    line(
        out,
        "job",
        "%d workers, %d parameter ranks, fabric %s, %s%s, seed %d"
            .formatted(
                spec.topology().workers(),
                spec.topology().servers(),
                result.fabric(),
                consistency(),
                staleness,
                spec.seed()));
  }

  private static String describe(TablePlacement table) {
    String counted =
        table.kind().equals("dense") || table.kind().equals("sparse") ? "rows" : "keys";
    return String.format(
        Locale.ROOT,
        "%s, %s: %d %s, %d bytes, by %s, largest part %.2f of an equal one",
        table.name(),
        table.kind(),
        Arrays.stream(table.counts()).sum(),
        counted,
        Arrays.stream(table.bytes()).sum(),
        table.placement(),
        table.imbalance());
  }

  private static void line(PrintStream out, String name, String value) {
    out.printf("%-16s %s%n", name, value);
  }

  /** The convergence log, one line for each look. */
  static void convergence(Report report, PrintStream err) {
    List<ConvergencePoint> points = report.convergence();
    if (points.isEmpty()) {
      return;
    }
    err.printf("%10s %10s %18s %5s%n", "seconds", "clock", "objective", "lag");
    for (ConvergencePoint point : points) {
      err.printf(
          Locale.ROOT,
          "%10.4f %10d %18.8g %5d%n",
          point.seconds(),
          point.clock(),
          point.objective(),
          point.lag());
    }
  }
}
