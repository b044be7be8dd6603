package paracel.job;

import java.nio.file.Path;
import java.util.Optional;
import paracel.clock.Deadlines;
import paracel.clock.Topology;
import paracel.data.BlockPlan;
import paracel.metrics.Progress;
import paracel.server.ServerSettings;
import paracel.table.Consistency;
import paracel.worker.TickHook;

/**
 * What a job is, completely. Immutable; begin with {@link #threads} and change what is different.
 *
 * @param topology who is who
 * @param launch what the launcher says; empty when all ranks are threads
 * @param fabric name of a fabric, or auto
 * @param consistency of tables that have none of their own
 * @param seed of everything that is drawn
 * @param isDeterministic whether results must be bitwise equal from run to run
 * @param plan blocks of the input; null without input
 * @param output directory for results; null without
 * @param hook called at the end of each clock
 * @param progress shown by worker 0
 * @param options what all ranks must agree on, as text
 */
public record JobSpec(
    Topology topology,
    Optional<LaunchEnvironment> launch,
    String fabric,
    Consistency consistency,
    long seed,
    boolean isDeterministic,
    Deadlines deadlines,
    ServerSettings servers,
    BlockPlan plan,
    Path output,
    TickHook hook,
    Progress progress,
    String options) {

  /** A job whose ranks are threads of this JVM, on the local fabric, without input. */
  public static JobSpec threads(int workers, int servers, Consistency consistency) {
    return new JobSpec(
        new Topology(servers, workers, 1),
        Optional.empty(),
        FabricChoice.AUTO,
        consistency,
        1,
        false,
        Deadlines.DEFAULT,
        ServerSettings.DEFAULT,
        null,
        null,
        TickHook.NONE,
        Progress.NONE,
        "");
  }

  public JobSpec withTopology(Topology own) {
    return new JobSpec(
        own,
        launch,
        fabric,
        consistency,
        seed,
        isDeterministic,
        deadlines,
        servers,
        plan,
        output,
        hook,
        progress,
        options);
  }

  public JobSpec withLaunch(Optional<LaunchEnvironment> own) {
    return new JobSpec(
        topology,
        own,
        fabric,
        consistency,
        seed,
        isDeterministic,
        deadlines,
        servers,
        plan,
        output,
        hook,
        progress,
        options);
  }

  public JobSpec withFabric(String own) {
    return new JobSpec(
        topology,
        launch,
        own,
        consistency,
        seed,
        isDeterministic,
        deadlines,
        servers,
        plan,
        output,
        hook,
        progress,
        options);
  }

  public JobSpec withSeed(long own) {
    return new JobSpec(
        topology,
        launch,
        fabric,
        consistency,
        own,
        isDeterministic,
        deadlines,
        servers,
        plan,
        output,
        hook,
        progress,
        options);
  }

  public JobSpec withDeterministic(boolean own) {
    return new JobSpec(
        topology,
        launch,
        fabric,
        consistency,
        seed,
        own,
        deadlines,
        servers,
        plan,
        output,
        hook,
        progress,
        options);
  }

  public JobSpec withDeadlines(Deadlines own) {
    return new JobSpec(
        topology,
        launch,
        fabric,
        consistency,
        seed,
        isDeterministic,
        own,
        servers,
        plan,
        output,
        hook,
        progress,
        options);
  }

  public JobSpec withServers(ServerSettings own) {
    return new JobSpec(
        topology,
        launch,
        fabric,
        consistency,
        seed,
        isDeterministic,
        deadlines,
        own,
        plan,
        output,
        hook,
        progress,
        options);
  }

  public JobSpec withInput(BlockPlan own) {
    return new JobSpec(
        topology,
        launch,
        fabric,
        consistency,
        seed,
        isDeterministic,
        deadlines,
        servers,
        own,
        output,
        hook,
        progress,
        options);
  }

  public JobSpec withOutput(Path own) {
    return new JobSpec(
        topology,
        launch,
        fabric,
        consistency,
        seed,
        isDeterministic,
        deadlines,
        servers,
        plan,
        own,
        hook,
        progress,
        options);
  }

  public JobSpec withHook(TickHook own) {
    return new JobSpec(
        topology,
        launch,
        fabric,
        consistency,
        seed,
        isDeterministic,
        deadlines,
        servers,
        plan,
        output,
        own,
        progress,
        options);
  }

  public JobSpec withProgress(Progress own) {
    return new JobSpec(
        topology,
        launch,
        fabric,
        consistency,
        seed,
        isDeterministic,
        deadlines,
        servers,
        plan,
        output,
        hook,
        own,
        options);
  }

  public JobSpec withOptions(String own) {
    return new JobSpec(
        topology,
        launch,
        fabric,
        consistency,
        seed,
        isDeterministic,
        deadlines,
        servers,
        plan,
        output,
        hook,
        progress,
        own);
  }
}
