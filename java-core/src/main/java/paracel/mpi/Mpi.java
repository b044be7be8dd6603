package paracel.mpi;

import paracel.memory.Region;

/**
 * One process's part in an MPI job, on a communicator of its own, from MPI_Init_thread to
 * MPI_Finalize. Thread-safe: MPI was initialised with {@code MPI_THREAD_MULTIPLE}.
 *
 * <p>The collectives ({@link #barrier}, {@link #broadcast}, {@link #allGather}, {@link
 * #createWindow}, {@link #allocateWindow}, {@link #duplicate}, {@link #close}) must be called by
 * all ranks in the same order, by one thread at a time. They have no deadline: with a dead rank
 * they hang.
 */
public interface Mpi extends AutoCloseable {

  /** Largest tag of a message that every MPI library must allow. */
  int MAX_TAG = 32767;

  /** As the source of a receive: whoever sends. */
  int ANY_SOURCE = -1;

  /** Which library this is. */
  MpiLibrary library();

  /** This rank, 0-based. */
  int rank();

  /** Number of ranks. */
  int size();

  /** Position among the ranks with which this one can share memory, 0-based. */
  int nodeRank();

  /** Number of ranks with which this one can share memory, itself included. */
  int nodeSize();

  /** Waits for all ranks. */
  void barrier() throws MpiException;

  /**
   * Copies bytes from one rank to all.
   *
   * @param region read at {@code root}, written elsewhere
   * @param bytes the same at all ranks
   */
  void broadcast(Region region, long offset, long bytes, int root) throws MpiException;

  /**
   * Gives every rank the bytes of all.
   *
   * @param own read from its start
   * @param bytes how many, the same at all ranks
   * @param all written: {@code bytes} of rank 0, then of rank 1 and so on
   */
  void allGather(Region own, long bytes, Region all) throws MpiException;

  /** A place for one message at a time. */
  MpiRequest newRequest();

  /**
   * Exposes memory to all ranks.
   *
   * @param region memory of this process; may be smaller or larger than that of other ranks
   */
  MpiWindow createWindow(Region region) throws MpiException;

  /**
   * Lets MPI allocate memory and exposes it to all ranks.
   *
   * @param bytes of this rank
   */
  MpiWindow allocateWindow(long bytes) throws MpiException;

  /**
   * The same ranks on another communicator, so that messages of one never meet a receive of the
   * other. Collective. Its {@link #close} frees the communicator and leaves MPI as it is.
   */
  Mpi duplicate() throws MpiException;

  /** Lets MPI work on what is under way, and waits for nothing. */
  void progress() throws MpiException;

  /** Ends the processes of all ranks. */
  void abort(int exitCode);

  /**
   * Ends this part in MPI, but not MPI in this process: {@link MpiProvider#open} gives another one,
   * at all ranks. Requests and windows must have been closed.
   */
  void leave() throws MpiException;

  /**
   * Ends MPI in this process; it cannot be opened again. Waits for all ranks. Requests and windows
   * must have been closed. Idempotent.
   */
  @Override
  void close() throws MpiException;
}
