package paracel.job;

import paracel.base.Check;

/**
 * What a launcher has told this process of its job.
 *
 * @param launcher name of the launcher, for messages
 * @param rank of this process, 0-based
 * @param size number of ranks
 * @param nodeSize number of ranks on this node
 * @param jobId the same in all ranks, different from other jobs of the node
 */
public record LaunchEnvironment(String launcher, int rank, int size, int nodeSize, String jobId) {

  public LaunchEnvironment {
    Check.range("size", size, 1, Integer.MAX_VALUE);
    Check.range("rank", rank, 0, size - 1);
    Check.range("ranks on this node", nodeSize, 1, size);
  }
}
