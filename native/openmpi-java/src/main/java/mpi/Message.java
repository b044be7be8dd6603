package mpi;

import java.nio.Buffer;

/** A message that a probe has taken out of the order of matching, for one receive. */
public final class Message {

  static {
    NativeLibrary.require();
    init();
  }

  private static long NULL; // these two are written once, by the native half
  private static long NO_PROC;

  private long handle = NULL; // also written by it

  /** MPI_MESSAGE_NULL. */
  public Message() {}

  /** Whether nothing was probed, or it has been received. */
  public boolean isNull() {
    return handle == NULL;
  }

  /** Whether it is what a probe of {@link MPI#PROC_NULL} finds. */
  public boolean isNoProc() {
    return handle == NO_PROC;
  }

  /** MPI_Mprobe: waits for a message. */
  public Status mProbe(int source, int tag, Comm comm) throws MPIException {
    MPI.check();
    long[] status = Status.room();
    handle = mProbe(source, tag, comm.handle, status);
    return Status.of(status);
  }

  /** MPI_Improbe: null when there is no message. */
  public Status imProbe(int source, int tag, Comm comm) throws MPIException {
    MPI.check();
    return imProbe(source, tag, comm.handle);
  }

  /** MPI_Mrecv. */
  public Status mRecv(Object buffer, int count, Datatype type) throws MPIException {
    MPI.check();
    long[] status = Status.room();
    handle =
        mRecv(
            handle,
            Buffers.data(buffer, type),
            Buffers.isDirect(buffer),
            Buffers.offset(buffer, type),
            count,
            type.handle,
            type.baseType,
            status);
    return Status.of(status);
  }

  /** MPI_Imrecv. */
  public Request imRecv(Buffer buffer, int count, Datatype type) throws MPIException {
    MPI.check();
    Buffers.requireDirect(buffer);
    return new Request(imRecv(handle, buffer, count, type.handle), buffer);
  }

  private static native void init();

  private native long mProbe(int source, int tag, long comm, long[] status) throws MPIException;

  private native Status imProbe(int source, int tag, long comm) throws MPIException;

  private native long mRecv(
      long message,
      Object buffer,
      boolean direct,
      int offset,
      int count,
      long type,
      int base,
      long[] status)
      throws MPIException;

  private native long imRecv(long message, Object buffer, int count, long type) throws MPIException;
}
