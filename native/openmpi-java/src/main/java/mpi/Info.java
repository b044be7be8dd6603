package mpi;

/** Hints to MPI: pairs of a key and a value. */
public final class Info implements Freeable, Cloneable {

  static {
    NativeLibrary.require();
  }

  long handle;

  /** MPI_Info_create. */
  public Info() throws MPIException {
    MPI.check();
    handle = create();
  }

  Info(long handle) {
    this.handle = handle;
  }

  /** MPI_Info_set. */
  public void set(String key, String value) throws MPIException {
    MPI.check();
    set(handle, key, value);
  }

  /** MPI_Info_get: null for a key that is not there. */
  public String get(String key) throws MPIException {
    MPI.check();
    return get(handle, key);
  }

  /** MPI_Info_delete. */
  public void delete(String key) throws MPIException {
    MPI.check();
    delete(handle, key);
  }

  /** MPI_Info_get_nkeys. */
  public int size() throws MPIException {
    MPI.check();
    return size(handle);
  }

  /** MPI_Info_get_nthkey: keys are counted from 0. */
  public String getKey(int index) throws MPIException {
    MPI.check();
    return getKey(handle, index);
  }

  /** MPI_Info_dup, for callers that cannot throw: a failure is an {@link AssertionError}. */
  @Override
  public Info clone() {
    try {
      return dup();
    } catch (MPIException e) {
      throw new AssertionError(e);
    }
  }

  /** MPI_Info_dup. */
  public Info dup() throws MPIException {
    MPI.check();
    return new Info(dup(handle));
  }

  @Override
  public void free() throws MPIException {
    MPI.check();
    handle = free(handle);
  }

  public boolean isNull() {
    return isNull(handle);
  }

  static native long getEnv();

  static native long getNull();

  private native long create() throws MPIException;

  private native void set(long info, String key, String value) throws MPIException;

  private native String get(long info, String key) throws MPIException;

  private native void delete(long info, String key) throws MPIException;

  private native int size(long info) throws MPIException;

  private native String getKey(long info, int index) throws MPIException;

  private native long dup(long info) throws MPIException;

  private native long free(long info) throws MPIException;

  private native boolean isNull(long info);
}
