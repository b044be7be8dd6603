package paracel.fabric.routed;

import java.util.function.IntPredicate;
import paracel.base.Idler;
import paracel.fabric.Endpoint;
import paracel.fabric.Fabric;
import paracel.fabric.FabricException;
import paracel.memory.Region;

/** One rank on two fabrics. */
final class RoutedFabric implements Fabric {

  private final Fabric near;
  private final Fabric far;
  private final IntPredicate isNear;

  RoutedFabric(Fabric near, Fabric far, IntPredicate isNear) {
    this.near = near;
    this.far = far;
    this.isNear = isNear;
  }

  @Override
  public int rank() {
    return far.rank();
  }

  /** What all ranks of the job can rely on, whichever way they go. */
  @Override
  public boolean ordersPuts() {
    return near.ordersPuts() && far.ordersPuts();
  }

  @Override
  public Region allocate(int window, long bytes) throws FabricException {
    return near.allocate(window, bytes);
  }

  @Override
  public void expose(int window, Region region) throws FabricException {
    near.expose(window, region);
    far.expose(window, region);
  }

  @Override
  public void attach(int target, int window, long bytes, Idler idler, long timeoutNs)
      throws FabricException {
    Fabric way = isNear.test(target) ? near : far;
    way.attach(target, window, bytes, idler, timeoutNs);
  }

  @Override
  public void seal(int window) {
    near.seal(window);
    far.seal(window);
  }

  @Override
  public Endpoint openEndpoint() {
    return new RoutedEndpoint(near.openEndpoint(), far.openEndpoint(), isNear);
  }

  @Override
  public void close() {
    try {
      far.close();
    } finally {
      near.close();
    }
  }
}
