package paracel.mpi.bindings;

import java.nio.ByteBuffer;
import java.util.Objects;
import paracel.base.Check;
import paracel.memory.Region;

/**
 * Direct buffers over parts of regions, which is how the bindings take memory. The last few are
 * kept, so that transfers which use the same places again and again make no new ones. Used by one
 * thread at a time.
 *
 * <p>A view reaches from its offset as far as a buffer can, whatever the transfer's length: the
 * bindings are told the number of bytes apart from the buffer.
 */
final class Views {

  /** Bytes of the largest buffer that Java makes. */
  static final long BYTES_MAX = Integer.MAX_VALUE - 8;

  private final Region[] regions;
  private final long[] offsets;
  private final ByteBuffer[] views;
  private int next;

  Views(int capacity) {
    regions = new Region[capacity];
    offsets = new long[capacity];
    views = new ByteBuffer[capacity];
  }

  /** A view whose first byte is the one at the offset. All bytes must lie in the region. */
  ByteBuffer of(Region region, long offset, long bytes) {
    Objects.checkFromIndexSize(offset, bytes, region.bytes());
    Check.argument(bytes <= Integer.MAX_VALUE, "a transfer has at most 2 GiB - 1 bytes");
    Check.state(region.segment().scope().isAlive(), "the region of a transfer is closed");
    for (int i = 0; i < views.length; i++) {
      if (regions[i] == region && offsets[i] == offset) {
        return views[i];
      }
    }
    int i = next;
    next = (i + 1) % views.length;
    regions[i] = region;
    offsets[i] = offset;
    views[i] = make(region, offset);
    return views[i];
  }

  /** A view of its own, of all bytes from an offset on that a buffer can reach. */
  static ByteBuffer make(Region region, long offset) {
    long bytes = Math.min(region.bytes() - offset, BYTES_MAX);
    return region.segment().asSlice(offset, bytes).asByteBuffer();
  }
}
