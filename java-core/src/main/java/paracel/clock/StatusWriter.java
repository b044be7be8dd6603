package paracel.clock;

import paracel.memory.Region;

/**
 * The status lines of all workers, at the parameter rank that writes them. Two threads use it: the
 * one that applies updates writes clocks, heads and replies, the one that watches peers writes
 * heartbeat and failure.
 */
public final class StatusWriter {

  private final Region window;
  private final ControlDescriptor layout;
  private final int workers;
  private boolean hasFailed;

  public StatusWriter(Region controlWindow, Topology topology) {
    this.window = controlWindow;
    this.layout = new ControlDescriptor(topology);
    this.workers = topology.workers();
  }

  /** Publishes the applied clock to all workers. All updates it speaks of are applied before. */
  public void appliedClock(long clock) {
    publishToAll(StatusDescriptor.APPLIED_CLOCK_OFFSET, clock);
  }

  /** Publishes how far a worker's ring is consumed, and its updates applied or set aside. */
  public void head(int worker, long head) {
    window.setLongRelease(layout.statusLine(worker) + StatusDescriptor.HEAD_OFFSET, head);
  }

  /** Publishes that the answer to a request is in the worker's reply slot. */
  public void reply(int worker, long sequence) {
    window.setLongRelease(layout.statusLine(worker) + StatusDescriptor.REPLY_OFFSET, sequence);
  }

  /** Publishes how many updates of a worker have been refused. */
  public void refused(int worker, long count) {
    window.setLongRelease(layout.statusLine(worker) + StatusDescriptor.REFUSED_OFFSET, count);
  }

  public void heartbeat(long beat) {
    publishToAll(StatusDescriptor.HEARTBEAT_OFFSET, beat);
  }

  /** Tells all workers that the loss of a rank ends the job. The first call counts. */
  public synchronized void failure(int rank) {
    if (hasFailed) {
      return;
    }
    hasFailed = true;
    publishToAll(StatusDescriptor.FAILURE_OFFSET, 1L + rank);
  }

  private void publishToAll(int offset, long value) {
    for (int worker = 0; worker < workers; worker++) {
      window.setLongRelease(layout.statusLine(worker) + offset, value);
    }
  }
}
