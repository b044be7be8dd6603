package paracel.fabric.local;

import paracel.base.Check;
import paracel.base.Idler;
import paracel.fabric.Endpoint;
import paracel.fabric.Fabric;
import paracel.fabric.FabricException;
import paracel.fabric.RegionEndpoint;
import paracel.fabric.Wait;
import paracel.fabric.WindowSizeException;
import paracel.fabric.WindowTable;
import paracel.memory.Region;

/** One rank among threads of this JVM. */
final class LocalFabric implements Fabric {

  private final int rank;
  private final ExposedWindows exposed;
  private final WindowTable attached;

  LocalFabric(int rank, int size, ExposedWindows exposed) {
    this.rank = rank;
    this.exposed = exposed;
    this.attached = new WindowTable(rank, size);
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public boolean ordersPuts() {
    return true;
  }

  @Override
  public Region allocate(int window, long bytes) throws FabricException {
    Region region = attached.allocate(window, bytes);
    exposed.keep(region);
    return region;
  }

  @Override
  public void expose(int window, Region region) {
    attached.check(rank, window);
    exposed.expose(rank, window, region);
  }

  @Override
  public void attach(int target, int window, long bytes, Idler idler, long timeoutNs)
      throws FabricException {
    if (attached.has(target, window)) {
      return;
    }
    Exposed condition = new Exposed(target, window);
    Wait.until(condition, idler, timeoutNs);
    Region region = condition.region;
    if (region.bytes() != bytes) {
      throw new WindowSizeException(target, window, region.bytes(), rank, bytes);
    }
    attached.add(target, window, region);
  }

  @Override
  public void seal(int window) {
    Check.state(exposed.find(rank, window) != null, "only an exposed window is sealed");
  }

  @Override
  public Endpoint openEndpoint() {
    return new RegionEndpoint(attached);
  }

  @Override
  public void close() {
    exposed.withdraw(rank);
  }

  private final class Exposed implements Wait.Condition {

    private final int target;
    private final int window;
    private Region region;

    Exposed(int target, int window) {
      this.target = target;
      this.window = window;
    }

    @Override
    public boolean poll() {
      region = exposed.find(target, window);
      return region != null;
    }

    @Override
    public String describe() {
      return "rank " + rank + " waits for rank " + target + " to expose window " + window;
    }
  }
}
