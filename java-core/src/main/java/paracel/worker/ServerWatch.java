package paracel.worker;

import paracel.base.Idler;
import paracel.clock.HeartbeatMonitor;
import paracel.clock.PeerWriter;
import paracel.clock.RankContext;
import paracel.clock.StatusReader;
import paracel.fabric.Endpoint;
import paracel.fabric.FabricException;
import paracel.fabric.InterruptedRankException;
import paracel.fabric.PeerLostException;

/**
 * Beats for a worker rank at all parameter ranks, and watches them, on a thread of its own: so a
 * worker that computes for long is not taken for dead, and learns of a loss while it computes. It
 * begins with the parameter ranks that are attached, while the rank still waits for the others.
 * {@link #run} belongs to one thread.
 */
final class ServerWatch {

  private final RankContext context;

  private volatile int attached;

  ServerWatch(RankContext context) {
    this.context = context;
  }

  /** The first {@code servers} parameter ranks are attached, and know that this rank has come. */
  void attached(int servers) {
    attached = servers;
  }

  /** How many parameter ranks are attached. */
  int attached() {
    return attached;
  }

  /**
   * Beats and watches until interrupted.
   *
   * @throws PeerLostException when a parameter rank is lost, or says that a rank is
   */
  void run(Idler idler) throws FabricException {
    int servers = context.topology().servers();
    int worker = context.topology().firstWorker(context.rank());
    PeerWriter peerWriter = new PeerWriter(context.topology(), context.rank(), servers);
    HeartbeatMonitor monitor = new HeartbeatMonitor(servers, context.deadlines().peerNs());
    try (Endpoint endpoint = context.fabric().openEndpoint();
        StatusReader status = new StatusReader(endpoint, context.topology(), worker)) {
      long beat = 0;
      while (!Thread.currentThread().isInterrupted()) {
        beat++;
        int reached = attached;
        for (int server = 0; server < reached; server++) {
          peerWriter.beat(endpoint, server, beat);
          status.refresh(server);
          long lostNs = monitor.lostForNs(server, status.heartbeat(server), idler.nanoTime());
          if (lostNs >= 0) {
            throw new PeerLostException(
                server,
                "%s is lost: no heartbeat for %.1f s"
                    .formatted(context.topology().describe(server), lostNs * 1e-9));
          }
        }
        idler.sleepUntil(idler.nanoTime() + context.deadlines().beatNs());
      }
    } catch (InterruptedRankException e) {
      // it was stopped while a parameter rank had its question: that is how a watch ends
    }
  }
}
