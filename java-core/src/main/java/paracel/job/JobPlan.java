package paracel.job;

import java.util.Locale;
import java.util.Optional;
import paracel.base.OptionException;
import paracel.base.OptionValues;
import paracel.clock.Deadlines;
import paracel.clock.Topology;
import paracel.server.ServerSettings;
import paracel.table.Consistency;
import paracel.worker.TickHook;

/** From option values to a job: everything that can be checked before anything is opened. */
public final class JobPlan {

  private static final double SECOND_NS = 1e9;

  private JobPlan() {}

  /**
   * Checks the options of a job.
   *
   * @param solverDefault consistency when the user gives none
   * @throws OptionException naming the option
   */
  public static JobSpec of(
      OptionValues values, Optional<LaunchEnvironment> launch, Consistency solverDefault)
      throws OptionException {
    Topology topology = topology(values, launch);
    Consistency consistency = consistency(values, solverDefault);
    boolean deterministic = values.get(JobOptions.DETERMINISTIC);
    if (deterministic && consistency.mode() != Consistency.Mode.BSP) {
      throw new OptionException("--deterministic needs --consistency bsp");
    }
    ServerSettings servers =
        new ServerSettings(
            values.get(JobOptions.RING_BUDGET),
            values.get(JobOptions.STAGING_BUDGET),
            values.get(JobOptions.STORE_BUDGET),
            growthBudget(topology, launch),
            (long) (values.get(JobOptions.FUNCTION_TIMEOUT) * SECOND_NS));
    return JobSpec.threads(1, 1, consistency)
        .withTopology(topology)
        .withLaunch(launch)
        .withFabric(values.get(JobOptions.FABRIC))
        .withMpiProvider(values.get(JobOptions.MPI_PROVIDER))
        .withSeed(values.get(JobOptions.SEED))
        .withDeterministic(deterministic)
        .withDeadlines(deadlines(values))
        .withServers(servers)
        .withHook(hook(values, topology.workers()));
  }

  private static Topology topology(OptionValues values, Optional<LaunchEnvironment> launch)
      throws OptionException {
    int servers = values.get(JobOptions.SERVERS);
    int perRank = values.get(JobOptions.WORKERS_PER_RANK);
    int workers = values.get(JobOptions.WORKERS);
    if (launch.isEmpty()) {
      if (workers % perRank != 0) {
        throw new OptionException(
            "--workers %d is no multiple of --workers-per-rank %d".formatted(workers, perRank));
      }
      return new Topology(servers, workers / perRank, perRank);
    }
    int size = launch.get().size();
    if (servers >= size) {
      throw new OptionException(
          "--servers %d leaves no rank for workers: %s has started %d"
              .formatted(servers, launch.get().launcher(), size));
    }
    Topology topology = new Topology(servers, size - servers, perRank);
    if (values.isGiven(JobOptions.WORKERS) && workers != topology.workers()) {
      throw new OptionException(
          ("--workers %d: %s has started %d ranks, %d of which are parameter ranks,"
                  + " so there are %d workers")
              .formatted(workers, launch.get().launcher(), size, servers, topology.workers()));
    }
    return topology;
  }

  private static Consistency consistency(OptionValues values, Consistency solverDefault)
      throws OptionException {
    String given = values.get(JobOptions.CONSISTENCY);
    boolean hasStaleness = values.isGiven(JobOptions.STALENESS);
    Consistency.Mode mode =
        given == null
            ? solverDefault.mode()
            : Consistency.Mode.valueOf(given.toUpperCase(Locale.ROOT));
    if (mode != Consistency.Mode.SSP) {
      if (hasStaleness) {
        throw new OptionException(
            "--staleness belongs to --consistency ssp, not to "
                + mode.name().toLowerCase(Locale.ROOT));
      }
      return new Consistency(mode, 0);
    }
    boolean usesDefault = !hasStaleness && given == null;
    return usesDefault ? solverDefault : Consistency.ssp(values.get(JobOptions.STALENESS));
  }

  /** Half of the heap, which all parameter ranks of one JVM share. */
  private static long growthBudget(Topology topology, Optional<LaunchEnvironment> launch) {
    int sharing = launch.isEmpty() ? topology.servers() : 1;
    return Runtime.getRuntime().maxMemory() / 2 / sharing;
  }

  private static Deadlines deadlines(OptionValues values) {
    long peerNs = (long) (values.get(JobOptions.PEER_TIMEOUT) * SECOND_NS);
    return new Deadlines(
        (long) (values.get(JobOptions.START_TIMEOUT) * SECOND_NS),
        (long) (values.get(JobOptions.WAIT_TIMEOUT) * SECOND_NS),
        peerNs,
        Math.min(Deadlines.DEFAULT.beatNs(), peerNs / 8));
  }

  private static TickHook hook(OptionValues values, int workers) throws OptionException {
    Straggle straggle = values.get(JobOptions.STRAGGLE);
    long padNs = (long) (values.get(JobOptions.PAD_CLOCK) * 1e6);
    if (straggle == null && padNs == 0) {
      return TickHook.NONE;
    }
    if (straggle != null && straggle.worker() >= workers) {
      throw new OptionException(
          "--straggle: there is no worker %d among %d workers"
              .formatted(straggle.worker(), workers));
    }
    Straggle base = straggle == null ? new Straggle(1, 0, -1, 0, 0) : straggle;
    return base.withPad(padNs).withSeed(values.get(JobOptions.SEED));
  }
}
