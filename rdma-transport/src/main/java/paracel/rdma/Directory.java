package paracel.rdma;

import java.util.HashMap;
import java.util.Map;
import paracel.base.Check;
import paracel.fabric.FabricException;
import paracel.memory.Region;

/** This rank's directory, and the registrations of the windows that are in it. Thread-safe. */
final class Directory implements AutoCloseable {

  private final Device device;
  private final DirectoryDescriptor layout;
  private final Region memory;
  private final Registration registration;
  private final Map<Integer, Registration> windows = new HashMap<>();
  private int keyCount;

  Directory(Device device, int rank, int size) throws FabricException {
    this.device = device;
    this.layout = new DirectoryDescriptor(size);
    Check.argument(device.segments().count(layout.bytes()) == 1, "a directory is one segment");
    this.memory = Region.allocate(layout.bytes());
    memory.setLong(DirectoryDescriptor.MAGIC_OFFSET, DirectoryDescriptor.MAGIC);
    memory.setLong(DirectoryDescriptor.RANK_OFFSET, rank);
    this.registration = device.expose(memory);
  }

  Region memory() {
    return memory;
  }

  long address() {
    return registration.address();
  }

  int rkey() {
    return registration.rkeys()[0];
  }

  /** Registers a window and tells everybody. */
  synchronized void add(int window, Region region) throws FabricException {
    int count = device.segments().count(region.bytes());
    if (keyCount + count > DirectoryDescriptor.MAX_KEYS) {
      throw new FabricException(
          "window %d of %d bytes: the windows of a rank have at most %d segments of %d bytes"
              .formatted(
                  window, region.bytes(), DirectoryDescriptor.MAX_KEYS, device.segments().bytes()));
    }
    Registration made = device.expose(region);
    windows.put(window, made);
    long entry = layout.entry(window);
    memory.setLong(entry + DirectoryDescriptor.ADDRESS_OFFSET, made.address());
    memory.setInt(entry + DirectoryDescriptor.FIRST_KEY_OFFSET, keyCount);
    memory.setInt(entry + DirectoryDescriptor.KEY_COUNT_OFFSET, count);
    for (int rkey : made.rkeys()) {
      memory.setInt(layout.key(keyCount++), rkey);
    }
    memory.setLongRelease(entry + DirectoryDescriptor.SIZE_OFFSET, region.bytes());
  }

  /** Takes all windows out of the reach of others. Idempotent. */
  synchronized void withdraw() {
    for (Map.Entry<Integer, Registration> window : windows.entrySet()) {
      long entry = layout.entry(window.getKey());
      memory.setLongRelease(entry + DirectoryDescriptor.SIZE_OFFSET, DirectoryDescriptor.WITHDRAWN);
      window.getValue().close();
    }
    windows.clear();
  }

  @Override
  public synchronized void close() {
    withdraw();
    registration.close();
    memory.close();
  }
}
