package paracel.fabric;

/** A rank of the job is dead or has failed. */
public final class PeerLostException extends FabricException {

  private final int rank;

  /**
   * @param rank the rank that was lost
   * @param message names the rank, its role, and how the loss was noticed
   */
  public PeerLostException(int rank, String message) {
    this(rank, message, null);
  }

  private PeerLostException(int rank, String message, Throwable cause) {
    super(message, cause);
    this.rank = rank;
  }

  /**
   * A rank that was not there when the time to start was over.
   *
   * @param name of the rank, for the message
   */
  public static PeerLostException absent(int rank, String name, DeadlineException cause) {
    return new PeerLostException(
        rank, name + " is lost: it has not come; " + cause.getMessage(), cause);
  }

  public int rank() {
    return rank;
  }
}
