package paracel.fabric.mpi;

import paracel.base.Idler;
import paracel.fabric.FabricException;
import paracel.fabric.InterruptedRankException;
import paracel.fabric.PeerLostException;
import paracel.fabric.Wait;
import paracel.memory.Region;
import paracel.mpi.Mpi;
import paracel.mpi.MpiException;
import paracel.mpi.MpiRequest;

/**
 * The end of a job that went well at this rank. MPI_Finalize waits for all ranks without a deadline
 * and without an error when one is dead, so ranks agree before they enter it: each tells rank 0
 * that it is done, and rank 0 tells all when all are. A rank that waits asks rank 0 from time to
 * time for a sign of life. Rank 0, where the parameter rank watches everybody, is told by that
 * watch of losses, fails, and says so here.
 */
final class Farewell {

  private static final long WELL = 1;
  private static final long FAILED = 2;
  private static final long WORD_BYTES = Long.BYTES;
  private static final long LOOK_NS = 1_000_000;
  private static final long SIGN_OF_LIFE_NS = 1_000_000_000;
  private static final long FLUSH_NS = 200_000_000;

  private final Mpi mpi;
  private final int size;

  Farewell(Mpi mpi, int size) {
    this.mpi = mpi;
    this.size = size;
  }

  /** A look whether rank 0 lives; throws when it does not. */
  @FunctionalInterface
  interface SignOfLife {
    void ask() throws FabricException;
  }

  /**
   * Waits until all ranks have ended well.
   *
   * @param longestNs at rank 0: for the slowest rank; the others wait as long as rank 0 lives
   * @throws FabricException when rank 0 is lost or says that the job has failed
   */
  void say(Idler idler, SignOfLife first, long longestNs) throws FabricException {
    Region word = Region.allocate(WORD_BYTES); // stays when we fail, since MPI may write to it
    try (MpiRequest request = mpi.newRequest()) {
      if (mpi.rank() == 0) {
        awaitAll(request, word, idler, longestNs);
        tellAll(WELL);
      } else {
        tellFirst(request, word, idler, longestNs);
        awaitFirst(request, word, idler, first);
      }
      word.close();
    } catch (MpiException e) {
      throw new FabricException("rank " + mpi.rank() + " at the end of the job: " + e, e);
    }
  }

  private void tellFirst(MpiRequest request, Region word, Idler idler, long longestNs)
      throws MpiException, FabricException {
    word.setLong(0, WELL);
    request.send(word, 0, WORD_BYTES, 0, MessageDescriptor.DONE_TAG);
    until(request, idler, longestNs, "rank 0 to take its word that it is done");
  }

  private void awaitFirst(MpiRequest request, Region word, Idler idler, SignOfLife first)
      throws MpiException, FabricException {
    request.receive(word, 0, WORD_BYTES, 0, MessageDescriptor.ALL_DONE_TAG);
    long askedNs = idler.nanoTime();
    while (!request.isDone()) {
      idler.sleepUntil(idler.nanoTime() + LOOK_NS);
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedRankException(
            "interrupted: rank " + mpi.rank() + " waits for all ranks to be done");
      }
      if (idler.nanoTime() - askedNs > SIGN_OF_LIFE_NS) {
        first.ask();
        askedNs = idler.nanoTime();
      }
    }
    if (word.getLong(0) != WELL) {
      throw new PeerLostException(0, "rank 0 says that the job has failed");
    }
  }

  private void awaitAll(MpiRequest request, Region word, Idler idler, long longestNs)
      throws MpiException, FabricException {
    for (int come = 1; come < size; come++) {
      request.receive(word, 0, WORD_BYTES, Mpi.ANY_SOURCE, MessageDescriptor.DONE_TAG);
      until(request, idler, longestNs, "%d more ranks to be done".formatted(size - come));
    }
  }

  private void until(MpiRequest request, Idler idler, long longestNs, String what)
      throws FabricException {
    Wait.until(
        new Wait.Condition() {
          @Override
          public boolean poll() throws FabricException {
            try {
              return request.isDone();
            } catch (MpiException e) {
              throw new FabricException(e.getMessage(), e);
            }
          }

          @Override
          public String describe() {
            return "rank %d waits for %s".formatted(mpi.rank(), what);
          }
        },
        idler,
        longestNs);
  }

  /** Called at rank 0 when the job has failed there; waits for nobody. */
  void sayFailed() {
    try {
      tellAll(FAILED);
    } catch (MpiException e) {
      System.getLogger("paracel.fabric.mpi")
          .log(System.Logger.Level.DEBUG, "could not tell all that the job failed: " + e);
    }
  }

  private void tellAll(long verdict) throws MpiException {
    Region word = Region.allocate(WORD_BYTES);
    word.setLong(0, verdict);
    MpiRequest[] requests = new MpiRequest[size];
    for (int rank = 1; rank < size; rank++) {
      requests[rank] = mpi.newRequest();
      requests[rank].send(word, 0, WORD_BYTES, rank, MessageDescriptor.ALL_DONE_TAG);
    }
    long startNs = System.nanoTime();
    boolean isSent = true;
    for (int rank = 1; rank < size; rank++) {
      while (!requests[rank].isDone() && System.nanoTime() - startNs < FLUSH_NS) {
        Thread.yield();
      }
      isSent &= requests[rank].isDone();
      requests[rank].close();
    }
    if (isSent) {
      word.close();
    } // else a rank is lost, and the word stays for MPI until the process ends
  }
}
