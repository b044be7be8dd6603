package paracel.mailbox;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import paracel.fabric.FabricException;
import paracel.memory.Region;

/**
 * A parameter rank's end of one worker's ring. Consumes records in order, each once, and checks
 * each before it believes it. The tail is only a hint that there may be something to read: where
 * puts are ordered a bad record behind it is a failure; where they are not, a bad record has not
 * arrived yet, and the tail is not looked at, because tails may overtake each other.
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
  private final long dataOffset;
  private final int capacity;
  private final int worker;
  private final int epoch;
  private final CRC32C crc;
  private final ByteBuffer dataBytes;

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
    this.dataOffset = ringOffset + RingDescriptor.DATA_OFFSET;
    this.capacity = capacity;
    this.worker = worker;
    this.epoch = epoch;
    this.crc = checksum ? new CRC32C() : null;
    this.dataBytes = region.segment().asSlice(dataOffset, capacity).asByteBuffer();
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
    long tail = tail();
    int consumed = 0;
    while (head < tail && consumed < limit) {
      int at = (int) (head & (capacity - 1));
      if (!isValid(at, tail)) {
        break;
      }
      int type = type(kindAt(at));
      long lengths = region.getLong(dataOffset + at + RecordDescriptor.PAYLOAD_BYTES_OFFSET);
      int payloadBytes = RecordDescriptor.first(lengths);
      boolean more = true;
      if (type != RecordType.PAD) {
        int table = RecordDescriptor.second(lengths);
        long payload = dataOffset + at + RecordDescriptor.HEADER_BYTES;
        more = handler.onRecord(worker, type, table, region, payload, payloadBytes);
      }
      head += RecordDescriptor.recordBytes(payloadBytes);
      consumed++;
      if (!more) {
        break;
      }
    }
    return consumed;
  }

  /** Up to where there may be records. */
  private long tail() throws FabricException {
    if (crc != null) {
      return head + capacity; // an older tail may have overtaken a newer one
    }
    long tail = region.getLongAcquire(ringOffset + RingDescriptor.TAIL_OFFSET);
    if (tail - head > capacity || tail < head) {
      throw corrupt("tail " + tail + " is more than a ring ahead of it");
    }
    return tail;
  }

  /** Whether the record at the head has arrived; fails when it can never be valid. */
  private boolean isValid(int at, long tail) throws FabricException {
    String fault = fault(at, tail);
    if (fault == null) {
      return true;
    }
    if (crc == null) {
      throw corrupt(fault);
    }
    return false;
  }

  private String fault(int at, long tail) {
    long record = dataOffset + at;
    if (region.getLongAcquire(record + RecordDescriptor.POSITION_OFFSET) != head) {
      return "its position is not the head";
    }
    int payloadBytes = region.getInt(record + RecordDescriptor.PAYLOAD_BYTES_OFFSET);
    if (payloadBytes < 0
        || payloadBytes > capacity
        || RecordDescriptor.recordBytes(payloadBytes) > Math.min(capacity - at, tail - head)) {
      return "its length does not fit";
    }
    if (crc != null
        && RecordChecksum.of(crc, dataBytes, at, RecordDescriptor.recordBytes(payloadBytes))
            != region.getInt(record + RecordDescriptor.CRC_OFFSET)) {
      return "its checksum is wrong";
    }
    long kind = kindAt(at);
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
  private long kindAt(int at) {
    return region.getLong(dataOffset + at + RecordDescriptor.VERSION_TYPE_OFFSET);
  }

  private static int type(long kind) {
    return RecordDescriptor.first(kind) & 0xffff;
  }

  private FabricException corrupt(String fault) {
    return new FabricException(
        "the ring of worker " + worker + " holds no valid record at head " + head + ": " + fault);
  }
}
