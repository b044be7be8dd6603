package paracel.mpi;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import paracel.memory.Region;

/** What the tests of a rank have in common: waiting with a deadline, checking, and failing. */
final class MpiRank {

  private static final long PATIENCE_SECONDS = 30;

  final Mpi mpi;

  MpiRank(Mpi mpi) {
    this.mpi = mpi;
  }

  /** Something that MPI must refuse. */
  interface Call {
    void run() throws MpiException;
  }

  void await(MpiRequest request, String what) throws MpiException {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    for (int turn = 0; !request.isDone(); turn++) {
      if (turn % 1000 == 999 && System.nanoTime() > deadlineNs) {
        fail("waited " + PATIENCE_SECONDS + " s for " + what);
      }
      Thread.onSpinWait();
    }
  }

  void equal(String what, long expected, long actual) {
    if (expected != actual) {
      fail(what + ": expected " + expected + ", got " + actual);
    }
  }

  void holds(String what, boolean is) {
    if (!is) {
      fail("not so: " + what);
    }
  }

  void fail(String what) {
    throw new AssertionError("rank " + mpi.rank() + ": " + what);
  }

  /** The message with which MPI refuses a call. */
  String refused(String what, Call call) {
    try {
      call.run();
    } catch (MpiException e) {
      return e.getMessage();
    }
    fail(what + " was not refused");
    return "";
  }

  /** A value that tells rank and place. */
  static long value(int rank, long place) {
    return (rank + 1) * 1_000_000_007L + place;
  }

  /** Sends one word and waits until it is gone. */
  void send(MpiRequest request, Region region, long word, int target, int tag) throws MpiException {
    region.setLong(0, word);
    request.send(region, 0, Long.BYTES, target, tag);
    await(request, "a send to rank " + target);
  }

  /** Receives one word. */
  long receive(MpiRequest request, Region region, int source, int tag) throws MpiException {
    request.receive(region, 0, Long.BYTES, source, tag);
    await(request, "a message of rank " + source + " with tag " + tag);
    equal("bytes of a message", Long.BYTES, request.receivedBytes());
    return region.getLong(0);
  }

  /** Bytes that the calling thread has ever allocated on the heap. */
  static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
