package paracel.rdma;

import paracel.fabric.FabricException;
import paracel.memory.Region;

/**
 * An endpoint's registrations of origin regions: a region is registered at its first use and stays
 * so, because its owner uses it again and again. There is room for some; then the one that was
 * registered longest ago goes. A region that its owner has closed keeps its pages until then;
 * nothing reads or writes them. Belongs to the endpoint's thread.
 */
final class OriginCache implements AutoCloseable {

  /** Regions that are registered at the same time. */
  static final int CAPACITY = 64;

  private final Device device;
  private final Region[] regions = new Region[CAPACITY];
  private final Registration[] registrations = new Registration[CAPACITY];
  private int count;
  private int next;
  private int last;

  OriginCache(Device device) {
    this.device = device;
  }

  /** The registration of a region, or null when it has none. Allocates nothing. */
  Registration find(Region region) {
    if (regions[last] == region) {
      return registrations[last];
    }
    for (int i = 0; i < count; i++) {
      if (regions[i] == region) {
        last = i;
        return registrations[i];
      }
    }
    return null;
  }

  /** Whether the next {@link #add} drops a registration, so that nothing may be under way. */
  boolean isFull() {
    return count == CAPACITY;
  }

  Registration add(Region region) throws FabricException {
    Registration made = device.origin(region);
    if (isFull()) {
      registrations[next].close();
    } else {
      count++;
    }
    regions[next] = region;
    registrations[next] = made;
    last = next;
    next = (next + 1) % CAPACITY;
    return made;
  }

  @Override
  public void close() {
    for (int i = 0; i < count; i++) {
      registrations[i].close();
      regions[i] = null;
    }
    count = 0;
  }
}
