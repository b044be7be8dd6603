package mpi;

/** What happens when a call fails: {@link MPI#ERRORS_ARE_FATAL} or {@link MPI#ERRORS_RETURN}. */
public final class Errhandler {

  static {
    NativeLibrary.require();
  }

  final long handle;

  Errhandler(long handle) {
    this.handle = handle;
  }

  static native long getFatal();

  static native long getReturn();
}
