package paracel.fabric;

/**
 * The environment failed: a peer was lost, a deadline passed, shared memory is full. The message
 * names the ranks concerned; the job ends with exit code 1.
 */
public class FabricException extends Exception {

  public FabricException(String message) {
    super(message);
  }

  public FabricException(String message, Throwable cause) {
    super(message, cause);
  }
}
