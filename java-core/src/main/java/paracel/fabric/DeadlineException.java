package paracel.fabric;

/** A wait has reached its deadline. The message says who waited for what, and how long. */
public final class DeadlineException extends FabricException {

  public DeadlineException(String message) {
    super(message);
  }
}
