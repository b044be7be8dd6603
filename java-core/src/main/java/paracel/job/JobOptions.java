package paracel.job;

import java.util.List;
import paracel.base.Option;
import paracel.base.OptionType;
import paracel.fabric.FabricSpec;

/** Options that every job has, whatever its solver. */
public final class JobOptions {

  public static final Option<Integer> WORKERS =
      Option.ofInt(
          "workers",
          2,
          1,
          100_000,
          "",
          "number of workers; under a launcher it follows from the number of ranks");

  public static final Option<Integer> SERVERS =
      Option.ofInt(
          "servers",
          1,
          1,
          100_000,
          "",
          "number of parameter ranks; under a launcher the first ranks");

  public static final Option<Integer> WORKERS_PER_RANK =
      Option.ofInt("workers-per-rank", 1, 1, 4096, "", "workers that each worker rank holds");

  public static final Option<String> FABRIC =
      Option.ofText(
          "fabric", FabricChoice.AUTO, "what joins the ranks: auto, local, shm, mpi, verbs or sim");

  public static final Option<String> MPI_PROVIDER =
      Option.ofChoice(
          "mpi-provider",
          FabricSpec.AUTO,
          List.of(FabricSpec.AUTO, "foreign", "bindings"),
          "way to MPI: foreign calls libmpi, bindings goes through Open MPI's Java bindings");

  public static final Option<String> CONSISTENCY =
      Option.ofChoice(
          "consistency",
          null,
          List.of("bsp", "ssp", "asp"),
          "bulk-synchronous, stale-synchronous or asynchronous; the solver's own when absent");

  public static final Option<Integer> STALENESS =
      Option.ofInt(
          "staleness",
          1,
          0,
          1_000_000,
          "clocks",
          "how far a worker may be ahead of the slowest, with ssp");

  public static final Option<Boolean> DETERMINISTIC =
      Option.ofFlag(
          "deterministic", "results are bitwise equal from run to run; needs --consistency bsp");

  public static final Option<Long> SEED =
      Option.ofLong("seed", 1, 0, Long.MAX_VALUE, "", "seed of everything that is drawn");

  public static final Option<String> OUTPUT =
      Option.ofDirectory("output", "directory for results, made if it is absent");

  public static final Option<Boolean> JSON =
      Option.ofFlag("json", "print the result as one JSON object");

  public static final Option<Boolean> QUIET =
      Option.ofFlag("quiet", "no progress line and no convergence log");

  public static final Option<Straggle> STRAGGLE =
      new Option<>(
          "straggle",
          new OptionType<>(
              "factor=F,probability=P[,worker=K]",
              OptionType.Values.ONE,
              words -> Straggle.parse(words.getFirst())),
          null,
          "",
          "delay workers at random clocks, for experiments");

  public static final Option<Double> PAD_CLOCK =
      Option.ofDouble(
          "pad-clock",
          0.0,
          0,
          1e6,
          "ms",
          "least duration of a clock, by sleeping, for experiments");

  public static final Option<Double> START_TIMEOUT =
      Option.ofDouble("start-timeout", 60.0, 0.1, 1e6, "s", "until all ranks have come");

  public static final Option<Double> WAIT_TIMEOUT =
      Option.ofDouble(
          "wait-timeout", 600.0, 0.1, 1e9, "s", "longest wait of a worker for the others");

  public static final Option<Double> PEER_TIMEOUT =
      Option.ofDouble(
          "peer-timeout", 5.0, 1, 1e6, "s", "without a heartbeat until a rank counts as lost");

  public static final Option<Long> RING_BUDGET =
      Option.ofLong(
          "ring-budget",
          1L << 30,
          1 << 16,
          1L << 40,
          "bytes",
          "memory of a parameter rank for the rings of all workers");

  public static final Option<Long> STAGING_BUDGET =
      Option.ofLong(
          "staging-budget",
          1L << 30,
          1 << 16,
          1L << 40,
          "bytes",
          "memory of a parameter rank for updates of one bulk-synchronous clock");

  public static final Option<Long> STORE_BUDGET =
      Option.ofLong(
          "store-budget",
          0,
          0,
          1L << 50,
          "bytes",
          "memory of a parameter rank for tables; 0 leaves half of the JVM's heap to those that"
              + " grow, and dense tables unbounded");

  public static final Option<Double> FUNCTION_TIMEOUT =
      Option.ofDouble(
          "function-timeout",
          10.0,
          0.001,
          1e6,
          "s",
          "longest time that a user's functions may take for one request");

  /** All of them, in the order of the reference. */
  public static final List<Option<?>> ALL =
      List.of(
          WORKERS,
          SERVERS,
          WORKERS_PER_RANK,
          FABRIC,
          MPI_PROVIDER,
          CONSISTENCY,
          STALENESS,
          DETERMINISTIC,
          SEED,
          OUTPUT,
          JSON,
          QUIET,
          STRAGGLE,
          PAD_CLOCK,
          START_TIMEOUT,
          WAIT_TIMEOUT,
          PEER_TIMEOUT,
          RING_BUDGET,
          STAGING_BUDGET,
          STORE_BUDGET,
          FUNCTION_TIMEOUT);

  private JobOptions() {}
}
