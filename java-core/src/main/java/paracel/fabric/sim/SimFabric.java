package paracel.fabric.sim;

import java.util.ArrayList;
import java.util.List;
import paracel.base.Check;
import paracel.base.Idler;
import paracel.fabric.Endpoint;
import paracel.fabric.Fabric;
import paracel.fabric.FabricException;
import paracel.fabric.Wait;
import paracel.fabric.WindowSizeException;
import paracel.memory.Region;

/** One rank's part in the simulated fabric. */
final class SimFabric implements Fabric {

  private final int rank;
  private final SimScheduler scheduler;
  private final SimOptions options;
  private final Region[][] windows;
  private final boolean[][] attached; // [rank][window]
  private final List<Region> own = new ArrayList<>();

  SimFabric(int rank, SimScheduler scheduler, SimOptions options, Region[][] windows) {
    this.rank = rank;
    this.scheduler = scheduler;
    this.options = options;
    this.windows = windows;
    this.attached = new boolean[windows.length][windows[0].length];
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public boolean ordersPuts() {
    return options.ordersPuts();
  }

  @Override
  public Region allocate(int window, long bytes) {
    Region region = Region.allocate(bytes);
    own.add(region);
    return region;
  }

  @Override
  public void expose(int window, Region region) {
    Check.range("window", window, 0, windows[rank].length - 1);
    Check.state(windows[rank][window] == null, "a window is exposed once");
    windows[rank][window] = region;
  }

  @Override
  public void attach(int target, int window, long bytes, Idler idler, long timeoutNs)
      throws FabricException {
    Check.range("window", window, 0, windows[target].length - 1);
    Wait.until(
        new Wait.Condition() {
          @Override
          public boolean poll() {
            return windows[target][window] != null;
          }

          @Override
          public String describe() {
            return "rank %d waits for rank %d to expose window %d".formatted(rank, target, window);
          }
        },
        idler,
        timeoutNs);
    if (windows[target][window].bytes() != bytes) {
      throw new WindowSizeException(target, window, windows[target][window].bytes(), rank, bytes);
    }
    attached[target][window] = true;
  }

  @Override
  public void seal(int window) {
    // simulated windows have no name outside the group
  }

  @Override
  public Endpoint openEndpoint() {
    return new SimEndpoint(rank, scheduler, options, windows, attached);
  }

  @Override
  public void close() {
    own.forEach(Region::close);
    own.clear();
  }
}
