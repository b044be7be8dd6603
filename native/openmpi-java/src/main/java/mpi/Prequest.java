package mpi;

import java.nio.Buffer;

/** A transfer that can be started again and again; each start is completed like a request. */
public final class Prequest extends Request {

  Prequest(long handle, Buffer buffer) {
    super(handle, buffer);
  }

  /** MPI_Start. */
  public void start() throws MPIException {
    MPI.check();
    handle = start(handle);
  }

  /** MPI_Startall. */
  public static void startAll(Prequest[] requests) throws MPIException {
    MPI.check();
    long[] handles = handles(requests);
    startAll(handles);
    update(requests, handles);
  }

  private native long start(long request) throws MPIException;

  private static native void startAll(long[] requests) throws MPIException;
}
