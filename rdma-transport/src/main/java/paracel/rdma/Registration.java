package paracel.rdma;

import com.ibm.disni.verbs.impl.NativeDispatcher;
import java.io.IOException;
import paracel.memory.Region;

/** A region's memory, pinned and known to the device, in {@link Segments}. */
final class Registration implements AutoCloseable {

  private final NativeDispatcher natives;
  private final Segments segments;
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
  Registration(NativeDispatcher natives, Segments segments, long domain, Region region, int access)
      throws IOException {
    this.natives = natives;
    this.segments = segments;
    this.address = region.segment().address();
    int count = segments.count(region.bytes());
    handles = new long[count];
    lkeys = new int[count];
    rkeys = new int[count];
    try (Region answer = Region.allocate(16)) {
      long at = answer.segment().address();
      for (int segment = 0; segment < count; segment++) {
        long from = segment * segments.bytes();
        int bytes = (int) Math.min(segments.bytes(), region.bytes() - from);
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

  long address() {
    return address;
  }

  int lkey(long offset) {
    return lkeys[segments.index(offset)];
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
