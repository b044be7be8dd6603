package paracel.fabric.mpi;

import paracel.base.Check;
import paracel.memory.Region;
import paracel.mpi.Mpi;

/**
 * What ranks send each other: requests, and beside them bytes alone, which are replies to a get or
 * the payload of a long put.
 *
 * <pre>
 *   0           4           8                       16                      24
 *  +-----------+-----------+-----------------------+-----------------------+-----------+-------+
 *  |  kind     |  window   |  offset in the window |  bytes, or the value  |  tag      |  0    |
 *  +-----------+-----------+-----------------------+-----------------------+-----------+-------+
 *  32          payload of a PUT
 * </pre>
 *
 * <p>A request is so short that MPI hands it over when all of it has come. So a rank that dies in
 * the middle of a long message holds up nothing but that message.
 *
 * <p>In the byte order of the machine: all ranks of a job run on one type.
 */
final class MessageDescriptor {

  /** Payload into the window. */
  static final int PUT = 1;

  /** One word into the window. */
  static final int PUT_LONG = 2;

  /** Bytes of the window as a reply; a reply of no bytes says that the window is withdrawn. */
  static final int GET = 3;

  /** The size of the window as a reply of 8 bytes, as soon as it is exposed. */
  static final int ATTACH = 4;

  /** A reply of 8 bytes as a sign of life. */
  static final int PING = 5;

  /** Bytes into the window, which come as a message of their own with the tag given. */
  static final int LONG_PUT = 6;

  static final int KIND_OFFSET = 0;
  static final int WINDOW_OFFSET = 4;
  static final int OFFSET_OFFSET = 8;
  static final int BYTES_OFFSET = 16;
  static final int VALUE_OFFSET = 16;
  static final int TAG_OFFSET = 24;
  static final int HEADER_BYTES = 32;

  /** Largest request: below the eager limits of Open MPI's transports, which begin at 4 KiB. */
  static final int REQUEST_BYTES = 4000;

  /** Largest payload of a request. A multiple of 8. */
  static final int PAYLOAD_BYTES = REQUEST_BYTES - HEADER_BYTES;

  /** Puts up to this size are cut into requests; for longer ones a message more pays. */
  static final int SHORT_PUT_BYTES = 2 * PAYLOAD_BYTES;

  /**
   * Largest message of bytes alone; longer puts and gets are cut. A multiple of 8. Over TCP this
   * size moves 1 MiB in about half the time that 64 KiB need.
   */
  static final int CHUNK_BYTES = 256 << 10;

  /** Tag of requests. Below it are the tags of the end of a job. */
  static final int REQUEST_TAG = 3;

  /** A rank other than 0 says to rank 0 that it has ended well. */
  static final int DONE_TAG = 1;

  /** Rank 0 says that all have. */
  static final int ALL_DONE_TAG = 2;

  /** Tags of replies begin here; those of payloads follow, so that neither meets the other. */
  static final int FIRST_REPLY_TAG = 16;

  /** Tags of payloads begin here. */
  static final int FIRST_PAYLOAD_TAG = Mpi.MAX_TAG / 2;

  private MessageDescriptor() {}

  /**
   * Writes a header.
   *
   * @param bytesOrValue size of the payload or of the bytes asked for, or the word to put
   */
  static void write(Region into, int kind, int window, long offset, long bytesOrValue, int tag) {
    into.setInt(KIND_OFFSET, kind);
    into.setInt(WINDOW_OFFSET, window);
    into.setLong(OFFSET_OFFSET, offset);
    into.setLong(BYTES_OFFSET, bytesOrValue);
    into.setLong(TAG_OFFSET, tag);
  }

  /** Checks what a rank of this job cannot send unless one of us is wrong. */
  static void check(Region message, long received) {
    Check.state(received >= HEADER_BYTES, "a request has a header");
    int kind = message.getInt(KIND_OFFSET);
    Check.state(kind >= PUT && kind <= LONG_PUT, "request of kind " + kind);
    boolean isWhole = kind != PUT || received == HEADER_BYTES + message.getLong(BYTES_OFFSET);
    Check.state(isWhole, "a put of another size than its message");
  }
}
