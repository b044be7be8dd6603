package paracel.law;

import java.util.ArrayList;
import java.util.List;
import paracel.fabric.Endpoint;
import paracel.fabric.FabricException;
import paracel.memory.Region;

/** An endpoint that forgets fences, or publishes words before the bytes they stand for. */
final class FaultyEndpoint implements Endpoint {

  /** An operation that is held back. */
  private interface Held {
    void run() throws FabricException;
  }

  private final Endpoint inner;
  private final Fault fault;
  private final List<Held> held = new ArrayList<>();

  FaultyEndpoint(Endpoint inner, Fault fault) {
    this.inner = inner;
    this.fault = fault;
  }

  @Override
  public void put(
      int target, int window, long targetOffset, Region origin, long originOffset, long bytes)
      throws FabricException {
    if (fault == Fault.MARK_BEFORE_RECORD) {
      held.add(() -> inner.put(target, window, targetOffset, origin, originOffset, bytes));
    } else {
      inner.put(target, window, targetOffset, origin, originOffset, bytes);
    }
  }

  @Override
  public void putLong(int target, int window, long targetOffset, long value)
      throws FabricException {
    inner.putLong(target, window, targetOffset, value);
    inner.fence(target);
    for (Held operation : held) {
      operation.run();
    }
    held.clear();
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
    if (fault != Fault.FENCE_LEFT_OUT) {
      inner.fence(target);
    }
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
