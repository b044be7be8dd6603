package paracel.mpi;

/** A call of MPI has failed, or MPI cannot be used. The message names the call or the remedy. */
public final class MpiException extends Exception {

  public MpiException(String message) {
    super(message);
  }

  public MpiException(String message, Throwable cause) {
    super(message, cause);
  }
}
