package paracel.table;

/**
 * A request that a parameter rank does not carry out, with the reason that the caller is told.
 * Nothing has changed at that parameter rank. Has no stack trace: it is an answer, not an accident.
 */
public final class RefusalException extends Exception {

  private static final long serialVersionUID = 1;

  /** Why a request is refused. The numbers travel; 0 means that it was carried out. */
  public enum Reason {
    NONE,
    /** The bytes of the request make no sense: a bug of ours, or a foreign peer. */
    MALFORMED,
    /** A value has another type than the call, the rule or the table wants. */
    WRONG_TYPE,
    /** There is no room within the budget or the capacity of the table. */
    FULL,
    /** Request, value or answer is longer than the parameter rank handles. */
    TOO_LARGE,
    /** A class of the user cannot be loaded, is no such function, has thrown, or took too long. */
    FUNCTION_FAILED,
    /** The parameter rank no longer knows a list or an answer that the request names. */
    FORGOTTEN;

    /** The reason with this number; MALFORMED when there is none. */
    public static Reason of(int number) {
      return number >= 0 && number < REASONS.length ? REASONS[number] : MALFORMED;
    }

    private static final Reason[] REASONS = values();
  }

  private final Reason reason;

  public RefusalException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** A request whose bytes make no sense. */
  public static RefusalException malformed(String format, Object... arguments) {
    return new RefusalException(
        Reason.MALFORMED, "the request is malformed: " + format.formatted(arguments));
  }

  /** A value of the wrong type. */
  public static RefusalException wrongType(String format, Object... arguments) {
    return new RefusalException(Reason.WRONG_TYPE, format.formatted(arguments));
  }

  public Reason reason() {
    return reason;
  }
}
