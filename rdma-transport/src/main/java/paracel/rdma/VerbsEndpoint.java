package paracel.rdma;

import java.util.Objects;
import paracel.base.BackoffIdler;
import paracel.base.Check;
import paracel.base.Idler;
import paracel.fabric.Endpoint;
import paracel.fabric.FabricException;
import paracel.fabric.Transfers;
import paracel.memory.Region;

/**
 * Endpoint over queue pairs, one for each target: a put is an RDMA WRITE, a get an RDMA READ
 * straight into the origin region.
 *
 * <p>Why the guarantees hold. A queue pair carries its writes out in the order in which they were
 * posted, and reads after the writes before them; fence has nothing to add to that (what the
 * target's CPU sees of it is in docs/adr/0008). Devices move aligned 8-byte words whole. Flush
 * waits for the completion of the last request that still uses origin memory: a read, or a write
 * whose bytes did not go along with it.
 *
 * <p>Progress: the target's CPU takes no part, except in connecting, which happens at the first
 * operation on a target. An operation waits when {@link Connection#DEPTH} requests are under way.
 */
final class VerbsEndpoint implements Endpoint {

  private static final long CLOSE_NS = 2_000_000_000L;

  private final VerbsFabric fabric;
  private final Segments segments;
  private final Endpoint own;
  private final Idler idler = new BackoffIdler();
  private final Connection[] connections;
  private final long[] usesOrigin; // by target: number of the last request that does
  private final OriginCache origins;
  private final Region word = Region.allocate(Long.BYTES);
  private final Registration wordRegistration;
  private final long wordAddress = word.segment().address();
  private boolean closed;

  /**
   * @param own way to the windows of this rank itself
   */
  VerbsEndpoint(VerbsFabric fabric, Endpoint own) throws FabricException {
    this.fabric = fabric;
    this.segments = fabric.device().segments();
    this.own = own;
    this.connections = new Connection[fabric.size()];
    this.usesOrigin = new long[fabric.size()];
    this.origins = new OriginCache(fabric.device());
    this.wordRegistration = fabric.device().origin(word);
  }

  @Override
  public void put(
      int target, int window, long targetOffset, Region origin, long originOffset, long bytes)
      throws FabricException {
    if (isOwn(target)) {
      own.put(target, window, targetOffset, origin, originOffset, bytes);
      return;
    }
    Transfers.checkPut(targetOffset, originOffset, bytes);
    transfer(false, target, window, targetOffset, origin, originOffset, bytes);
  }

  @Override
  public void get(
      int target, int window, long targetOffset, Region origin, long originOffset, long bytes)
      throws FabricException {
    if (isOwn(target)) {
      own.get(target, window, targetOffset, origin, originOffset, bytes);
      return;
    }
    Transfers.checkGet(targetOffset, originOffset, bytes);
    transfer(true, target, window, targetOffset, origin, originOffset, bytes);
  }

  /** Posts one request, or several where segments of a registration end. */
  private void transfer(
      boolean isGet,
      int target,
      int window,
      long targetOffset,
      Region origin,
      long originOffset,
      long bytes)
      throws FabricException {
    RemoteWindows.RemoteWindow remote = fabric.remote().get(target, window, targetOffset, bytes);
    Objects.checkFromIndexSize(originOffset, bytes, origin.bytes());
    Check.state(origin.segment().scope().isAlive(), "the origin region is closed");
    Connection connection = connection(target);
    if (!isGet && bytes <= connection.inlineBytes() && bytes <= segments.rest(targetOffset)) {
      if (bytes > 0) {
        long from = origin.segment().address() + originOffset;
        long to = remote.address() + targetOffset;
        connection.write(from, (int) bytes, 0, to, remote.rkey(targetOffset), idler);
      }
      return;
    }
    Registration registration = registration(origin);
    for (long done = 0; done < bytes; ) {
      long at = originOffset + done;
      long there = targetOffset + done;
      long room = Math.min(segments.rest(at), segments.rest(there));
      int part = (int) Math.min(bytes - done, room);
      long from = registration.address() + at;
      long to = remote.address() + there;
      int lkey = registration.lkey(at);
      int rkey = remote.rkey(there);
      usesOrigin[target] =
          isGet
              ? connection.read(from, part, lkey, to, rkey, idler)
              : connection.write(from, part, lkey, to, rkey, idler);
      done += part;
    }
  }

  @Override
  public void putLong(int target, int window, long targetOffset, long value)
      throws FabricException {
    if (isOwn(target)) {
      own.putLong(target, window, targetOffset, value);
      return;
    }
    Transfers.checkWord(targetOffset);
    RemoteWindows.RemoteWindow remote =
        fabric.remote().get(target, window, targetOffset, Long.BYTES);
    connection(target)
        .writeLong(value, remote.address() + targetOffset, remote.rkey(targetOffset), idler);
  }

  @Override
  public long getLong(int target, int window, long targetOffset) throws FabricException {
    if (isOwn(target)) {
      return own.getLong(target, window, targetOffset);
    }
    Transfers.checkWord(targetOffset);
    RemoteWindows.RemoteWindow remote =
        fabric.remote().get(target, window, targetOffset, Long.BYTES);
    Connection connection = connection(target);
    long number =
        connection.read(
            wordAddress,
            Long.BYTES,
            wordRegistration.lkey(0),
            remote.address() + targetOffset,
            remote.rkey(targetOffset),
            idler);
    connection.await(number, idler);
    return word.getLongAcquire(0);
  }

  @Override
  public void fence(int target) throws FabricException {
    if (isOwn(target)) {
      own.fence(target);
    }
  }

  @Override
  public void flush(int target) throws FabricException {
    if (isOwn(target)) {
      own.flush(target);
      return;
    }
    Objects.checkIndex(target, connections.length);
    if (connections[target] != null) {
      connections[target].await(usesOrigin[target], idler);
    }
  }

  /** Waits until everything that was put has arrived: a read overtakes no write. */
  void drain(int target) throws FabricException {
    getLong(target, RemoteWindows.DIRECTORY, DirectoryDescriptor.MAGIC_OFFSET);
  }

  /** Whether there is a connection that works. */
  boolean reaches(int target) {
    return connections[target] != null && !connections[target].isBroken();
  }

  /** Work requests, doorbells and completions. */
  @Override
  public long[] deviceCounts(int target) {
    return connections[target] == null ? new long[3] : connections[target].counts();
  }

  /** Connects to a target, unless that has been done. */
  void connect(int target) throws FabricException {
    if (!isOwn(target)) {
      connection(target);
    }
  }

  private boolean isOwn(int target) {
    Check.state(!closed, "the endpoint is closed");
    return target == fabric.rank();
  }

  private Connection connection(int target) throws FabricException {
    Connection made = connections[target];
    if (made == null) {
      made = fabric.connect(target);
      connections[target] = made;
    }
    return made;
  }

  private Registration registration(Region origin) throws FabricException {
    Registration found = origins.find(origin);
    if (found != null) {
      return found;
    }
    if (origins.isFull()) {
      for (int target = 0; target < connections.length; target++) {
        if (target != fabric.rank()) {
          flush(target);
        }
      }
    }
    return origins.add(origin);
  }

  /** What was put before arrives, unless the target does not answer. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    for (int target = 0; target < connections.length; target++) {
      if (connections[target] != null) {
        end(target);
      }
    }
    closed = true;
    origins.close();
    wordRegistration.close();
    word.close();
    fabric.ended(this);
  }

  private void end(int target) {
    boolean interrupted = Thread.interrupted();
    try {
      connections[target].limitWaits(CLOSE_NS); // several endpoints may end one after the other
      if (reaches(target) && connections[target].isUnderWay()) {
        drain(target);
      }
    } catch (FabricException e) { // of a rank that is lost; who closes has learnt that or not asked
      System.getLogger("paracel.rdma").log(System.Logger.Level.DEBUG, e.getMessage());
    }
    connections[target].close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
