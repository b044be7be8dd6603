package paracel.mpi;

import paracel.memory.Region;

/**
 * A place for one message at a time, to be used again and again. The bytes of a message belong to
 * MPI from the start of the transfer until {@link #isDone}. A message has at most 2 GiB - 1 bytes.
 *
 * <p>Messages of one thread to one rank with one tag are received in the order in which they were
 * sent. Used by one thread at a time.
 */
public interface MpiRequest extends AutoCloseable {

  /** Starts to send; it is done when the bytes may be changed. */
  void send(Region from, long offset, long bytes, int target, int tag) throws MpiException;

  /** Starts to send; it is done when the bytes may be changed and the target receives them. */
  void synchronousSend(Region from, long offset, long bytes, int target, int tag)
      throws MpiException;

  /**
   * Starts to receive.
   *
   * @param bytes room for the message; a longer one is an error when it comes
   * @param source rank that sends, or {@link Mpi#ANY_SOURCE}
   */
  void receive(Region into, long offset, long bytes, int source, int tag) throws MpiException;

  /**
   * Lets MPI work, and looks whether the transfer is complete.
   *
   * @return true also when no transfer was started
   */
  boolean isDone() throws MpiException;

  /** Rank that sent the message received last. */
  int source();

  /** Bytes of the message received last. */
  long receivedBytes() throws MpiException;

  /**
   * Gives a receive up: {@link #isDone} is true soon afterwards, with or without a message. Does
   * not wait. Nothing happens to a send.
   */
  void cancel() throws MpiException;

  /** Frees what the request holds. A transfer that is not done is abandoned. Idempotent. */
  @Override
  void close();
}
