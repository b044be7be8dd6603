package paracel.job.launch;

import java.util.List;
import paracel.base.Option;
import paracel.job.JobOptions;

/** Options of {@code paracel launch}. */
public final class LaunchOptions {

  public static final Option<Integer> NODES =
      Option.ofInt(
          "nodes",
          null,
          1,
          100_000,
          "",
          "number of nodes, which --hosts or the allocation must have; theirs when absent");

  public static final Option<String> HOSTS =
      Option.ofText(
          "hosts",
          null,
          "hosts HOST[:SLOTS],... that are reached by ssh, with at most SLOTS ranks each; when"
              + " absent, those of a Slurm or PBS allocation, else this node");

  public static final Option<Integer> WORKERS =
      Option.ofInt(
          "workers",
          null,
          1,
          100_000,
          "",
          "number of workers; when absent, what fills the slots of --hosts or of the allocation,"
              + " else 2");

  public static final Option<Boolean> ENABLE_RECOVERY =
      Option.ofFlag(
          "enable-recovery", "the other ranks live on when one has died; mpirun ends them else");

  public static final Option<String> BIND =
      Option.ofChoice(
          "bind",
          null,
          List.of("core", "none"),
          "each rank to cores of its own, or to none; core when absent, where each rank of a node"
              + " can have one");

  public static final Option<String> MPIRUN =
      Option.ofText("mpirun", "mpirun", "Open MPI's mpirun");

  public static final Option<List<String>> MPIRUN_ARGS =
      Option.ofWords(
          "mpirun-args", "further words for mpirun, in one word, separated as in a shell");

  public static final Option<Boolean> DRY_RUN =
      Option.ofFlag("dry-run", "print the line that would run, for a shell, and end");

  /** Behind the options: a command with its own. */
  public static final Option<List<String>> COMMAND =
      Option.ofPaths("command", "the command that all ranks run, for example: run logistic ...");

  /** All options, in the order of the reference. */
  public static final List<Option<?>> ALL =
      List.of(
          NODES,
          HOSTS,
          WORKERS,
          JobOptions.SERVERS,
          JobOptions.WORKERS_PER_RANK,
          ENABLE_RECOVERY,
          BIND,
          MPIRUN,
          MPIRUN_ARGS,
          DRY_RUN);

  private LaunchOptions() {}
}
