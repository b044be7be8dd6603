package paracel.clock;

/**
 * Decides from heartbeats whether ranks are alive: one is lost when its heartbeat has not risen for
 * too long, by this rank's own time. Slowness of a computation is not death, because heartbeats
 * come from threads of their own. Time in which this rank did not look, because it was suspended
 * itself, counts for nobody: a batch system that suspends a whole job may resume its ranks one
 * after the other. Used by one thread.
 */
public final class HeartbeatMonitor {

  private final long[] beats;
  private final long[] changedNs;
  private final long[] lookedNs;
  private final boolean[] seen;
  private final long peerNs;

  /**
   * @param peers number of ranks watched
   * @param peerNs time without a heartbeat until a rank counts as lost
   */
  public HeartbeatMonitor(int peers, long peerNs) {
    this.beats = new long[peers];
    this.changedNs = new long[peers];
    this.lookedNs = new long[peers];
    this.seen = new boolean[peers];
    this.peerNs = peerNs;
  }

  /**
   * Takes note of a heartbeat.
   *
   * @return nanoseconds since the heartbeat rose, or -1 while the rank counts as alive
   */
  public long lostForNs(int peer, long beat, long nowNs) {
    long gapNs = nowNs - lookedNs[peer];
    lookedNs[peer] = nowNs;
    if (!seen[peer] || beats[peer] != beat) {
      seen[peer] = true;
      beats[peer] = beat;
      changedNs[peer] = nowNs;
      return -1;
    }
    if (gapNs > peerNs / 2) {
      changedNs[peer] += gapNs;
    }
    long since = nowNs - changedNs[peer];
    return since > peerNs ? since : -1;
  }
}
