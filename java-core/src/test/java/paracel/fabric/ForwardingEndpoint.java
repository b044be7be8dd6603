package paracel.fabric;

import paracel.memory.Region;

/** Hands every operation on, but shares no memory: what is written goes by puts. */
public class ForwardingEndpoint implements Endpoint {

  private final Endpoint inner;

  public ForwardingEndpoint(Endpoint inner) {
    this.inner = inner;
  }

  @Override
  public void put(
      int target, int window, long targetOffset, Region origin, long originOffset, long bytes)
      throws FabricException {
    inner.put(target, window, targetOffset, origin, originOffset, bytes);
  }

  @Override
  public void putLong(int target, int window, long targetOffset, long value)
      throws FabricException {
    inner.putLong(target, window, targetOffset, value);
  }

  @Override
  public void get(
      int target, int window, long targetOffset, Region origin, long originOffset, long bytes)
      throws FabricException {
    inner.get(target, window, targetOffset, origin, originOffset, bytes);
  }

  @Override
  public long getLong(int target, int window, long targetOffset) throws FabricException {
    return inner.getLong(target, window, targetOffset);
  }

  @Override
  public void fence(int target) throws FabricException {
    inner.fence(target);
  }

  @Override
  public void flush(int target) throws FabricException {
    inner.flush(target);
  }

  @Override
  public void close() {
    inner.close();
  }
}
