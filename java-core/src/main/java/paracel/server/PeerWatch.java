package paracel.server;

import paracel.base.Idler;
import paracel.clock.ControlDescriptor;
import paracel.clock.HeartbeatMonitor;
import paracel.clock.PeerDescriptor;
import paracel.clock.PeerWriter;
import paracel.clock.RankContext;
import paracel.clock.StatusReader;
import paracel.clock.StatusWriter;
import paracel.fabric.Endpoint;
import paracel.fabric.FabricException;
import paracel.fabric.InterruptedRankException;
import paracel.fabric.PeerLostException;
import paracel.memory.Region;

/**
 * Watches all other ranks from a parameter rank, and beats itself. Looks at the peer lines in its
 * own control window; a rank that stays away, stops beating or says that it has failed ends the
 * job: the watch tells all workers by their status lines.
 *
 * <p>All ranks come to parameter rank 0 first, so it alone decides who has stayed away. The other
 * parameter ranks beat at it, and read in a status line there that it lives and what it knows.
 * {@link #run} belongs to one thread.
 */
final class PeerWatch {

  private final RankContext context;
  private final Region control;
  private final StatusWriter status;
  private final FunctionGuard guard;
  private final ControlDescriptor layout;
  private final HeartbeatMonitor monitor;
  private final int firstPeer;

  private volatile boolean knowsFirst;
  private long beat;

  /**
   * @param control this rank's control window
   */
  PeerWatch(RankContext context, Region control, StatusWriter status, FunctionGuard guard) {
    this.guard = guard;
    this.context = context;
    this.control = control;
    this.status = status;
    this.layout = context.control();
    this.monitor = new HeartbeatMonitor(context.topology().ranks(), context.deadlines().peerNs());
    // other parameter ranks only attach parameter rank 0
    this.firstPeer = context.rank() == 0 ? 1 : context.topology().servers();
  }

  /**
   * Beats and watches until all peers are done.
   *
   * @throws PeerLostException when a rank is lost; workers have been told
   */
  void run(Idler idler) throws PeerLostException {
    long startNs = idler.nanoTime();
    try (Endpoint endpoint = context.fabric().openEndpoint();
        StatusReader first = new StatusReader(endpoint, context.topology(), 0)) {
      while (!Thread.currentThread().isInterrupted()) {
        status.heartbeat(++beat);
        if (knowsFirst) {
          lookAtFirst(endpoint, first, idler.nanoTime());
        }
        look(idler.nanoTime(), startNs);
        lookAtFunctions(idler.nanoTime());
        if (allHaveReached(PeerDescriptor.DONE)) {
          return;
        }
        idler.sleepUntil(idler.nanoTime() + context.deadlines().beatNs());
      }
    } catch (InterruptedRankException e) {
      // it was stopped while parameter rank 0 had its question: that is how a watch ends
    }
  }

  /** From now on the watch beats at parameter rank 0, and watches it, too. */
  void attachedFirst() {
    knowsFirst = true;
  }

  /** Whether parameter rank 0 has been attached. */
  boolean knowsFirst() {
    return knowsFirst;
  }

  private void lookAtFirst(Endpoint endpoint, StatusReader first, long nowNs)
      throws PeerLostException, InterruptedRankException {
    try {
      new PeerWriter(context.topology(), context.rank(), 1).beat(endpoint, 0, beat);
      first.refresh(0);
    } catch (PeerLostException e) {
      status.failure(e.rank());
      throw e;
    } catch (InterruptedRankException e) {
      throw e;
    } catch (FabricException e) {
      throw lost(0, e.getMessage());
    }
    checkBeat(0, first.heartbeat(0), nowNs);
  }

  private void checkBeat(int peer, long heartbeat, long nowNs) throws PeerLostException {
    long lostNs = monitor.lostForNs(peer, heartbeat, nowNs);
    if (lostNs >= 0) {
      throw lost(peer, "no heartbeat for %.1f s".formatted(lostNs * 1e-9));
    }
  }

  private void look(long nowNs, long startNs) throws PeerLostException {
    for (int peer = firstPeer; peer < context.topology().ranks(); peer++) {
      long line = layout.peerLine(peer);
      long word = control.getLongAcquire(line + PeerDescriptor.STATE_OFFSET);
      long state = PeerDescriptor.state(word);
      if (state == PeerDescriptor.REFUSED) {
        throw lost(peer, "it was started with other options or another version");
      }
      if (state == PeerDescriptor.FAILED) {
        int cause = PeerDescriptor.lostRank(word);
        throw lost(cause, "it has failed" + (cause == peer ? "" : ", says rank " + peer));
      }
      long startTimeoutNs = context.deadlines().startNs();
      boolean isLate = context.rank() == 0 && nowNs - startNs > startTimeoutNs;
      if (state == PeerDescriptor.ABSENT && isLate) {
        throw lost(peer, "it has not come within %.0f s".formatted(startTimeoutNs * 1e-9));
      }
      if (state == PeerDescriptor.ATTACHED || state == PeerDescriptor.TABLES_ATTACHED) {
        checkBeat(peer, control.getLongAcquire(line + PeerDescriptor.HEARTBEAT_OFFSET), nowNs);
      }
    }
  }

  /** A function of the user that does not return keeps this rank from its work for good. */
  private void lookAtFunctions(long nowNs) throws PeerLostException {
    String function = guard.overdue(nowNs);
    if (function != null) {
      throw lost(context.rank(), function + " does not return (--function-timeout)");
    }
  }

  private PeerLostException lost(int peer, String why) {
    status.failure(peer);
    return new PeerLostException(peer, context.topology().describe(peer) + " is lost: " + why);
  }

  /** Whether every peer has reached this state, and none has failed. */
  boolean allHaveReached(long wanted) {
    for (int peer = firstPeer; peer < context.topology().ranks(); peer++) {
      long line = layout.peerLine(peer);
      boolean attachesTables = !context.topology().isServer(peer);
      long needed =
          wanted == PeerDescriptor.TABLES_ATTACHED && !attachesTables
              ? PeerDescriptor.ATTACHED
              : wanted;
      long state = PeerDescriptor.state(control.getLongAcquire(line + PeerDescriptor.STATE_OFFSET));
      if (state < needed || state > PeerDescriptor.DONE) {
        return false;
      }
    }
    return true;
  }
}
