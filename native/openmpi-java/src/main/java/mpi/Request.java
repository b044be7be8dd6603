package mpi;

import java.nio.Buffer;

/**
 * An operation that has been started. Whoever started it completes it by a wait or test, or frees
 * it, and keeps this object until then: it is what keeps the buffers alive. After an exception from
 * a wait or test the operation has ended, and the object must not be used any more.
 */
public class Request implements Freeable {

  static {
    NativeLibrary.require();
    init();
  }

  long handle; // also written by the native half

  private final Buffer first; // these two are only kept alive
  private final Buffer second;

  Request(long handle) {
    this(handle, null, null);
  }

  Request(long handle, Buffer buffer) {
    this(handle, buffer, null);
  }

  Request(long handle, Buffer first, Buffer second) {
    this.handle = handle;
    this.first = first;
    this.second = second;
  }

  /** MPI_Request_free: the operation goes on, and the buffers must be kept by other means. */
  @Override
  public void free() throws MPIException {
    MPI.check();
    handle = free(handle);
  }

  /** MPI_Cancel; the operation must still be completed. */
  public final void cancel() throws MPIException {
    MPI.check();
    cancel(handle);
  }

  /** Whether the operation is complete, or there was none. */
  public final boolean isNull() {
    return handle == 0 || handle == getNull();
  }

  /** MPI_Wait. */
  public final Status waitStatus() throws MPIException {
    MPI.check();
    long[] status = Status.room();
    handle = waitStatus(handle, status);
    return Status.of(status);
  }

  /** MPI_Wait. */
  public final void waitFor() throws MPIException {
    MPI.check();
    handle = waitFor(handle);
  }

  /** MPI_Test: null while the operation is under way. */
  public final Status testStatus() throws MPIException {
    MPI.check();
    return testStatus(handle);
  }

  /** MPI_Request_get_status: as a test that leaves the request as it is. */
  public final Status getStatus() throws MPIException {
    MPI.check();
    return getStatus(handle);
  }

  /** MPI_Test. */
  public final boolean test() throws MPIException {
    MPI.check();
    return test(handle);
  }

  /** MPI_Waitany; the status has the index. */
  public static Status waitAnyStatus(Request[] requests) throws MPIException {
    MPI.check();
    long[] handles = handles(requests);
    long[] status = Status.room();
    waitAnyStatus(handles, status);
    update(requests, handles);
    return Status.of(status);
  }

  /** MPI_Waitany: the index, {@link MPI#UNDEFINED} when all were null. */
  public static int waitAny(Request[] requests) throws MPIException {
    MPI.check();
    long[] handles = handles(requests);
    int index = waitAny(handles);
    update(requests, handles);
    return index;
  }

  /** MPI_Testany: null when none is complete. */
  public static Status testAnyStatus(Request[] requests) throws MPIException {
    MPI.check();
    long[] handles = handles(requests);
    Status status = testAnyStatus(handles);
    update(requests, handles);
    return status;
  }

  /** MPI_Testany: the index, {@link MPI#UNDEFINED} when none is complete. */
  public static int testAny(Request[] requests) throws MPIException {
    MPI.check();
    long[] handles = handles(requests);
    int index = testAny(handles);
    update(requests, handles);
    return index;
  }

  /** MPI_Waitall. */
  public static Status[] waitAllStatus(Request[] requests) throws MPIException {
    MPI.check();
    long[] handles = handles(requests);
    Status[] statuses = waitAllStatus(handles);
    update(requests, handles);
    return statuses;
  }

  /** MPI_Waitall. */
  public static void waitAll(Request[] requests) throws MPIException {
    MPI.check();
    long[] handles = handles(requests);
    waitAll(handles);
    update(requests, handles);
  }

  /** MPI_Testall: null when one is under way. */
  public static Status[] testAllStatus(Request[] requests) throws MPIException {
    MPI.check();
    long[] handles = handles(requests);
    Status[] statuses = testAllStatus(handles);
    update(requests, handles);
    return statuses;
  }

  /** MPI_Testall. */
  public static boolean testAll(Request[] requests) throws MPIException {
    MPI.check();
    long[] handles = handles(requests);
    boolean done = testAll(handles);
    update(requests, handles);
    return done;
  }

  /** MPI_Waitsome: of those complete; null when all were null. */
  public static Status[] waitSomeStatus(Request[] requests) throws MPIException {
    MPI.check();
    long[] handles = handles(requests);
    Status[] statuses = waitSomeStatus(handles);
    update(requests, handles);
    return statuses;
  }

  /** MPI_Waitsome: indices of those complete; null when all were null. */
  public static int[] waitSome(Request[] requests) throws MPIException {
    MPI.check();
    long[] handles = handles(requests);
    int[] indices = waitSome(handles);
    update(requests, handles);
    return indices;
  }

  /** MPI_Testsome, as {@link #waitSomeStatus}. */
  public static Status[] testSomeStatus(Request[] requests) throws MPIException {
    MPI.check();
    long[] handles = handles(requests);
    Status[] statuses = testSomeStatus(handles);
    update(requests, handles);
    return statuses;
  }

  /** MPI_Testsome, as {@link #waitSome}. */
  public static int[] testSome(Request[] requests) throws MPIException {
    MPI.check();
    long[] handles = handles(requests);
    int[] indices = testSome(handles);
    update(requests, handles);
    return indices;
  }

  static long[] handles(Request[] requests) {
    long[] handles = new long[requests.length];
    for (int i = 0; i < requests.length; i++) {
      handles[i] = requests[i].handle;
    }
    return handles;
  }

  static void update(Request[] requests, long[] handles) {
    for (int i = 0; i < requests.length; i++) {
      requests[i].handle = handles[i];
    }
  }

  static native long getNull();

  private static native void init();

  private native long free(long request) throws MPIException;

  private native void cancel(long request) throws MPIException;

  private native long waitStatus(long request, long[] status) throws MPIException;

  private native long waitFor(long request) throws MPIException;

  private native Status testStatus(long request) throws MPIException;

  private native Status getStatus(long request) throws MPIException;

  private native boolean test(long request) throws MPIException;

  private static native void waitAnyStatus(long[] requests, long[] status) throws MPIException;

  private static native int waitAny(long[] requests) throws MPIException;

  private static native Status testAnyStatus(long[] requests) throws MPIException;

  private static native int testAny(long[] requests) throws MPIException;

  private static native Status[] waitAllStatus(long[] requests) throws MPIException;

  private static native void waitAll(long[] requests) throws MPIException;

  private static native Status[] testAllStatus(long[] requests) throws MPIException;

  private static native boolean testAll(long[] requests) throws MPIException;

  private static native Status[] waitSomeStatus(long[] requests) throws MPIException;

  private static native int[] waitSome(long[] requests) throws MPIException;

  private static native Status[] testSomeStatus(long[] requests) throws MPIException;

  private static native int[] testSome(long[] requests) throws MPIException;
}
