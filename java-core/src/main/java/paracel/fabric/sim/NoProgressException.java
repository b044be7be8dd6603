package paracel.fabric.sim;

/** A simulated history does not come to its end. The message lists the tasks and where they are. */
public final class NoProgressException extends RuntimeException {

  NoProgressException(String message) {
    super(message);
  }
}
