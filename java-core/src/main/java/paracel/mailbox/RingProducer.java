package paracel.mailbox;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import paracel.base.Check;
import paracel.fabric.Endpoint;
import paracel.fabric.FabricException;
import paracel.memory.Region;

/**
 * A worker's end of its ring at one parameter rank.
 *
 * <p>Records are made in a local mirror of the ring, several if there are several, and then
 * published together: the mirror's bytes are put at the same place of the ring, a fence, the new
 * tail.
 *
 * <pre>
 *   long at = ring.claim(payloadBytes);      // REFUSED: publish, learn the head, try again
 *   ... write the payload to ring.mirror() at that offset ...
 *   ring.commit(type, table);
 *   ring.publish();
 * </pre>
 *
 * <p>Guarantees: a record is visible to the reader only whole, or recognisably not yet; records
 * become visible in order; bytes that the reader has not consumed are never overwritten. Wait-free
 * but for the flush of a lap ago. Used by one thread; allocates nothing.
 */
public class RingProducer implements AutoCloseable {

  /** Answer of {@link #claim}: the ring is full for now. */
  public static final long REFUSED = -1;

  private final Endpoint endpoint;
  private final int target;
  private final int window;
  private final long ringOffset;
  private final int capacity;
  private final int worker;
  private final int epoch;
  private final Region mirror;
  private final CRC32C crc;
  private final ByteBuffer mirrorBytes;

  private long head;
  private long position;
  private long published;
  private long flushed;
  private int claimedPayloadBytes = -1;

  /**
   * @param endpoint the worker's endpoint
   * @param target parameter rank
   * @param window its window that holds the ring
   * @param ringOffset where the ring begins in the window
   * @param capacity bytes of the ring's data, a power of two
   * @param worker index of the worker
   * @param epoch membership epoch
   * @param checksum whether records carry a CRC32C
   */
  public RingProducer(
      Endpoint endpoint,
      int target,
      int window,
      long ringOffset,
      int capacity,
      int worker,
      int epoch,
      boolean checksum) {
    RingDescriptor.checkCapacity(capacity);
    this.endpoint = endpoint;
    this.target = target;
    this.window = window;
    this.ringOffset = ringOffset;
    this.capacity = capacity;
    this.worker = worker;
    this.epoch = epoch;
    this.mirror = Region.allocate(capacity);
    this.crc = checksum ? new CRC32C() : null;
    this.mirrorBytes = mirror.segment().asByteBuffer();
  }

  /** Where payloads are written; offsets come from {@link #claim}. */
  public Region mirror() {
    return mirror;
  }

  public int maxPayloadBytes() {
    return RingDescriptor.maxPayloadBytes(capacity);
  }

  /** Bytes ever claimed: the stream position behind the last committed record. */
  public long position() {
    return position;
  }

  /** Bytes ever consumed by the reader, as far as known here. */
  public long head() {
    return head;
  }

  /** Takes note of the head that the parameter rank has published. */
  public void headSeen(long newHead) {
    head = newHead;
  }

  /**
   * Reserves space for one record. Nothing else may be claimed before it is committed.
   *
   * @param payloadBytes 0..{@link #maxPayloadBytes}
   * @return offset of the payload in {@link #mirror}, or {@link #REFUSED} when there is no room now
   */
  public long claim(int payloadBytes) throws FabricException {
    Check.state(claimedPayloadBytes < 0, "the record claimed before was not committed");
    Check.range("payload", payloadBytes, 0, maxPayloadBytes());
    int recordBytes = RecordDescriptor.recordBytes(payloadBytes);
    int toEnd = capacity - offset(position);
    int padBytes = toEnd < recordBytes ? toEnd : 0;
    if (padBytes + recordBytes > freeBytes()) {
      return REFUSED;
    }
    makeReusable(padBytes + recordBytes);
    if (padBytes > 0) {
      writeHeader(RecordType.PAD, 0, padBytes - RecordDescriptor.HEADER_BYTES);
      position += padBytes;
    }
    claimedPayloadBytes = payloadBytes;
    return offset(position) + RecordDescriptor.HEADER_BYTES;
  }

  /** Bytes that may be written without touching what the reader has not consumed. */
  protected long freeBytes() {
    return capacity - (position - head);
  }

  /** Completes the claimed record; it travels with the next {@link #publish}. */
  public void commit(int type, int table) {
    Check.state(claimedPayloadBytes >= 0, "no record was claimed");
    writeHeader(type, table, claimedPayloadBytes);
    position += RecordDescriptor.recordBytes(claimedPayloadBytes);
    claimedPayloadBytes = -1;
  }

  /** Makes all committed records visible to the reader. */
  public void publish() throws FabricException {
    if (published == position) {
      return;
    }
    int from = offset(published);
    long bytes = position - published;
    long untilEnd = Math.min(bytes, capacity - from);
    long data = ringOffset + RingDescriptor.DATA_OFFSET;
    endpoint.put(target, window, data + from, mirror, from, untilEnd);
    if (untilEnd < bytes) {
      endpoint.put(target, window, data, mirror, 0, bytes - untilEnd);
    }
    endpoint.fence(target);
    endpoint.putLong(target, window, ringOffset + RingDescriptor.TAIL_OFFSET, position);
    published = position;
  }

  /** Mirror bytes may change only when the put that read them, a lap ago, has been flushed. */
  private void makeReusable(int bytes) throws FabricException {
    if (position + bytes - capacity > flushed) {
      endpoint.flush(target);
      flushed = published;
    }
  }

  private void writeHeader(int type, int table, int payloadBytes) {
    int at = offset(position);
    int versionAndType = RecordDescriptor.versionAndType(type);
    mirror.setLong(at + RecordDescriptor.POSITION_OFFSET, position);
    mirror.setLong(
        at + RecordDescriptor.PAYLOAD_BYTES_OFFSET, RecordDescriptor.word(payloadBytes, table));
    mirror.setLong(
        at + RecordDescriptor.VERSION_TYPE_OFFSET, RecordDescriptor.word(versionAndType, worker));
    mirror.setLong(at + RecordDescriptor.EPOCH_OFFSET, RecordDescriptor.word(epoch, 0));
    if (crc != null) {
      int recordBytes = RecordDescriptor.recordBytes(payloadBytes);
      mirror.setInt(
          at + RecordDescriptor.CRC_OFFSET, RecordChecksum.of(crc, mirrorBytes, at, recordBytes));
    }
  }

  private int offset(long streamPosition) {
    return (int) (streamPosition & (capacity - 1));
  }

  /** Frees the mirror. The endpoint must have been flushed. */
  @Override
  public void close() {
    mirror.close();
  }
}
