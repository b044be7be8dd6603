package paracel.clock;

import paracel.fabric.Endpoint;
import paracel.fabric.FabricException;
import paracel.fabric.PeerLostException;
import paracel.memory.Region;

/**
 * A worker's view of all parameter ranks: its status line at each, as it was when it was read last.
 * Values known are lower bounds of what is true now. Used by one thread; allocates nothing.
 */
public final class StatusReader implements AutoCloseable {

  private final Endpoint endpoint;
  private final Topology topology;
  private final long lineOffset;
  private final Region lines;

  /**
   * @param worker whose status lines are read
   */
  public StatusReader(Endpoint endpoint, Topology topology, int worker) {
    this.endpoint = endpoint;
    this.topology = topology;
    this.lineOffset = new ControlDescriptor(topology).statusLine(worker);
    this.lines = Region.allocate((long) topology.servers() * StatusDescriptor.LINE_BYTES);
  }

  /**
   * Reads the status line of one parameter rank, by one get. Earlier operations on that rank are
   * flushed with it.
   *
   * @throws PeerLostException when the parameter rank has announced that a rank is lost
   */
  public void refresh(int server) throws FabricException {
    long at = line(server);
    endpoint.get(
        server, ControlDescriptor.WINDOW, lineOffset, lines, at, StatusDescriptor.LINE_BYTES);
    endpoint.flush(server);
    long failure = lines.getLong(at + StatusDescriptor.FAILURE_OFFSET);
    if (failure != 0) {
      int lost = (int) failure - 1;
      throw new PeerLostException(
          lost, topology.describe(lost) + " is lost, says " + topology.describe(server));
    }
  }

  public long appliedClock(int server) {
    return lines.getLong(line(server) + StatusDescriptor.APPLIED_CLOCK_OFFSET);
  }

  public long head(int server) {
    return lines.getLong(line(server) + StatusDescriptor.HEAD_OFFSET);
  }

  public long reply(int server) {
    return lines.getLong(line(server) + StatusDescriptor.REPLY_OFFSET);
  }

  /** How many updates of this worker the parameter rank has refused. */
  public long refused(int server) {
    return lines.getLong(line(server) + StatusDescriptor.REFUSED_OFFSET);
  }

  public long heartbeat(int server) {
    return lines.getLong(line(server) + StatusDescriptor.HEARTBEAT_OFFSET);
  }

  private static long line(int server) {
    return (long) server * StatusDescriptor.LINE_BYTES;
  }

  @Override
  public void close() {
    lines.close();
  }
}
