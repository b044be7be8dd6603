package paracel.base;

/** Exit codes of the command line: a contract with scripts. */
public final class ExitCode {

  /** The work is done. */
  public static final int DONE = 0;

  /** Failed in operation: a peer was lost, a device or file system failed. */
  public static final int FAILED = 1;

  /** Wrong usage or wrong input; the message names the option, or file, line and column. */
  public static final int USAGE = 2;

  /** The solver diverged. */
  public static final int DIVERGED = 3;

  private ExitCode() {}
}
