package mpi;

/** What is known of a message received or of an operation completed. */
public final class Status {

  static {
    NativeLibrary.require();
    init();
  }

  private static final int SOURCE = 0;
  private static final int TAG = 1;
  private static final int ERROR = 2;
  private static final int CANCELLED = 3;
  private static final int BYTES = 4;
  private static final int INDEX = 5;

  /** The above. The native half makes objects without a constructor and sets this field. */
  private long[] data;

  private Status(long[] data) {
    this.data = data;
  }

  /** Room for what a native method writes. */
  static long[] room() {
    return new long[INDEX + 1];
  }

  static Status of(long[] data) {
    return new Status(data);
  }

  /** Rank that sent. */
  public int getSource() {
    return (int) data[SOURCE];
  }

  public int getTag() {
    return (int) data[TAG];
  }

  /** One of the {@code MPI.ERR_} constants, where several operations were waited for. */
  public int getError() {
    return (int) data[ERROR];
  }

  /** Position in the array of requests that was waited for or tested. */
  public int getIndex() {
    return (int) data[INDEX];
  }

  /** MPI_Get_count: whole elements received, or {@link MPI#UNDEFINED}. */
  public int getCount(Datatype type) throws MPIException {
    MPI.check();
    return getCount(getSource(), getTag(), getError(), cancelled(), data[BYTES], type.handle);
  }

  /** MPI_Get_elements: basic elements received. */
  public int getElements(Datatype type) throws MPIException {
    MPI.check();
    return getElements(getSource(), getTag(), getError(), cancelled(), data[BYTES], type.handle);
  }

  /** MPI_Test_cancelled. */
  public boolean isCancelled() throws MPIException {
    MPI.check();
    return isCancelled(getSource(), getTag(), getError(), cancelled(), data[BYTES]);
  }

  private int cancelled() {
    return (int) data[CANCELLED];
  }

  private static native void init();

  private native int getCount(int source, int tag, int error, int cancelled, long bytes, long type)
      throws MPIException;

  private native boolean isCancelled(int source, int tag, int error, int cancelled, long bytes)
      throws MPIException;

  private native int getElements(
      int source, int tag, int error, int cancelled, long bytes, long type) throws MPIException;
}
