package paracel.cli;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import paracel.base.ExitCode;
import paracel.base.Option;
import paracel.base.OptionException;
import paracel.base.OptionValues;
import paracel.base.ShellWords;
import paracel.base.UsageException;
import paracel.job.JobOptions;
import paracel.job.launch.LaunchOptions;
import paracel.job.launch.LaunchPlan;
import paracel.job.launch.Mpirun;
import paracel.job.launch.Outcome;
import paracel.job.launch.Surroundings;

/** {@code paracel launch [OPTION...] [--] COMMAND...}: a command on all ranks, under mpirun. */
public final class LaunchCommand implements Command {

  /** Looks around when a launch has made sure that its command is right. */
  interface Look {
    Surroundings around() throws UsageException;
  }

  private final Look look;

  /** Launches from this process. */
  public LaunchCommand() {
    this(Surroundings::own);
  }

  LaunchCommand(Look look) {
    this.look = look;
  }

  @Override
  public String name() {
    return "launch";
  }

  @Override
  public String summary() {
    return "run a command, mostly 'run SOLVER', as a job of several ranks under Open MPI's mpirun";
  }

  @Override
  public List<Option<?>> options() {
    return LaunchOptions.ALL;
  }

  @Override
  public Optional<Option<List<String>>> trailing() {
    return Optional.of(LaunchOptions.COMMAND);
  }

  @Override
  public int run(OptionValues values, Console console) throws Exception {
    List<String> words = values.get(LaunchOptions.COMMAND);
    if (words.isEmpty()) {
      throw new OptionException(
          "launch what? A command follows the options, for example: launch --servers 2 -- run"
              + " logistic --input a9a");
    }
    Optional<CommandTree.Call> call = new CommandTree(Main.commands(), console).parse(words);
    if (call.isEmpty()) {
      return ExitCode.DONE; // its help was asked for, and is printed
    }
    return run(values, words, call.get(), console);
  }

  private int run(OptionValues values, List<String> words, CommandTree.Call call, Console console)
      throws UsageException, InterruptedException {
    if (call.command() instanceof LaunchCommand) {
      throw new OptionException("launch launches other commands, not itself");
    }
    for (Option<?> option : List.of(JobOptions.SERVERS, JobOptions.WORKERS_PER_RANK)) {
      if (values.isGiven(option) && !call.command().options().contains(option)) {
        throw new OptionException(
            "--" + option.key() + ": '" + call.command().name() + "' does not take it");
      }
    }
    LaunchPlan plan = LaunchPlan.of(values, words, call.values(), look.around());
    if (values.get(LaunchOptions.DRY_RUN)) {
      console.out().println(ShellWords.join(plan.line()));
      return ExitCode.DONE;
    }
    Outcome outcome = new Mpirun(plan, console.err(), console.isTerminal()).run(new SecureRandom());
    if (outcome.message() != null) {
      console.err().println("paracel: " + outcome.message());
    }
    return outcome.exitCode();
  }
}
