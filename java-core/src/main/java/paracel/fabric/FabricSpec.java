package paracel.fabric;

import java.util.Optional;
import paracel.base.Check;

/**
 * What a fabric must know of a job.
 *
 * @param jobId name of the job, the same in all its ranks and different from any other job that
 *     runs on the node; letters, digits, dot, dash and underscore
 * @param size number of ranks
 * @param ownRank rank of this process, or -1 when all ranks are threads of this JVM
 * @param nodeSize number of the job's ranks on this node
 * @param seed seed of a simulation
 * @param identity version and options, as lines of text: what all ranks must have in common
 * @param startNs longest wait for all ranks to come, in nanoseconds
 * @param answerNs longest wait for a rank to answer before it counts as lost, in nanoseconds
 * @param mpiProvider name of the way to MPI, or {@link #AUTO}
 */
public record FabricSpec(
    String jobId,
    int size,
    int ownRank,
    int nodeSize,
    long seed,
    String identity,
    long startNs,
    long answerNs,
    String mpiProvider) {

  /** Leaves a choice to us. */
  public static final String AUTO = "auto";

  private static final long SECOND_NS = 1_000_000_000L;

  public FabricSpec {
    Check.argument(jobId.matches("[A-Za-z0-9._-]{1,100}"), "job id '" + jobId + "'");
    Check.argument(size > 0, "a job has ranks");
    Check.range("own rank", ownRank, -1, size - 1);
    Check.range("ranks on this node", nodeSize, 1, size);
    Check.argument(startNs > 0 && answerNs > 0, "deadlines are positive");
  }

  /** One of several processes; a minute to start, 5 s to answer. */
  public FabricSpec(String jobId, int size, int ownRank, int nodeSize, long seed) {
    this(jobId, size, ownRank, nodeSize, seed, "", 60 * SECOND_NS, 5 * SECOND_NS, AUTO);
  }

  /** A job whose ranks are all threads of this JVM. */
  public static FabricSpec threads(String jobId, int size, long seed) {
    return new FabricSpec(jobId, size, -1, size, seed);
  }

  public FabricSpec withIdentity(String own) {
    return new FabricSpec(
        jobId, size, ownRank, nodeSize, seed, own, startNs, answerNs, mpiProvider);
  }

  public FabricSpec withDeadlines(long newStartNs, long newAnswerNs) {
    return new FabricSpec(
        jobId, size, ownRank, nodeSize, seed, identity, newStartNs, newAnswerNs, mpiProvider);
  }

  public FabricSpec withMpiProvider(String own) {
    return new FabricSpec(jobId, size, ownRank, nodeSize, seed, identity, startNs, answerNs, own);
  }

  /** Whether all ranks are threads of this JVM. */
  public boolean ranksAreThreads() {
    return ownRank < 0;
  }

  /** Whether ranks are on other nodes, too. */
  public boolean spansNodes() {
    return nodeSize < size;
  }

  /** The job as it would be if all its ranks were on this node. */
  public FabricSpec onOneNode() {
    return new FabricSpec(
        jobId, size, ownRank, size, seed, identity, startNs, answerNs, mpiProvider);
  }

  /** The sentence with which a fabric of processes refuses threads; empty when they are none. */
  public Optional<String> needsProcesses() {
    return ranksAreThreads()
        ? Optional.of("the ranks are threads of one process; start them with mpirun or srun")
        : Optional.empty();
  }
}
