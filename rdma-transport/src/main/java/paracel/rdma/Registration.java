package paracel.rdma;

import com.ibm.disni.verbs.impl.NativeDispatcher;
import java.io.IOException;
import paracel.memory.Region;

/**
 * A region's memory, pinned and known to the device, in segments of 1 GiB, because DiSNI takes less
 * than 2 GiB at once. Word boundaries are segment boundaries, so no word lies in two.
 */
final class Registration implements AutoCloseable {

  static final int SEGMENT_SHIFT = 30;
  static final long SEGMENT_BYTES = 1L << SEGMENT_SHIFT;

  private final NativeDispatcher natives;
  private final long[] handles;
  private final int[] lkeys;
  private final int[] rkeys;
  private final long address;
  private boolean closed;

  /**
   * @param domain handle of the protection domain
   * @param access bits of {@link Verbs}
   * @throws IOException when the memory cannot be registered; what had been is not any more
   */
  Registration(NativeDispatcher natives, long domain, Region region, int access)
      throws IOException {
    this.natives = natives;
    this.address = region.segment().address();
    int count = segments(region.bytes());
    handles = new long[count];
    lkeys = new int[count];
    rkeys = new int[count];
    try (Region answer = Region.allocate(16)) {
      long at = answer.segment().address();
      for (int segment = 0; segment < count; segment++) {
        long from = (long) segment << SEGMENT_SHIFT;
        int bytes = (int) Math.min(SEGMENT_BYTES, region.bytes() - from);
        handles[segment] =
            natives._regMr(domain, address + from, bytes, access, at, at + 4, at + 8);
        lkeys[segment] = answer.getInt(0);
        rkeys[segment] = answer.getInt(4);
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  static int segments(long bytes) {
    return Math.toIntExact((bytes + SEGMENT_BYTES - 1) >>> SEGMENT_SHIFT);
  }

  /** Bytes from an offset to the end of its segment. */
  static long restOfSegment(long offset) {
    return SEGMENT_BYTES - (offset & SEGMENT_BYTES - 1);
  }

  long address() {
    return address;
  }

  int lkey(long offset) {
    return lkeys[(int) (offset >>> SEGMENT_SHIFT)];
  }

  int[] rkeys() {
    return rkeys;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (long handle : handles) {
      if (handle > 0) {
        try {
          natives._deregMr(handle);
        } catch (IOException e) {
          System.getLogger("paracel.rdma").log(System.Logger.Level.WARNING, e.getMessage());
        }
      }
    }
  }
}
