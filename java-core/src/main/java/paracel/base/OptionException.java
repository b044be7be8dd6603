package paracel.base;

/**
 * The words of the command line are wrong, whatever the input is. Every rank of a job finds this
 * out for itself and ends; only rank 0 says it.
 */
public final class OptionException extends UsageException {

  public OptionException(String message) {
    super(message);
  }

  public OptionException(String message, Throwable cause) {
    super(message, cause);
  }
}
