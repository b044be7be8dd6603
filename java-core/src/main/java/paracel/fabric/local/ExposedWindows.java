package paracel.fabric.local;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import paracel.base.Check;
import paracel.memory.Region;

/** What the ranks of a group have exposed, and the memory that was allocated for it. */
final class ExposedWindows {

  private record Key(int rank, int window) {}

  private final Map<Key, Region> windows = new HashMap<>();
  private final List<Region> allocated = new ArrayList<>();

  /** Keeps a region until {@link #release}. */
  synchronized void keep(Region region) {
    allocated.add(region);
  }

  synchronized void expose(int rank, int window, Region region) {
    Region before = windows.putIfAbsent(new Key(rank, window), region);
    Check.state(before == null, "a window is exposed once");
  }

  /** The region of a window, or null if it is not exposed. */
  synchronized Region find(int rank, int window) {
    return windows.get(new Key(rank, window));
  }

  synchronized void withdraw(int rank) {
    windows.keySet().removeIf(key -> key.rank == rank);
  }

  synchronized void release() {
    allocated.reversed().forEach(Region::close);
    allocated.clear();
  }
}
