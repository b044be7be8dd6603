package paracel.clock;

import paracel.fabric.Endpoint;
import paracel.fabric.FabricException;

/**
 * Writes this rank's peer line at parameter ranks. The thread that works writes states, the thread
 * that beats writes heartbeats; each brings its own endpoint.
 */
public final class PeerWriter {

  private final int rank;
  private final int first;
  private final int end;
  private final long line;

  /**
   * @param rank this rank
   * @param servers how many parameter ranks are told: the first so many
   */
  public PeerWriter(Topology topology, int rank, int servers) {
    this(topology, rank, 0, servers);
  }

  /**
   * @param rank this rank
   * @param first parameter rank that is told
   * @param end one after the last parameter rank that is told
   */
  public PeerWriter(Topology topology, int rank, int first, int end) {
    this.rank = rank;
    this.first = first;
    this.end = end;
    this.line = new ControlDescriptor(topology).peerLine(rank);
  }

  /** Announces a state to the parameter ranks. */
  public void state(Endpoint endpoint, long state) throws FabricException {
    for (int server = first; server < end; server++) {
      if (server != rank) {
        putAndFlush(endpoint, server, PeerDescriptor.STATE_OFFSET, state);
      }
    }
  }

  /** Announces that this rank ends because a rank is lost. */
  public void failed(Endpoint endpoint, long state, int lostRank) {
    for (int server = first; server < end; server++) {
      if (server == rank) {
        continue;
      }
      try {
        putAndFlush(endpoint, server, PeerDescriptor.DETAIL_OFFSET, lostRank);
        putAndFlush(endpoint, server, PeerDescriptor.STATE_OFFSET, state);
      } catch (FabricException e) {
        // the parameter rank is not there to be told; it may be the one that is lost
        continue;
      }
    }
  }

  /** Beats once at one parameter rank. */
  public void beat(Endpoint endpoint, int server, long beat) throws FabricException {
    putAndFlush(endpoint, server, PeerDescriptor.HEARTBEAT_OFFSET, beat);
  }

  private void putAndFlush(Endpoint endpoint, int server, int offset, long value)
      throws FabricException {
    endpoint.putLong(server, ControlDescriptor.WINDOW, line + offset, value);
    endpoint.fence(server);
    endpoint.flush(server);
  }
}
