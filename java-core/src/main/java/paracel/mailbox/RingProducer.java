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
 * <p>Problem: a message that costs two transfers, one of bytes and one of a tail that says that
 * they are there, costs twice as much as it must, and all readers and writers of a tail fight for
 * one cache line. Idea: records are found by their first word, the mark; so the mark of the first
 * record that is not yet published is kept back, and to publish is to write that one word, whatever
 * number of records follows it. {@link RecordDescriptor} says why the reader is not misled.
 *
 * <p>Where the window is memory of this process ({@link Endpoint#share}) records are made in place.
 * Elsewhere they are made in a local mirror of the ring, and to publish is to put its bytes at the
 * same place of the ring, a fence, the mark. Where puts are not ordered all marks travel with their
 * records, which carry a checksum.
 *
 * <pre>
 *   long at = ring.claim(payloadBytes);      // REFUSED: publish, learn the head, try again
 *   ... write the payload to ring.payloads() at that offset ...
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

  private static final int CLEAR_BYTES = 512;

  private final Endpoint endpoint;
  private final int target;
  private final int window;
  private final long ringOffset;
  private final int capacity;
  private final int worker;
  private final int epoch;
  private final boolean isShared;
  private final Region records; // the window, or the mirror
  private final long recordsOffset; // where the ring or mirror begins in it
  private final CRC32C crc;
  private final ByteBuffer ringBytes; // to compute checksums

  private long head;
  private long position;
  private long published;
  private long flushed;
  private long cleared; // where records may begin before this position there is END
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
   * @throws FabricException when the parameter rank has withdrawn its window
   */
  public RingProducer(
      Endpoint endpoint,
      int target,
      int window,
      long ringOffset,
      int capacity,
      int worker,
      int epoch,
      boolean checksum)
      throws FabricException {
    RingDescriptor.checkCapacity(capacity);
    this.endpoint = endpoint;
    this.target = target;
    this.window = window;
    this.ringOffset = ringOffset;
    this.capacity = capacity;
    this.worker = worker;
    this.epoch = epoch;
    Region shared = checksum ? null : endpoint.share(target, window);
    this.isShared = shared != null;
    this.records = isShared ? shared : Region.allocate(capacity);
    this.recordsOffset = isShared ? ringOffset : 0;
    this.crc = checksum ? new CRC32C() : null;
    this.ringBytes = records.segment().asSlice(recordsOffset, capacity).asByteBuffer();
  }

  /** Where payloads are written; offsets come from {@link #claim}. Nothing else is touched. */
  public Region payloads() {
    return records;
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
   * @return offset of the payload in {@link #payloads}, or {@link #REFUSED} when there is no room
   *     now
   */
  public long claim(int payloadBytes) throws FabricException {
    Check.state(claimedPayloadBytes < 0, "the record claimed before was not committed");
    Check.range("payload", payloadBytes, 0, maxPayloadBytes());
    int recordBytes = RecordDescriptor.recordBytes(payloadBytes);
    int toEnd = capacity - offset(position);
    int padBytes = toEnd < recordBytes ? toEnd : 0;
    int wantedBytes = padBytes + recordBytes + RecordDescriptor.ALIGNMENT; // with END
    if (wantedBytes > freeBytes()) {
      return REFUSED;
    }
    makeReusable(wantedBytes);
    if (padBytes > 0) {
      writeHeader(RecordType.PAD, 0, padBytes - RecordDescriptor.HEADER_BYTES);
      position += padBytes;
    }
    claimedPayloadBytes = payloadBytes;
    return recordsOffset + offset(position) + RecordDescriptor.HEADER_BYTES;
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

  /** Makes all committed records visible to the reader; not between a claim and its commit. */
  public void publish() throws FabricException {
    // END is written to where a claimed record may already have its payload
    Check.state(claimedPayloadBytes < 0, "the record claimed before was not committed");
    if (published == position) {
      return;
    }
    if (crc != null) {
      put(published, position);
    } else {
      long mark = RecordDescriptor.mark(published);
      if (cleared <= position) {
        clear(position, position + RecordDescriptor.ALIGNMENT);
      }
      if (isShared) {
        records.setLongRelease(recordsOffset + offset(published), mark);
        clearAhead();
      } else {
        put(published + Long.BYTES, position + Long.BYTES); // all but the mark, and with END
        endpoint.fence(target);
        endpoint.putLong(target, window, ringOffset + offset(published), mark);
      }
    }
    published = position;
  }

  /**
   * Writes END to where the next records may begin, now that the reader has been served: this also
   * brings those lines into this core's cache, which otherwise the next record has to wait for.
   * After long records that would be in vain.
   */
  private void clearAhead() {
    if (cleared < position + CLEAR_BYTES / 2 && position - published <= CLEAR_BYTES) {
      clear(Math.max(cleared, position), position + Math.min(CLEAR_BYTES, freeBytes()));
    }
  }

  private void clear(long fromPosition, long toPosition) {
    for (long at = fromPosition; at < toPosition; at += RecordDescriptor.ALIGNMENT) {
      records.setLong(recordsOffset + offset(at), RecordDescriptor.END);
    }
    cleared = toPosition;
  }

  /** Puts a part of the stream. */
  private void put(long fromPosition, long toPosition) throws FabricException {
    int from = offset(fromPosition);
    long bytes = toPosition - fromPosition;
    long untilEnd = Math.min(bytes, capacity - from);
    endpoint.put(target, window, ringOffset + from, records, from, untilEnd);
    if (untilEnd < bytes) {
      endpoint.put(target, window, ringOffset, records, 0, bytes - untilEnd);
    }
  }

  /** Mirror bytes may change only when the put that read them, a lap ago, has been flushed. */
  private void makeReusable(int bytes) throws FabricException {
    if (!isShared && position + bytes - capacity > flushed) {
      endpoint.flush(target);
      flushed = published;
    }
  }

  private void writeHeader(int type, int table, int payloadBytes) {
    long at = recordsOffset + offset(position);
    int versionAndType = RecordDescriptor.versionAndType(type);
    records.setLong(
        at + RecordDescriptor.PAYLOAD_BYTES_OFFSET, RecordDescriptor.word(payloadBytes, table));
    records.setLong(
        at + RecordDescriptor.VERSION_TYPE_OFFSET, RecordDescriptor.word(versionAndType, worker));
    records.setLong(at + RecordDescriptor.EPOCH_OFFSET, RecordDescriptor.word(epoch, 0));
    if (position != published || crc != null) {
      // no reader comes here before the mark of the first record is published
      records.setLong(at + RecordDescriptor.MARK_OFFSET, RecordDescriptor.mark(position));
    }
    if (crc != null) {
      int recordBytes = RecordDescriptor.recordBytes(payloadBytes);
      records.setInt(
          at + RecordDescriptor.CRC_OFFSET,
          RecordChecksum.of(crc, ringBytes, offset(position), recordBytes));
    }
  }

  private int offset(long streamPosition) {
    return (int) (streamPosition & (capacity - 1));
  }

  /** Frees the mirror, or lets go of the window. The endpoint must have been flushed. */
  @Override
  public void close() {
    if (isShared) {
      records.release();
    } else {
      records.close();
    }
  }
}
