package paracel.mpi;

import paracel.memory.Region;

/**
 * Memory of all ranks that each can read and write. Between {@link #lockAll} and {@link #unlockAll}
 * a rank may put and get. Used by one thread at a time.
 *
 * <p>MPI promises nothing about the units in which bytes of a put or get move, and not on all
 * transports that they move while the target does not call MPI.
 */
public interface MpiWindow extends AutoCloseable {

  /** This rank's part. */
  Region region();

  /** Whether the memory model is MPI_WIN_UNIFIED: the owner's CPU sees what others put. */
  boolean isUnified() throws MpiException;

  /** Begins a passive-target epoch with all ranks. */
  void lockAll() throws MpiException;

  /** Ends the epoch; everything has arrived. */
  void unlockAll() throws MpiException;

  /** Starts to write into a rank's part. */
  void put(int target, long targetOffset, Region origin, long originOffset, long bytes)
      throws MpiException;

  /** Starts to read from a rank's part. */
  void get(int target, long targetOffset, Region origin, long originOffset, long bytes)
      throws MpiException;

  /** Waits until everything that was started with this target is complete at both sides. */
  void flush(int target) throws MpiException;

  /** Makes the owner's loads see what has arrived, and its stores what others will get. */
  void sync() throws MpiException;

  /** Collective. */
  @Override
  void close() throws MpiException;
}
