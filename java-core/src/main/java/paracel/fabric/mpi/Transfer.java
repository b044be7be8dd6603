package paracel.fabric.mpi;

import paracel.memory.Region;
import paracel.mpi.Mpi;
import paracel.mpi.MpiException;
import paracel.mpi.MpiRequest;

/**
 * A message under way: its request, whom and what it concerns, and memory of its own if it needs
 * any. Used again and again by one thread.
 */
final class Transfer {

  final MpiRequest request;

  /** Whether bytes are received; otherwise they are sent. */
  final boolean isReply;

  int target;
  int window;
  long offset;
  long bytes;
  boolean isUnderWay;
  private Region memory;
  private Region user; // whose memory this is, if it is not our own

  Transfer(Mpi mpi, boolean isReply) {
    this.request = mpi.newRequest();
    this.isReply = isReply;
  }

  /** Memory for the message, at least so large; the same until a larger one is wanted. */
  Region memory(long atLeastBytes) {
    if (memory == null || memory.bytes() < atLeastBytes) {
      // at least doubled, so that what grows is soon large enough for good
      long doubled = memory == null ? 0 : 2 * memory.bytes();
      Region larger = Region.allocate(Math.max(atLeastBytes, doubled));
      if (memory != null) {
        memory.close();
      }
      memory = larger;
    }
    return memory;
  }

  /** Keeps for whom and what a message is that starts now. */
  void starts(int newTarget, int newWindow, long newOffset, long newBytes) {
    target = newTarget;
    window = newWindow;
    offset = newOffset;
    bytes = newBytes;
    isUnderWay = true;
  }

  /** As {@link #starts}, with bytes of somebody else's, which stay there until it is through. */
  void starts(Region held, int newTarget, int newWindow, long newOffset, long newBytes) {
    held.hold();
    user = held;
    starts(newTarget, newWindow, newOffset, newBytes);
  }

  /** Lets MPI work, and looks whether the message is through. */
  boolean isDone() throws MpiException {
    if (isUnderWay && request.isDone()) {
      isUnderWay = false;
      if (user != null) {
        user.release();
        user = null;
      }
    }
    return !isUnderWay;
  }

  /**
   * Frees what it holds. Memory that MPI may still use stays until the process ends, which is when
   * a message to a rank that is lost ends, too.
   */
  void close() {
    request.close();
    if (!isUnderWay && memory != null) {
      memory.close();
      memory = null;
    }
  }
}
