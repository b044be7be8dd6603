package paracel.job;

import java.nio.file.Path;
import java.util.Optional;
import paracel.clock.Deadlines;
import paracel.clock.Topology;
import paracel.data.BlockPlan;
import paracel.fabric.FabricSpec;
import paracel.metrics.Progress;
import paracel.server.ServerSettings;
import paracel.table.Consistency;
import paracel.worker.TickHook;

/**
 * What a job is, completely. Immutable: begin with {@link #threads} and change what is different;
 * each {@code with} method gives a copy.
 */
public final class JobSpec {

  private Topology topology;
  private Optional<LaunchEnvironment> launch = Optional.empty();
  private String fabric = FabricChoice.AUTO;
  private String mpiProvider = FabricSpec.AUTO;
  private Consistency consistency;
  private long seed = 1;
  private boolean isDeterministic;
  private Deadlines deadlines = Deadlines.DEFAULT;
  private ServerSettings servers = ServerSettings.DEFAULT;
  private BlockPlan plan;
  private Path output;
  private TickHook hook = TickHook.NONE;
  private Progress progress = Progress.NONE;
  private String options = "";

  private JobSpec(Topology topology, Consistency consistency) {
    this.topology = topology;
    this.consistency = consistency;
  }

  private JobSpec(JobSpec other) {
    topology = other.topology;
    launch = other.launch;
    fabric = other.fabric;
    mpiProvider = other.mpiProvider;
    consistency = other.consistency;
    seed = other.seed;
    isDeterministic = other.isDeterministic;
    deadlines = other.deadlines;
    servers = other.servers;
    plan = other.plan;
    output = other.output;
    hook = other.hook;
    progress = other.progress;
    options = other.options;
  }

  /** A job whose ranks are threads of this JVM, on the local fabric, without input. */
  public static JobSpec threads(int workers, int servers, Consistency consistency) {
    return new JobSpec(new Topology(servers, workers, 1), consistency);
  }

  /** Who is who. */
  public Topology topology() {
    return topology;
  }

  /** What the launcher says; empty when all ranks are threads. */
  public Optional<LaunchEnvironment> launch() {
    return launch;
  }

  /** Name of a fabric, or auto. */
  public String fabric() {
    return fabric;
  }

  /** Name of a way to MPI, or auto. */
  public String mpiProvider() {
    return mpiProvider;
  }

  /** Of tables that have none of their own. */
  public Consistency consistency() {
    return consistency;
  }

  /** Of everything that is drawn. */
  public long seed() {
    return seed;
  }

  /** Whether results must be bitwise equal from run to run. */
  public boolean isDeterministic() {
    return isDeterministic;
  }

  /** How long ranks wait for each other. */
  public Deadlines deadlines() {
    return deadlines;
  }

  /** Sizes of parameter ranks. */
  public ServerSettings servers() {
    return servers;
  }

  /** Blocks of the input; null without input. */
  public BlockPlan plan() {
    return plan;
  }

  /** Directory for results; null without. */
  public Path output() {
    return output;
  }

  /** Called at the end of each clock. */
  public TickHook hook() {
    return hook;
  }

  /** Shown by worker 0. */
  public Progress progress() {
    return progress;
  }

  /** What all ranks must agree on, as text. */
  public String options() {
    return options;
  }

  public JobSpec withTopology(Topology own) {
    JobSpec copy = new JobSpec(this);
    copy.topology = own;
    return copy;
  }

  public JobSpec withLaunch(Optional<LaunchEnvironment> own) {
    JobSpec copy = new JobSpec(this);
    copy.launch = own;
    return copy;
  }

  public JobSpec withFabric(String own) {
    JobSpec copy = new JobSpec(this);
    copy.fabric = own;
    return copy;
  }

  public JobSpec withMpiProvider(String own) {
    JobSpec copy = new JobSpec(this);
    copy.mpiProvider = own;
    return copy;
  }

  public JobSpec withSeed(long own) {
    JobSpec copy = new JobSpec(this);
    copy.seed = own;
    return copy;
  }

  public JobSpec withDeterministic(boolean own) {
    JobSpec copy = new JobSpec(this);
    copy.isDeterministic = own;
    return copy;
  }

  public JobSpec withDeadlines(Deadlines own) {
    JobSpec copy = new JobSpec(this);
    copy.deadlines = own;
    return copy;
  }

  public JobSpec withServers(ServerSettings own) {
    JobSpec copy = new JobSpec(this);
    copy.servers = own;
    return copy;
  }

  public JobSpec withInput(BlockPlan own) {
    JobSpec copy = new JobSpec(this);
    copy.plan = own;
    return copy;
  }

  public JobSpec withOutput(Path own) {
    JobSpec copy = new JobSpec(this);
    copy.output = own;
    return copy;
  }

  public JobSpec withHook(TickHook own) {
    JobSpec copy = new JobSpec(this);
    copy.hook = own;
    return copy;
  }

  public JobSpec withProgress(Progress own) {
    JobSpec copy = new JobSpec(this);
    copy.progress = own;
    return copy;
  }

  public JobSpec withOptions(String own) {
    JobSpec copy = new JobSpec(this);
    copy.options = own;
    return copy;
  }
}
