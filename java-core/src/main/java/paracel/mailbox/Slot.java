package paracel.mailbox;

import java.util.zip.CRC32C;
import paracel.base.Check;
import paracel.fabric.Endpoint;
import paracel.fabric.FabricException;
import paracel.memory.Region;

/**
 * One message at a time in a parameter rank's window, written by one rank and readable by all. The
 * writer must know by other means that everybody has read a message before it writes the next.
 *
 * <pre>
 *  line, 64 bytes                                   data, elsewhere in the window
 *   0   sequence of the message, 1, 2, ...           up to the slot's capacity
 *   8   bytes of the message
 *  16   CRC32C of sequence, bytes and data
 *  24   0, or 1 + the sequence of the last message that will ever be sent
 * </pre>
 *
 * <p>The checksum makes a message recognisable where puts are not ordered, and a reader that comes
 * early simply looks again.
 */
public final class Slot {

  public static final int LINE_BYTES = 64;
  public static final int SEQUENCE_OFFSET = 0;
  public static final int BYTES_OFFSET = 8;
  public static final int CRC_OFFSET = 16;
  public static final int CLOSED_OFFSET = 24;

  private Slot() {}

  /**
   * Writes a message.
   *
   * @param lineOffset where the slot's line is in the target's window
   * @param dataOffset where its data are
   * @param scratch region with room for a line at 0 and the message at {@link #LINE_BYTES}, where
   *     the message already is
   * @param bytes of the message; padded to a multiple of 8 in the scratch region
   */
  public static void write(
      Endpoint endpoint,
      int target,
      int window,
      long lineOffset,
      long dataOffset,
      long sequence,
      Region scratch,
      int bytes)
      throws FabricException {
    Check.argument(sequence > 0, "sequences begin with 1");
    scratch.setLong(SEQUENCE_OFFSET, sequence);
    scratch.setLong(BYTES_OFFSET, bytes);
    scratch.setLong(CRC_OFFSET, checksum(sequence, scratch, LINE_BYTES, bytes));
    if (bytes > 0) {
      endpoint.put(target, window, dataOffset, scratch, LINE_BYTES, (bytes + 7) & -8);
      endpoint.fence(target);
    }
    endpoint.put(target, window, lineOffset + BYTES_OFFSET, scratch, BYTES_OFFSET, 16);
    endpoint.fence(target);
    endpoint.putLong(target, window, lineOffset + SEQUENCE_OFFSET, sequence);
    endpoint.flush(target);
  }

  /**
   * Whether data that were read belong to a line that was read before.
   *
   * @param line region with a copy of the line
   * @param data region with a copy of the data
   */
  public static boolean isWhole(Region line, long lineAt, Region data, long dataAt) {
    long bytes = line.getLong(lineAt + BYTES_OFFSET);
    return bytes >= 0
        && dataAt + bytes <= data.bytes()
        && line.getLong(lineAt + CRC_OFFSET)
            == checksum(line.getLong(lineAt + SEQUENCE_OFFSET), data, dataAt, (int) bytes);
  }

  private static long checksum(long sequence, Region data, long at, int bytes) {
    CRC32C crc = new CRC32C();
    for (int shift = 0; shift < 64; shift += 8) {
      crc.update((int) (sequence >>> shift));
      crc.update((int) ((long) bytes >>> shift));
    }
    crc.update(data.segment().asSlice(at, bytes).asByteBuffer());
    return crc.getValue();
  }
}
