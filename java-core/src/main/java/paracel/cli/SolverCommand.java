package paracel.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import paracel.base.ExitCode;
import paracel.base.Option;
import paracel.base.OptionException;
import paracel.base.OptionValues;
import paracel.base.UsageException;
import paracel.data.BlockPlan;
import paracel.data.DataOptions;
import paracel.data.InputFiles;
import paracel.job.Job;
import paracel.job.JobOptions;
import paracel.job.JobPlan;
import paracel.job.JobResult;
import paracel.job.JobSpec;
import paracel.job.LaunchEnvironment;
import paracel.job.LauncherProvider;
import paracel.metrics.Progress;
import paracel.metrics.StopReason;
import paracel.worker.Solver;
import paracel.worker.SolverContext;
import paracel.worker.WorkerProgram;

/** {@code paracel run} with one solver: options, input, job, result. */
final class SolverCommand implements Command {

  private final Solver solver;

  SolverCommand(Solver solver) {
    this.solver = solver;
  }

  @Override
  public String name() {
    return solver.name();
  }

  @Override
  public String summary() {
    return solver.summary();
  }

  @Override
  public List<Option<?>> options() {
    List<Option<?>> all = new ArrayList<>(solver.options());
    all.addAll(JobOptions.ALL);
    return all;
  }

  @Override
  public int run(OptionValues values, Console console) throws Exception {
    Optional<LaunchEnvironment> launch = LauncherProvider.detectAny(System.getenv());
    JobSpec spec = JobPlan.of(values, launch, solver.defaultConsistency());
    boolean speaks =
        launch.isEmpty() || launch.get().rank() == spec.topology().servers(); // worker 0
    boolean shows = speaks && !values.get(JobOptions.QUIET);
    boolean reads = solver.options().contains(DataOptions.INPUT);
    InputFiles input = reads ? InputFiles.resolve("input", required(values)) : null;
    InputFiles test = optional(values);
    IntFunction<WorkerProgram> programs =
        solver.prepare(
            new SolverContext(values, input, test, spec.consistency(), spec.topology().workers()));
    Path output = speaks ? output(values) : null;
    try (ProgressLine progress = new ProgressLine(console)) {
      JobResult result =
          Job.run(
              spec.withInput(reads ? BlockPlan.of(input, spec.topology().workers()) : null)
                  .withOutput(output)
                  .withProgress(shows ? progress : Progress.NONE)
                  .withOptions(agreement(values, input)),
              programs);
      progress.close();
      if (!result.holdsWorkerZero()) {
        return ExitCode.DONE;
      }
      if (shows) {
        ResultPrinter.convergence(result.report(), console.err());
      }
      print(values, spec, result, console);
      return result.report().stopReason() == StopReason.DIVERGED
          ? ExitCode.DIVERGED
          : ExitCode.DONE;
    }
  }

  private static List<String> required(OptionValues values) throws OptionException {
    List<String> words = values.get(DataOptions.INPUT);
    if (words.isEmpty()) {
      throw new OptionException("--input: give the files, directories or globs to read");
    }
    return words;
  }

  private InputFiles optional(OptionValues values) throws UsageException, IOException {
    if (!solver.options().contains(DataOptions.TEST)) {
      return null;
    }
    List<String> words = values.get(DataOptions.TEST);
    return words.isEmpty() ? null : InputFiles.resolve("test", words);
  }

  /** What all ranks must have in common: the version, the options, and the input as they see it. */
  private String agreement(OptionValues values, InputFiles input) {
    return "version="
        + Version.text()
        + "\nsolver="
        + solver.name()
        + "\nfiles="
        + (input == null ? "none" : input.fingerprint())
        + "\n"
        + values.canonical();
  }

  /** Makes the output directory, and makes sure that files can be made in it. */
  private static Path output(OptionValues values) throws UsageException {
    String text = values.get(JobOptions.OUTPUT);
    if (text == null) {
      return null;
    }
    if (text.isEmpty()) {
      throw new UsageException("--output: '' is not a directory");
    }
    Path directory = Path.of(text);
    try {
      Files.createDirectories(directory);
      Files.delete(Files.createTempFile(directory, ".paracel", ".probe"));
      return directory;
    } catch (IOException e) {
      throw new UsageException("--output: cannot write in " + text + " (" + e + ")", e);
    }
  }

  private void print(OptionValues values, JobSpec spec, JobResult result, Console console)
      throws IOException {
    ResultPrinter printer = new ResultPrinter(solver.name(), spec, result);
    if (values.get(JobOptions.JSON)) {
      printer.json(console.out());
    } else {
      printer.table(console.out());
    }
  }
}
