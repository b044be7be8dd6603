package paracel.worker;

import paracel.base.Idler;
import paracel.clock.StatusReader;
import paracel.fabric.FabricException;
import paracel.fabric.Wait;
import paracel.mailbox.RecordType;
import paracel.mailbox.RingProducer;
import paracel.memory.Region;

/**
 * A worker's records on their way to one parameter rank: its ring there, with waiting when the ring
 * is full. Records travel when {@value #BATCH_BYTES} bytes have come together, at a tick, and when
 * asked. Used by one thread.
 */
final class Outbox implements Wait.Condition, AutoCloseable {

  private static final int BATCH_BYTES = 64 * 1024;

  private final RingProducer ring;
  private final StatusReader status;
  private final int server;
  private final int worker;
  private final Idler idler;
  private final long timeoutNs;

  private long publishedPosition;
  private long lastTick;
  private int wantedBytes = -1;
  private long claimed;

  Outbox(
      RingProducer ring, StatusReader status, int server, int worker, Idler idler, long timeoutNs) {
    this.ring = ring;
    this.status = status;
    this.server = server;
    this.worker = worker;
    this.idler = idler;
    this.timeoutNs = timeoutNs;
  }

  int maxPayloadBytes() {
    return ring.maxPayloadBytes();
  }

  /** Region in which payloads are written. */
  Region payloads() {
    return ring.payloads();
  }

  /** Stream position behind the worker's last tick. */
  long lastTick() {
    return lastTick;
  }

  /**
   * Reserves a record, waiting for room as long as the deadline allows.
   *
   * @return offset of the payload in {@link #payloads}
   */
  long claim(int payloadBytes) throws FabricException {
    claimed = ring.claim(payloadBytes);
    if (claimed == RingProducer.REFUSED) {
      publish();
      wantedBytes = payloadBytes;
      Wait.until(this, idler, timeoutNs);
      wantedBytes = -1;
    }
    return claimed;
  }

  void commit(int type, int table) throws FabricException {
    ring.commit(type, table);
    if (ring.position() - publishedPosition >= BATCH_BYTES) {
      publish();
    }
  }

  /** Sends a tick and everything before it. */
  void tick() throws FabricException {
    claim(0);
    ring.commit(RecordType.TICK, 0);
    lastTick = ring.position();
    publish();
  }

  /** Sends a leave and everything before it. */
  void leave() throws FabricException {
    claim(0);
    ring.commit(RecordType.LEAVE, 0);
    lastTick = ring.position();
    publish();
  }

  void publish() throws FabricException {
    ring.publish();
    publishedPosition = ring.position();
  }

  /** Waits until the parameter rank has consumed everything that was sent. */
  void awaitConsumed() throws FabricException {
    publish();
    wantedBytes = -1;
    Wait.until(this, idler, timeoutNs);
  }

  @Override
  public boolean poll() throws FabricException {
    status.refresh(server);
    ring.headSeen(status.head(server));
    if (wantedBytes < 0) {
      return ring.head() >= ring.position();
    }
    claimed = ring.claim(wantedBytes);
    return claimed != RingProducer.REFUSED;
  }

  @Override
  public String describe() {
    return "worker %d waits for parameter rank %d to consume its ring (%s): consumed %d of %d bytes"
        .formatted(
            worker,
            server,
            wantedBytes < 0 ? "all of it" : "room for " + wantedBytes + " bytes",
            ring.head(),
            ring.position());
  }

  @Override
  public void close() {
    ring.close();
  }
}
