package paracel.mpi.foreign;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import paracel.base.Check;
import paracel.memory.Region;
import paracel.mpi.MpiException;
import paracel.mpi.MpiRequest;

/**
 * A request handle, a status and a flag in memory of their own.
 *
 * <pre>
 *   0           8                                  32          36          40
 *  +-----------+----------------------------------+-----------+-----------+
 *  |  handle   |  status                          |  flag     |  count    |
 *  +-----------+----------------------------------+-----------+-----------+
 * </pre>
 */
final class ForeignRequest implements MpiRequest {

  private static final long STATUS = 8;
  private static final long FLAG = STATUS + LibMpi.STATUS_BYTES;
  private static final long COUNT = FLAG + 4;

  private final long communicator;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment handle;
  private final MemorySegment status;
  private final MemorySegment flag;
  private final MemorySegment count;
  private boolean active;
  private boolean isReceive;
  private boolean closed;

  ForeignRequest(long communicator) {
    this.communicator = communicator;
    MemorySegment memory = arena.allocate(COUNT + 4, 64); // a cache line of its own
    handle = memory.asSlice(0, Long.BYTES);
    status = memory.asSlice(STATUS, LibMpi.STATUS_BYTES);
    flag = memory.asSlice(FLAG, Integer.BYTES);
    count = memory.asSlice(COUNT, Integer.BYTES);
    handle.set(JAVA_LONG, 0, LibMpi.REQUEST_NULL);
  }

  @Override
  public void send(Region from, long offset, long bytes, int target, int tag) throws MpiException {
    start(LibMpi.ISEND, "MPI_Isend", from, offset, bytes, target, tag);
  }

  @Override
  public void synchronousSend(Region from, long offset, long bytes, int target, int tag)
      throws MpiException {
    start(LibMpi.ISSEND, "MPI_Issend", from, offset, bytes, target, tag);
  }

  @Override
  public void receive(Region into, long offset, long bytes, int source, int tag)
      throws MpiException {
    start(LibMpi.IRECV, "MPI_Irecv", into, offset, bytes, source, tag);
  }

  private void start(
      MethodHandle function, String name, Region region, long offset, long bytes, int peer, int tag)
      throws MpiException {
    Check.state(!active && !closed, "a request has one transfer at a time");
    long address = ForeignMpi.address(region, offset, bytes);
    try {
      int code =
          (int)
              function.invokeExact(
                  address, Math.toIntExact(bytes), LibMpi.BYTE, peer, tag, communicator, handle);
      LibMpi.check(code, name);
      active = true;
      isReceive = function == LibMpi.IRECV;
    } catch (Throwable e) {
      throw ForeignMpi.translated(name, e);
    }
  }

  @Override
  public boolean isDone() throws MpiException {
    if (!active) {
      return true;
    }
    try {
      int code = (int) LibMpi.TEST.invokeExact(handle, flag, status);
      if (code != LibMpi.SUCCESS) {
        active = false; // MPI has ended the transfer
        LibMpi.check(code, "MPI_Test");
      }
      active = flag.get(JAVA_INT, 0) == 0;
      return !active;
    } catch (Throwable e) {
      throw ForeignMpi.translated("MPI_Test", e);
    }
  }

  @Override
  public int source() {
    return status.get(JAVA_INT, LibMpi.STATUS_SOURCE);
  }

  @Override
  public long receivedBytes() throws MpiException {
    try {
      int code = (int) LibMpi.GET_COUNT.invokeExact(status, LibMpi.BYTE, count);
      LibMpi.check(code, "MPI_Get_count");
      return count.get(JAVA_INT, 0);
    } catch (Throwable e) {
      throw ForeignMpi.translated("MPI_Get_count", e);
    }
  }

  @Override
  public void cancel() throws MpiException {
    if (!active || !isReceive) {
      return;
    }
    try {
      int code = (int) LibMpi.CANCEL.invokeExact(handle);
      LibMpi.check(code, "MPI_Cancel");
    } catch (Throwable e) {
      throw ForeignMpi.translated("MPI_Cancel", e);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (!active) {
      arena.close();
    } // else MPI still writes to this memory: it stays until the process ends
  }
}
