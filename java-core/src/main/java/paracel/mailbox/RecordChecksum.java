package paracel.mailbox;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC32C (RFC 3720) over a whole record, padding included, but for the checksum itself. */
final class RecordChecksum {

  private RecordChecksum() {}

  /**
   * @param ring view of the ring's bytes; its position and limit are changed
   * @param at offset of the record
   */
  static int of(CRC32C crc, ByteBuffer ring, int at, int recordBytes) {
    crc.reset();
    update(crc, ring, at, RecordDescriptor.CRC_OFFSET);
    update(
        crc, ring, at + RecordDescriptor.HEADER_BYTES, recordBytes - RecordDescriptor.HEADER_BYTES);
    return (int) crc.getValue();
  }

  private static void update(CRC32C crc, ByteBuffer ring, int from, int bytes) {
    ring.clear().position(from).limit(from + bytes);
    crc.update(ring);
  }
}
