package paracel.job.launch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import paracel.base.Option;
import paracel.base.OptionException;
import paracel.base.OptionValues;
import paracel.base.UsageException;
import paracel.job.JobOptions;

/**
 * The line that runs a command on all ranks of a job under Open MPI's mpirun 4.1 or 5.
 *
 * <p>Ranks are mapped and numbered by node: rank r is on node r modulo the number of nodes, as far
 * as slots go. So the parameter ranks, which are the first ones, are on as many nodes as there can
 * be, and all nodes have equally many ranks.
 *
 * <p>With more ranks than cores a rank that waits in MPI must give its core away. That holds for a
 * node that has fewer cores than we take it to have, too, so it is always asked for; a rank that is
 * alone on its core loses nothing by it.
 */
public final class LaunchPlan {

  private static final int DEFAULT_WORKERS = 2;
  private static final String OWN_SSH = "-o BatchMode=yes -o ConnectTimeout=10";

  private final OptionValues values;
  private final Surroundings at;
  private final List<String> words;
  private final OptionValues commandValues;
  private final HostList hosts; // null without --hosts
  private final Allocation allocation; // null with --hosts, and outside of one
  private final int servers;
  private final int perRank;
  private final int ranks;
  private final int slots; // 0 when not known
  private final int[] dealt; // ranks of each host; null without --hosts

  private LaunchPlan(
      OptionValues values, List<String> words, OptionValues commandValues, Surroundings at)
      throws UsageException {
    this.values = values;
    this.at = at;
    this.words = words;
    this.commandValues = commandValues;
    String hostText = values.get(LaunchOptions.HOSTS);
    this.hosts = hostText == null ? null : HostList.parse(hostText);
    this.allocation = hosts != null ? null : Allocation.detect(at.environment()).orElse(null);
    checkNodes();
    this.servers = agreed(JobOptions.SERVERS, JobOptions.SERVERS).orElse(1);
    this.perRank = agreed(JobOptions.WORKERS_PER_RANK, JobOptions.WORKERS_PER_RANK).orElse(1);
    this.slots = slots();
    this.ranks = servers + workerRanks();
    this.dealt = hosts == null ? null : hosts.deal(ranks);
  }

  /**
   * Checks everything that can be checked here and now.
   *
   * @param values of {@link LaunchOptions#ALL}
   * @param words the command that ranks run, with its options
   * @param commandValues the same as values
   * @throws UsageException naming the option
   */
  public static LaunchPlan of(
      OptionValues values, List<String> words, OptionValues commandValues, Surroundings at)
      throws UsageException {
    return new LaunchPlan(values, words, commandValues, at);
  }

  private void checkNodes() throws OptionException {
    Integer nodes = values.get(LaunchOptions.NODES);
    if (nodes != null && nodes != nodes()) {
      String others =
          hosts != null
              ? "--hosts has " + nodes()
              : allocation != null
                  ? "the " + allocation.system() + " allocation has " + nodes()
                  : "give --hosts, or start this in a Slurm or PBS allocation";
      throw new OptionException("--nodes " + nodes + ": " + others);
    }
  }

  private int nodes() {
    return hosts != null ? hosts.size() : allocation != null ? allocation.nodes() : 1;
  }

  private int slots() {
    return hosts != null ? hosts.slots() : allocation != null ? allocation.slots() : 0;
  }

  /** An option that launch and command both have: either may have been given, but not both. */
  private Optional<Integer> agreed(Option<Integer> own, Option<Integer> ofCommand)
      throws OptionException {
    boolean isOwn = values.isGiven(own);
    boolean isOfCommand = commandValues.isGiven(ofCommand);
    if (isOwn && isOfCommand) {
      throw new OptionException("--" + own.key() + ": given to launch and to its command");
    }
    return isOwn
        ? Optional.of(values.get(own))
        : isOfCommand ? Optional.of(commandValues.get(ofCommand)) : Optional.empty();
  }

  private int workerRanks() throws OptionException {
    Optional<Integer> workers = agreed(LaunchOptions.WORKERS, JobOptions.WORKERS);
    if (workers.isEmpty() && slots > 0) {
      if (servers >= slots) {
        String where =
            hosts != null ? "--hosts has" : "the " + allocation.system() + " allocation has";
        throw new OptionException(
            "--servers %d leaves no rank for workers: %s %d slots"
                .formatted(servers, where, slots));
      }
      return slots - servers;
    }
    int count = workers.orElse(DEFAULT_WORKERS * perRank);
    if (count % perRank != 0) {
      throw new OptionException(
          "--workers %d is no multiple of --workers-per-rank %d".formatted(count, perRank));
    }
    return count / perRank;
  }

  /** Number of ranks. */
  public int ranks() {
    return ranks;
  }

  public int servers() {
    return servers;
  }

  /** Hosts by name; empty unless the user gave them. */
  public List<String> hosts() {
    return hosts == null ? List.of() : hosts.names();
  }

  /** Until the first rank must have begun; the ranks themselves wait as long for each other. */
  double startSeconds() {
    Option<Double> option = JobOptions.START_TIMEOUT;
    return commandValues.isGiven(option) ? commandValues.get(option) : option.defaultValue();
  }

  /** Until survivors of a death have noticed it and reported, whatever they compute. */
  double survivorSeconds() {
    Option<Double> option = JobOptions.PEER_TIMEOUT;
    double peer = commandValues.isGiven(option) ? commandValues.get(option) : option.defaultValue();
    return 2 * peer + 20;
  }

  /** Whether the other ranks live on when one has died. */
  boolean enablesRecovery() {
    return values.get(LaunchOptions.ENABLE_RECOVERY);
  }

  /** What is started to start all else. */
  public String mpirun() {
    return values.get(LaunchOptions.MPIRUN);
  }

  /**
   * The words of the line.
   *
   * @param exported names of environment variables for ranks beside those that the user has set
   */
  public List<String> line(String... exported) {
    List<String> line = new ArrayList<>(List.of(mpirun()));
    if (at.isRoot()) {
      line.add("--allow-run-as-root");
    }
    line.addAll(List.of("-n", Integer.toString(ranks)));
    if (hosts != null) {
      line.addAll(List.of("--host", hosts.text(dealt)));
    }
    if (hosts == null && allocation != null && allocation.hostFile() != null) {
      addUnlessGiven(line, "--hostfile", allocation.hostFile()); // not all builds ask PBS
    }
    boolean binds = binds();
    addUnlessGiven(line, "--map-by", mapping(binds));
    addUnlessGiven(line, "--rank-by", "node");
    // on a node with fewer cores than this one two ranks share one, instead of an error
    addUnlessGiven(line, "--bind-to", !binds ? "none" : "core:overload-allowed");
    addParameterUnlessGiven(line, "mpi_yield_when_idle", "1");
    if (hosts != null && !at.environment().containsKey("OMPI_MCA_plm_rsh_agent")) {
      addParameterUnlessGiven(line, "plm_rsh_args", OWN_SSH);
    }
    if (enablesRecovery()) {
      line.add("--enable-recovery");
    }
    addUnlessGiven(line, "--wdir", at.directory().toString());
    exports(exported).forEach(name -> line.addAll(List.of("-x", name)));
    line.addAll(values.get(LaunchOptions.MPIRUN_ARGS));
    line.add(at.home().resolve("paracel").toString());
    line.addAll(words);
    addForCommand(line, JobOptions.SERVERS);
    addForCommand(line, JobOptions.WORKERS_PER_RANK);
    return line;
  }

  private boolean binds() {
    String given = values.get(LaunchOptions.BIND);
    // a rank with several workers would need as many cores
    return given == null ? perRank == 1 && fits() : given.equals("core");
  }

  /** Whether each rank of the fullest node can have a core. */
  private boolean fits() {
    return fullest() <= cores();
  }

  private int fullest() {
    return dealt != null
        ? Arrays.stream(dealt).max().orElseThrow()
        : -Math.floorDiv(-ranks, nodes());
  }

  private int cores() {
    boolean isTold = allocation != null && allocation.nodeCores() > 0;
    return isTold ? allocation.nodeCores() : at.cores();
  }

  private String mapping(boolean binds) {
    StringBuilder mapping = new StringBuilder("node");
    if (binds && perRank > 1) {
      mapping.append(":PE=").append(perRank);
    }
    // slots that the user gave are never exceeded; others stand for cores, or for a batch system's
    // tasks, which may be fewer than the cores that it has given
    int known = allocation != null ? slots : at.cores();
    if (hosts == null && (ranks > known || !fits())) {
      mapping.append(mapping.indexOf(":") < 0 ? ":" : ",").append("OVERSUBSCRIBE");
    }
    return mapping.toString();
  }

  private void addUnlessGiven(List<String> line, String option, String value) {
    boolean isGiven =
        values.get(LaunchOptions.MPIRUN_ARGS).stream()
            .anyMatch(word -> word.equals(option) || word.equals(option.substring(1)));
    if (!isGiven) {
      line.addAll(List.of(option, value));
    }
  }

  private void addParameterUnlessGiven(List<String> line, String name, String value) {
    boolean isGiven =
        values.get(LaunchOptions.MPIRUN_ARGS).contains(name)
            || at.environment().containsKey("OMPI_MCA_" + name);
    if (!isGiven) {
      line.addAll(List.of("--mca", name, value));
    }
  }

  /** What ranks on other nodes would not see else. */
  private List<String> exports(String... more) {
    Map<String, String> environment = at.environment();
    List<String> names = new ArrayList<>();
    environment.keySet().stream()
        .filter(name -> name.startsWith("PARACEL_") && !name.equals(RankReport.VARIABLE))
        .sorted()
        .forEach(names::add);
    if (environment.containsKey("JAVA_HOME")) {
      names.add("JAVA_HOME");
    }
    names.addAll(Arrays.asList(more));
    return names;
  }

  private void addForCommand(List<String> line, Option<Integer> option) {
    if (values.isGiven(option)) {
      line.addAll(List.of("--" + option.key(), Integer.toString(values.get(option))));
    }
  }
}
