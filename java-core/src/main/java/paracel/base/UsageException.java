package paracel.base;

/**
 * The user has to change an option or an input. The message says what is wrong and where (option,
 * or file, line and column) and is printed as it is, without a stack trace; the process ends with
 * {@link ExitCode#USAGE}.
 */
public class UsageException extends Exception {

  public UsageException(String message) {
    super(message);
  }

  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
