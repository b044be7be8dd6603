package paracel.bench.ring;

import paracel.fabric.FabricException;

/**
 * One end of a pair of one-way streams between two processes, for messages of {@value
 * #MESSAGE_BYTES} bytes. Used by one thread; neither method waits or allocates.
 */
interface MessageLink extends AutoCloseable {

  int MESSAGE_BYTES = 64;

  /** Takes the messages that {@link #receive} finds. */
  @FunctionalInterface
  interface Receiver {
    void onMessage(long value);
  }

  /**
   * Sends a message that begins with a value, visible to the other end at once.
   *
   * @return false when there is no room now
   */
  boolean send(long value) throws FabricException;

  /** As {@link #send}, but visible together with later ones at the latest with {@link #flush}. */
  boolean sendLazily(long value) throws FabricException;

  /** Makes all visible that was sent. */
  void flush() throws FabricException;

  /** Hands at most so many messages to the receiver; says how many. */
  int receive(int limit) throws FabricException;

  @Override
  void close();
}
