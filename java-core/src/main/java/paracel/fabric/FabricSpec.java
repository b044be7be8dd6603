package paracel.fabric;

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
 */
public record FabricSpec(String jobId, int size, int ownRank, int nodeSize, long seed) {

  public FabricSpec {
    Check.argument(jobId.matches("[A-Za-z0-9._-]{1,100}"), "job id '" + jobId + "'");
    Check.argument(size > 0, "a job has ranks");
    Check.range("own rank", ownRank, -1, size - 1);
    Check.range("ranks on this node", nodeSize, 1, size);
  }

  /** A job whose ranks are all threads of this JVM. */
  public static FabricSpec threads(String jobId, int size, long seed) {
    return new FabricSpec(jobId, size, -1, size, seed);
  }

  /** Whether all ranks are threads of this JVM. */
  public boolean ranksAreThreads() {
    return ownRank < 0;
  }
}
