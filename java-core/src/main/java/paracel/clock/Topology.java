package paracel.clock;

import paracel.base.Check;

/**
 * Who is who in a job: ranks {@code 0..servers-1} are parameter ranks, the others are worker ranks
 * with {@code workersPerRank} workers each. Worker indices run over all worker ranks.
 */
public record Topology(int servers, int workerRanks, int workersPerRank) {

  public Topology {
    Check.argument(servers > 0, "a job has parameter ranks");
    Check.argument(workerRanks > 0, "a job has worker ranks");
    Check.argument(workersPerRank > 0, "a worker rank has workers");
  }

  public int ranks() {
    return servers + workerRanks;
  }

  public int workers() {
    return workerRanks * workersPerRank;
  }

  public boolean isServer(int rank) {
    return rank < servers;
  }

  /** Index of the first worker of a worker rank. */
  public int firstWorker(int rank) {
    return (rank - servers) * workersPerRank;
  }

  /** Names a rank for messages: its number and its role. */
  public String describe(int rank) {
    if (isServer(rank)) {
      return "rank " + rank + " (parameter rank " + rank + ")";
    }
    int first = firstWorker(rank);
    String workers =
        workersPerRank == 1
            ? "worker " + first
            : "workers " + first + "-" + (first + workersPerRank - 1);
    return "rank " + rank + " (" + workers + ")";
  }
}
