package paracel.fabric;

/** A rank of the job is dead or has failed. */
public final class PeerLostException extends FabricException {

  private final int rank;

  /**
   * @param rank the rank that was lost
   * @param message names the rank, its role, and how the loss was noticed
   */
  public PeerLostException(int rank, String message) {
    super(message);
    this.rank = rank;
  }

  public int rank() {
    return rank;
  }
}
