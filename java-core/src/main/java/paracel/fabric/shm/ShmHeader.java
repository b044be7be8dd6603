package paracel.fabric.shm;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/**
 * First page of a window's file, in the byte order of the machine.
 *
 * <pre>
 *   0                       8                      16                      24
 *  +-----------------------+-----------------------+-----------------------+
 *  |  magic                |  owner magic          |  hash of the job id   |
 *  +-----------+-----------+-----------+-----------+-----------------------+
 *  |  version  |  rank     |  window   |  0        |  bytes of the window  |
 *  +-----------+-----------+-----------+-----------+-----------------------+
 *  |  owner: pid           |  start in clock ticks |  pid namespace        |
 *  +-----------------------+-----------------------+-----------------------+
 *  72                  zero up to 4096, where the window begins
 * </pre>
 *
 * <p>The owner writes everything but the two magic words, then the owner magic, and the magic when
 * it exposes the window. So who sees the owner magic knows whose file it is, and who sees the magic
 * may attach. These 72 bytes keep their places in all versions, so that any release recognises the
 * leftovers of any other.
 *
 * @param exposed whether the magic is there
 * @param bytes of the window, without the header
 */
record ShmHeader(
    boolean exposed,
    int version,
    long jobHash,
    int rank,
    int window,
    long bytes,
    OwnerProcess owner) {

  /** Where the window begins. */
  static final long PAGE_BYTES = 4096;

  static final int VERSION = 1;

  private static final long MAGIC = 0x4C45_4341_5241_5001L;
  private static final long OWNER_MAGIC = 0x4C45_4341_5241_504FL;
  private static final int MAGIC_OFFSET = 0;
  private static final int OWNER_MAGIC_OFFSET = 8;
  private static final int JOB_HASH_OFFSET = 16;
  private static final int VERSION_OFFSET = 24;
  private static final int RANK_OFFSET = 28;
  private static final int WINDOW_OFFSET = 32;
  private static final int BYTES_OFFSET = 40;
  private static final int PID_OFFSET = 48;
  private static final int START_OFFSET = 56;
  private static final int NAMESPACE_OFFSET = 64;
  private static final int FIELDS_BYTES = 72;

  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  /** Writes the header of a file whose first page is zero; the window is not exposed yet. */
  void write(FileChannel file) throws IOException {
    ByteBuffer fields = ByteBuffer.allocateDirect(FIELDS_BYTES).order(ByteOrder.nativeOrder());
    fields.putLong(JOB_HASH_OFFSET, jobHash);
    fields.putInt(VERSION_OFFSET, version);
    fields.putInt(RANK_OFFSET, rank);
    fields.putInt(WINDOW_OFFSET, window);
    fields.putLong(BYTES_OFFSET, bytes);
    fields.putLong(PID_OFFSET, owner.pid());
    fields.putLong(START_OFFSET, owner.startTicks());
    fields.putLong(NAMESPACE_OFFSET, owner.namespace());
    file.write(fields, 0);
    fields.putLong(OWNER_MAGIC_OFFSET, OWNER_MAGIC);
    file.write(fields.slice(OWNER_MAGIC_OFFSET, Long.BYTES), OWNER_MAGIC_OFFSET);
  }

  /**
   * Reads a header by the file, not by mapping it: a file that somebody has cut short must not
   * raise a signal.
   *
   * @return null while the header is not complete
   */
  static ShmHeader read(FileChannel file) throws IOException {
    ByteBuffer fields = ByteBuffer.allocateDirect(FIELDS_BYTES).order(ByteOrder.nativeOrder());
    if (file.read(fields, 0) < FIELDS_BYTES
        || fields.getLong(OWNER_MAGIC_OFFSET) != OWNER_MAGIC
        || file.size() < PAGE_BYTES) {
      return null;
    }
    // a second time: what the first reading saw beside the owner magic may be older than it
    file.read(fields.clear(), 0);
    return new ShmHeader(
        fields.getLong(MAGIC_OFFSET) == MAGIC,
        fields.getInt(VERSION_OFFSET),
        fields.getLong(JOB_HASH_OFFSET),
        fields.getInt(RANK_OFFSET),
        fields.getInt(WINDOW_OFFSET),
        fields.getLong(BYTES_OFFSET),
        new OwnerProcess(
            fields.getLong(PID_OFFSET),
            fields.getLong(START_OFFSET),
            fields.getLong(NAMESPACE_OFFSET)));
  }

  /** Lets others attach; what was written before is visible to them. */
  static void expose(MemorySegment file) {
    LONG.setRelease(file, (long) MAGIC_OFFSET, MAGIC);
  }

  /** Whether the mapped file is exposed; what was written before that is visible afterwards. */
  static boolean isExposed(MemorySegment file) {
    return (long) LONG.getAcquire(file, (long) MAGIC_OFFSET) == MAGIC;
  }

  /** 64-bit FNV-1a hash of a job id. */
  static long hash(String jobId) {
    long hash = 0xCBF2_9CE4_8422_2325L;
    for (byte b : jobId.getBytes(StandardCharsets.US_ASCII)) {
      hash = (hash ^ b) * 0x100_0000_01B3L;
    }
    return hash;
  }
}
