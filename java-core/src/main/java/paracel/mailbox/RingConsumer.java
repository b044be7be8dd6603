package paracel.mailbox;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import paracel.fabric.FabricException;
import paracel.memory.Region;

/**
 * A parameter rank's end of one worker's ring. Consumes records in order, each once, and checks
 * each before it believes it. Where puts are ordered, what is at the head is a valid record or END,
 * and anything else is a failure; where they are not, what is not valid has not arrived yet.
 *
 * <p>Used by one thread; allocates nothing. The head is published by the caller.
 */
public final class RingConsumer {

  /** Takes records. */
  public interface Handler {

    /**
     * @param type of {@link RecordType}
     * @param table table number of the record
     * @param ring region that holds the payload; valid during the call
     * @param payloadOffset where the payload begins
     * @return whether to go on with the next record now; this record is consumed in any case
     */
    boolean onRecord(
        int worker, int type, int table, Region ring, long payloadOffset, int payloadBytes)
        throws FabricException;
  }

  private final Region region;
  private final long ringOffset;
  private final int capacity;
  private final int maxPayloadBytes;
  private final int worker;
  private final int epoch;
  private final CRC32C crc;
  private final ByteBuffer ringBytes;

  private long head;

  /**
   * @param region region of the window that holds the ring
   * @param ringOffset where the ring begins in the region
   * @param checksum whether records carry a CRC32C
   */
  public RingConsumer(
      Region region, long ringOffset, int capacity, int worker, int epoch, boolean checksum) {
    RingDescriptor.checkCapacity(capacity);
    this.region = region;
    this.ringOffset = ringOffset;
    this.capacity = capacity;
    this.maxPayloadBytes = RingDescriptor.maxPayloadBytes(capacity);
    this.worker = worker;
    this.epoch = epoch;
    this.crc = checksum ? new CRC32C() : null;
    this.ringBytes = region.segment().asSlice(ringOffset, capacity).asByteBuffer();
  }

  /** Bytes ever consumed. */
  public long head() {
    return head;
  }

  /**
   * Hands available records to the handler.
   *
   * @param limit how many at most
   * @return how many were consumed, padding included
   */
  public int poll(Handler handler, int limit) throws FabricException {
    int consumed = 0;
    boolean more = true;
    while (more && consumed < limit) {
      long record = ringOffset + (head & (capacity - 1));
      if (!isThere(record)) {
        break;
      }
      long lengths = region.getLong(record + RecordDescriptor.PAYLOAD_BYTES_OFFSET);
      int payloadBytes = RecordDescriptor.first(lengths);
      int type = type(kindAt(record));
      if (type != RecordType.PAD) {
        int table = RecordDescriptor.second(lengths);
        long payload = record + RecordDescriptor.HEADER_BYTES;
        more = handler.onRecord(worker, type, table, region, payload, payloadBytes);
      }
      head += RecordDescriptor.recordBytes(payloadBytes);
      consumed++;
    }
    return consumed;
  }

  /** Whether the record at the head has arrived; fails when it can never be valid. */
  private boolean isThere(long record) throws FabricException {
    long mark = region.getLongAcquire(record + RecordDescriptor.MARK_OFFSET);
    if (mark != RecordDescriptor.mark(head)) {
      if (crc == null && mark != RecordDescriptor.END) {
        throw corrupt("its mark is " + mark);
      }
      return false;
    }
    String fault = fault(record);
    if (fault != null && crc == null) {
      throw corrupt(fault);
    }
    return fault == null;
  }

  private String fault(long record) {
    int at = (int) (record - ringOffset);
    int payloadBytes = region.getInt(record + RecordDescriptor.PAYLOAD_BYTES_OFFSET);
    if (payloadBytes < 0
        || payloadBytes > maxPayloadBytes
        || RecordDescriptor.recordBytes(payloadBytes) > capacity - at) {
      return "its length does not fit";
    }
    if (crc != null
        && RecordChecksum.of(crc, ringBytes, at, RecordDescriptor.recordBytes(payloadBytes))
            != region.getInt(record + RecordDescriptor.CRC_OFFSET)) {
      return "its checksum is wrong";
    }
    long kind = kindAt(record);
    if (RecordDescriptor.first(kind) >>> 16 != RecordDescriptor.VERSION
        || !RecordType.isKnown(type(kind))) {
      return "its version or type is unknown";
    }
    if (RecordDescriptor.second(kind) != worker
        || region.getInt(record + RecordDescriptor.EPOCH_OFFSET) != epoch) {
      return "it is of another worker or membership epoch";
    }
    return null;
  }

  /** Version and type, and worker. */
  private long kindAt(long record) {
    return region.getLong(record + RecordDescriptor.VERSION_TYPE_OFFSET);
  }

  private static int type(long kind) {
    return RecordDescriptor.first(kind) & 0xffff;
  }

  private FabricException corrupt(String fault) {
    return new FabricException(
        "the ring of worker " + worker + " holds no valid record at head " + head + ": " + fault);
  }
}
