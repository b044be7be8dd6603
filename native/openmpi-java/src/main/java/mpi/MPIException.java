package mpi;

/** A call of MPI has failed. */
public final class MPIException extends Exception {

  private static final long serialVersionUID = 1;

  private final int errorCode;
  private final int errorClass;

  /** Called by the native half. */
  MPIException(int code, int errorClass, String message) {
    super(message);
    this.errorCode = code;
    this.errorClass = errorClass;
  }

  public MPIException(String message) {
    super(message);
    errorCode = 0;
    errorClass = 0;
  }

  public MPIException(Throwable cause) {
    super(cause);
    errorCode = 0;
    errorClass = 0;
  }

  /** The library's own code; 0 when the error was found before MPI was called. */
  public int getErrorCode() {
    return errorCode;
  }

  /** One of the {@code MPI.ERR_} constants; 0 as for the code. */
  public int getErrorClass() {
    return errorClass;
  }
}
