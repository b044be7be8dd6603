package paracel.fabric;

/** This thread was asked to stop while it waited, because another part of the job has ended it. */
public final class InterruptedRankException extends FabricException {

  public InterruptedRankException(String message) {
    super(message);
  }
}
