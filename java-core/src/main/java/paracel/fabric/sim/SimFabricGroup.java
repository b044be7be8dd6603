package paracel.fabric.sim;

import paracel.base.Idler;
import paracel.fabric.Fabric;
import paracel.fabric.FabricGroup;
import paracel.fabric.FabricSpec;
import paracel.memory.Region;

public final class SimFabricGroup implements FabricGroup {

  private static final int MAX_WINDOWS = 8;

  private final SimScheduler scheduler;
  private final SimOptions options;
  private final Region[][] windows; // [rank][window], null before it is exposed
  private final SimFabric[] fabrics;

  public SimFabricGroup(FabricSpec spec, SimOptions options) {
    this.scheduler = new SimScheduler(spec.size(), spec.seed(), options.maxEvents());
    this.options = options;
    this.windows = new Region[spec.size()][MAX_WINDOWS];
    this.fabrics = new SimFabric[spec.size()];
    for (int rank = 0; rank < fabrics.length; rank++) {
      fabrics[rank] = new SimFabric(rank, scheduler, options, windows);
    }
  }

  @Override
  public Fabric fabric(int rank) {
    return fabrics[rank];
  }

  @Override
  public Idler newIdler() {
    return new SimIdler(scheduler);
  }

  @Override
  public Handle start(int rank, String name, Task task) {
    return scheduler.start(rank, name, task);
  }

  /**
   * Kills a rank at a time of the simulation: it does nothing from then on, and of its puts under
   * way some units arrive and some do not. Its exposed memory can still be read, and does not
   * change.
   *
   * @param timeNs simulated nanoseconds since the beginning
   */
  public void killAt(int rank, long timeNs) {
    scheduler.at(timeNs, () -> scheduler.kill(rank));
  }

  /** Lets the calling task's computation take a little time, in which other tasks go on. */
  public void step() {
    scheduler.step();
  }

  /** Number of events so far; a replay with the same seed has the same. */
  public long eventCount() {
    scheduler.awaitRest();
    return scheduler.eventCount();
  }

  @Override
  public void close() {
    scheduler.awaitRest();
    for (SimFabric fabric : fabrics) {
      fabric.close();
    }
  }
}
