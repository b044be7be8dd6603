package paracel.fabric.mpi;

import java.util.BitSet;
import paracel.base.Idler;
import paracel.fabric.DeadlineException;
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
 * that it is done, and rank 0 tells all when all are. Who waits asks those it waits for from time
 * to time for a sign of life, since the watch of the parameter rank has ended by then.
 */
final class Farewell {

  private static final long WELL = 1;
  private static final long FAILED = 2;
  private static final long WORD_BYTES = Long.BYTES;
  private static final long LOOK_NS = 1_000_000;
  private static final long FLUSH_NS = 200_000_000;

  private final Mpi mpi;
  private final int size;
  private final long signNs;

  /**
   * @param signNs from one question for a sign of life to the next
   */
  Farewell(Mpi mpi, int size, long signNs) {
    this.mpi = mpi;
    this.size = size;
    this.signNs = signNs;
  }

  /** A look whether a rank lives; throws when it does not. */
  @FunctionalInterface
  interface SignOfLife {
    void ask(int rank) throws FabricException;
  }

  /**
   * Waits until all ranks have ended well.
   *
   * @param longestNs at rank 0: from one rank to the next; the others wait as long as rank 0 lives
   * @throws FabricException when a rank is lost or rank 0 says that the job has failed
   */
  void say(Idler idler, SignOfLife sign, long longestNs) throws FabricException {
    Region word = Region.allocate(WORD_BYTES); // stays when we fail, since MPI may write to it
    try (MpiRequest request = mpi.newRequest()) {
      if (mpi.rank() == 0) {
        awaitAll(request, word, idler, sign, longestNs);
        tellAll(WELL);
      } else {
        tellFirst(request, word, idler, longestNs);
        awaitFirst(request, word, idler, sign);
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

  private void awaitFirst(MpiRequest request, Region word, Idler idler, SignOfLife sign)
      throws MpiException, FabricException {
    request.receive(word, 0, WORD_BYTES, 0, MessageDescriptor.ALL_DONE_TAG);
    long askedNs = idler.nanoTime();
    while (!request.isDone()) {
      idler.sleepUntil(idler.nanoTime() + LOOK_NS);
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedRankException(
            "interrupted: rank " + mpi.rank() + " waits for all ranks to be done");
      }
      if (idler.nanoTime() - askedNs > signNs) {
        sign.ask(0);
        askedNs = idler.nanoTime();
      }
    }
    if (word.getLong(0) != WELL) {
      throw new PeerLostException(0, "rank 0 says that the job has failed");
    }
  }

  private void awaitAll(
      MpiRequest request, Region word, Idler idler, SignOfLife sign, long longestNs)
      throws MpiException, FabricException {
    BitSet awaited = new BitSet(size);
    awaited.set(1, size);
    while (!awaited.isEmpty()) {
      request.receive(word, 0, WORD_BYTES, Mpi.ANY_SOURCE, MessageDescriptor.DONE_TAG);
      long startNs = idler.nanoTime();
      while (!isDoneWithin(request, idler)) {
        for (int rank = awaited.nextSetBit(0); rank >= 0; rank = awaited.nextSetBit(rank + 1)) {
          sign.ask(rank);
        }
        if (idler.nanoTime() - startNs > longestNs) {
          throw new DeadlineException(
              "waited %.1f s: rank 0 waits for ranks %s to be done"
                  .formatted((idler.nanoTime() - startNs) * 1e-9, awaited));
        }
      }
      awaited.clear(request.source());
    }
  }

  /** Whether a request is done before the next question for a sign of life is due. */
  private boolean isDoneWithin(MpiRequest request, Idler idler) throws FabricException {
    try {
      until(request, idler, signNs, "ranks to be done");
      return true;
    } catch (DeadlineException e) {
      return false;
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
