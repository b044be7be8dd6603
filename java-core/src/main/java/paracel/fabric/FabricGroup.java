package paracel.fabric;

import paracel.base.Idler;

/**
 * The ranks of a job that live in this JVM: one under a launcher, all of them without. Besides
 * their fabrics it starts their threads, because under simulation a thread runs only when the
 * scheduler lets it.
 */
public interface FabricGroup extends AutoCloseable {

  /** What a thread does. */
  @FunctionalInterface
  interface Task {
    void run() throws Exception;
  }

  /** A started thread. */
  interface Handle {

    /** Asks the thread to stop; waits of the thread end with {@link InterruptedRankException}. */
    void interrupt();

    /**
     * Waits for the end of the thread.
     *
     * @return whether it has ended
     */
    boolean join(long timeoutNs) throws InterruptedException;

    /**
     * Interrupts the thread and waits for its end, even when the caller is interrupted itself; the
     * caller's interruption is kept.
     */
    default void stop(long timeoutNs) {
      interrupt();
      boolean interrupted = Thread.interrupted();
      try {
        join(timeoutNs);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    /** What ended the task, or null if it returned or still runs. */
    Throwable failure();
  }

  /** The fabric of a rank of this JVM. */
  Fabric fabric(int rank);

  /** A new idler for one thread of a rank. */
  Idler newIdler();

  /**
   * Starts a thread of a rank.
   *
   * @param name thread name, also used in messages
   */
  Handle start(int rank, String name, Task task);

  /** What the group runs on, for the log; empty when its name says all. */
  default String describe() {
    return "";
  }

  /** Whether a rank runs on the node of this process. */
  default boolean sharesNode(int rank) {
    return true;
  }

  /**
   * Called before {@link #close} when the ranks of this process have ended well: waits until those
   * of all other processes have, too, so that nobody misses what this one serves.
   *
   * @throws FabricException when another process is lost or has failed
   */
  default void farewell() throws FabricException {}

  /** Closes the fabrics. Threads must have ended. Waits for no other process. */
  @Override
  void close();
}
