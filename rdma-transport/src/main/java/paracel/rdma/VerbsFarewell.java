package paracel.rdma;

import paracel.base.Idler;
import paracel.fabric.DeadlineException;
import paracel.fabric.FabricException;
import paracel.fabric.InterruptedRankException;
import paracel.fabric.PeerLostException;
import paracel.memory.Region;

/**
 * The end of a job that went well at this rank: no rank ends while another may still need its
 * memory. Each rank puts a word into rank 0's directory, and rank 0, when it has them all, puts its
 * verdict into the directory of each. Who waits asks the others from time to time for a sign of
 * life, which is a get: a dead one is noticed as by every get.
 */
final class VerbsFarewell {

  private static final long WELL = 1;
  private static final long FAILED = 2;
  private static final long LOOK_NS = 1_000_000;
  private static final long SIGN_OF_LIFE_NS = 1_000_000_000;

  private final VerbsFabric fabric;
  private final Region directory;

  /**
   * @param directory of this rank
   */
  VerbsFarewell(VerbsFabric fabric, Region directory) {
    this.fabric = fabric;
    this.directory = directory;
  }

  /**
   * Waits until all ranks have ended well.
   *
   * @param longestNs at rank 0: for the slowest rank; the others wait as long as rank 0 lives
   * @throws FabricException when a rank is lost, or rank 0 says that the job has failed
   */
  void say(Idler idler, long longestNs) throws FabricException {
    synchronized (fabric.control()) {
      if (fabric.rank() == 0) {
        awaitAll(idler, longestNs);
        for (int rank = 1; rank < fabric.size(); rank++) {
          tell(rank, WELL);
        }
      } else {
        long word = DirectoryDescriptor.farewell(fabric.rank());
        fabric.control().putLong(0, RemoteWindows.DIRECTORY, word, WELL);
        fabric.control().drain(0);
        awaitVerdict(idler);
      }
    }
  }

  private void awaitAll(Idler idler, long longestNs) throws FabricException {
    long startNs = idler.nanoTime();
    long askedNs = startNs;
    int missing;
    while ((missing = firstMissing()) >= 0) {
      pause(idler, "rank 0 waits for rank " + missing + " to be done");
      long nowNs = idler.nanoTime();
      if (nowNs - askedNs > SIGN_OF_LIFE_NS) {
        askMissing();
        askedNs = idler.nanoTime();
      }
      if (nowNs - startNs > longestNs) {
        throw new DeadlineException(
            "waited %.1f s: rank 0 waits for rank %d to be done"
                .formatted((nowNs - startNs) * 1e-9, missing));
      }
    }
  }

  private int firstMissing() {
    for (int rank = 1; rank < fabric.size(); rank++) {
      if (!isDone(rank)) {
        return rank;
      }
    }
    return -1;
  }

  private boolean isDone(int rank) {
    return directory.getLongAcquire(DirectoryDescriptor.farewell(rank)) == WELL;
  }

  private void askMissing() throws FabricException {
    for (int rank = 1; rank < fabric.size(); rank++) {
      if (!isDone(rank)) {
        fabric.control().drain(rank);
      }
    }
  }

  private void awaitVerdict(Idler idler) throws FabricException {
    long askedNs = idler.nanoTime();
    while (verdict() == 0) {
      pause(idler, "rank " + fabric.rank() + " waits for all ranks to be done");
      if (idler.nanoTime() - askedNs > SIGN_OF_LIFE_NS) {
        askFirst();
        askedNs = idler.nanoTime();
      }
    }
    if (verdict() != WELL) {
      throw new PeerLostException(0, "rank 0 says that the job has failed");
    }
  }

  private void askFirst() throws FabricException {
    try {
      fabric.control().drain(0);
    } catch (FabricException e) {
      if (verdict() == 0) { // else it said so and ended, meanwhile
        throw e;
      }
    }
  }

  private long verdict() {
    return directory.getLongAcquire(DirectoryDescriptor.VERDICT_OFFSET);
  }

  private void tell(int rank, long verdict) throws FabricException {
    long word = DirectoryDescriptor.VERDICT_OFFSET;
    fabric.control().putLong(rank, RemoteWindows.DIRECTORY, word, verdict);
    try {
      fabric.control().drain(rank);
    } catch (FabricException e) {
      if (verdict == FAILED) {
        throw e;
      } // else it has read the verdict and ended before its answer was asked for, or it is lost
      // after it was done: in either case nothing of the job is missing
    }
  }

  private static void pause(Idler idler, String what) throws InterruptedRankException {
    idler.sleepUntil(idler.nanoTime() + LOOK_NS);
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedRankException("interrupted: " + what);
    }
  }

  /** Called at rank 0 when the job has failed there: tells those whom it reaches. */
  void sayFailed() {
    synchronized (fabric.control()) {
      for (int rank = 1; rank < fabric.size(); rank++) {
        try {
          if (fabric.control().reaches(rank)) {
            tell(rank, FAILED);
          }
        } catch (FabricException e) {
          System.getLogger("paracel.rdma")
              .log(System.Logger.Level.DEBUG, "could not tell that the job failed: " + e);
        }
      }
    }
  }
}
