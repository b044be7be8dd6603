package paracel.solver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import org.junit.jupiter.api.Assumptions;
import paracel.base.Option;
import paracel.base.OptionValues;
import paracel.base.UsageException;
import paracel.data.BlockPlan;
import paracel.data.InputFiles;
import paracel.job.Job;
import paracel.job.JobSpec;
import paracel.metrics.Report;
import paracel.table.Consistency;
import paracel.worker.Solver;
import paracel.worker.SolverContext;

/** Runs solvers as the command line does, and makes small data for them. */
public final class Runs {

  private Runs() {}

  /**
   * Runs a solver to its end.
   *
   * @param spec without input
   * @param words options as on the command line, each flag with its words
   */
  public static Report run(Solver solver, JobSpec spec, Path input, String... words)
      throws Exception {
    OptionValues values = parse(solver, words);
    InputFiles files = InputFiles.resolve("input", List.of(input.toString()));
    Path test = words.length > 1 && words[0].equals("--test") ? Path.of(words[1]) : null;
    InputFiles testFiles =
        test == null ? null : InputFiles.resolve("test", List.of(test.toString()));
    int workers = spec.topology().workers();
    SolverContext context =
        new SolverContext(values, files, testFiles, spec.consistency(), workers);
    return Job.run(spec.withInput(BlockPlan.of(files, workers)), solver.prepare(context)).report();
  }

  private static OptionValues parse(Solver solver, String... words) throws UsageException {
    OptionValues.Builder builder = OptionValues.builder(solver.options());
    for (int i = 0; i < words.length; ) {
      int end = i + 1;
      while (end < words.length && !words[end].startsWith("--")) {
        end++;
      }
      Option<?> option = option(solver, words[i].substring(2));
      builder.parse(option, Arrays.asList(words).subList(i + 1, end));
      i = end;
    }
    return builder.build();
  }

  private static Option<?> option(Solver solver, String key) {
    return solver.options().stream()
        .filter(option -> option.key().equals(key))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no option " + key));
  }

  /** A job of threads. */
  public static JobSpec job(String fabric, int workers, int servers, Consistency consistency) {
    return JobSpec.threads(workers, servers, consistency).withFabric(fabric);
  }

  /** bsp, asp or a staleness. */
  public static Consistency consistency(String word) {
    return switch (word) {
      case "bsp" -> Consistency.bsp();
      case "asp" -> Consistency.asp();
      default -> Consistency.ssp(Integer.parseInt(word));
    };
  }

  public static Path write(Path file, List<String> lines) throws IOException {
    return Files.write(file, lines, StandardCharsets.UTF_8);
  }

  /**
   * Rows in LIBSVM form, whose labels follow hidden weights but for one in ten; rarely used
   * features have large numbers.
   */
  public static List<String> rows(int rows, int features, int valuesOfRow, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      StringJoiner line = new StringJoiner(" ");
      double side = 0;
      int feature = 0;
      List<String> values = new ArrayList<>();
      for (int k = 0; k < valuesOfRow; k++) {
        feature += 1 + random.nextInt(Math.max(1, 2 * features / valuesOfRow - 1));
        if (feature <= features) {
          double value = random.nextInt(-8, 9) / 4.0;
          side += value * Math.cos(7 * feature);
          values.add(feature + ":" + value);
        }
      }
      boolean flips = random.nextInt(10) == 0;
      line.add((side > 0) != flips ? "+1" : "-1");
      values.forEach(line::add);
      lines.add(line.toString());
    }
    return lines;
  }

  /** The directory with real data; the test is skipped where there is none. */
  public static Path realData() {
    String given = System.getenv("PARACEL_DATA");
    String root = System.getProperty("paracel.root", ".");
    Path data = given != null ? Path.of(given) : Path.of(root).resolve("../shared/data");
    Assumptions.assumeTrue(
        Files.isDirectory(data), "no real data: set PARACEL_DATA to their directory");
    return data;
  }
}
