package paracel.fabric.routed;

import java.util.function.IntPredicate;
import paracel.fabric.Endpoint;
import paracel.fabric.FabricException;
import paracel.memory.Region;

/** Hands each operation to the endpoint that leads to its target. */
final class RoutedEndpoint implements Endpoint {

  private final Endpoint near;
  private final Endpoint far;
  private final IntPredicate isNear;

  RoutedEndpoint(Endpoint near, Endpoint far, IntPredicate isNear) {
    this.near = near;
    this.far = far;
    this.isNear = isNear;
  }

  private Endpoint to(int target) {
    return isNear.test(target) ? near : far;
  }

  @Override
  public void put(
      int target, int window, long targetOffset, Region origin, long originOffset, long bytes)
      throws FabricException {
    to(target).put(target, window, targetOffset, origin, originOffset, bytes);
  }

  @Override
  public void putLong(int target, int window, long targetOffset, long value)
      throws FabricException {
    to(target).putLong(target, window, targetOffset, value);
  }

  @Override
  public void get(
      int target, int window, long targetOffset, Region origin, long originOffset, long bytes)
      throws FabricException {
    to(target).get(target, window, targetOffset, origin, originOffset, bytes);
  }

  @Override
  public long getLong(int target, int window, long targetOffset) throws FabricException {
    return to(target).getLong(target, window, targetOffset);
  }

  @Override
  public Region share(int target, int window) throws FabricException {
    return to(target).share(target, window);
  }

  @Override
  public void fence(int target) throws FabricException {
    to(target).fence(target);
  }

  @Override
  public void flush(int target) throws FabricException {
    to(target).flush(target);
  }

  @Override
  public long[] deviceCounts(int target) {
    return to(target).deviceCounts(target);
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
