package mpi;

import java.nio.Buffer;

/** A message that a probe has taken out of the order of matching, for one receive. */
public final class Message {

  static {
    NativeLibrary.require();
    init();
  }

  private long handle; // written by the native half; 0 for none
  private boolean isNoProc;

  /** MPI_MESSAGE_NULL. */
  public Message() {}

  /** Whether nothing was probed, or it has been received. */
  public boolean isNull() {
    return handle == 0;
  }

  /** Whether it is what a probe of {@link MPI#PROC_NULL} finds. */
  public boolean isNoProc() {
    return isNoProc;
  }

  /** MPI_Mprobe: waits for a message. */
  public Status mProbe(int source, int tag, Comm comm) throws MPIException {
    MPI.check();
    long[] status = Status.room();
    handle = mProbe(source, tag, comm.handle, status);
    isNoProc = source == MPI.PROC_NULL;
    return Status.of(status);
  }

  /** MPI_Improbe: null when there is no message. */
  public Status imProbe(int source, int tag, Comm comm) throws MPIException {
    MPI.check();
    long before = handle;
    Status status = imProbe(source, tag, comm.handle);
    if (status == null) {
      handle = before; // the native half may have written what stands for none
    } else {
      isNoProc = source == MPI.PROC_NULL;
    }
    return status;
  }

  /** MPI_Mrecv. */
  public Status mRecv(Object buffer, int count, Datatype type) throws MPIException {
    MPI.check();
    long[] status = Status.room();
    mRecv(
        handle,
        Buffers.data(buffer, type),
        Buffers.isDirect(buffer),
        Buffers.offset(buffer, type),
        count,
        type.handle,
        type.baseType,
        status);
    received();
    return Status.of(status);
  }

  /** MPI_Imrecv. */
  public Request imRecv(Buffer buffer, int count, Datatype type) throws MPIException {
    MPI.check();
    Buffers.requireDirect(buffer);
    Request request = new Request(imRecv(handle, buffer, count, type.handle), buffer);
    received();
    return request;
  }

  private void received() {
    handle = 0;
    isNoProc = false;
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
