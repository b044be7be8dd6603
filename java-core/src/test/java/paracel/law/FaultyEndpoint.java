package paracel.law;

import java.util.ArrayList;
import java.util.List;
import paracel.fabric.Endpoint;
import paracel.fabric.FabricException;
import paracel.fabric.ForwardingEndpoint;
import paracel.memory.Region;

/** An endpoint that forgets fences, or publishes words before the bytes they stand for. */
final class FaultyEndpoint extends ForwardingEndpoint {

  /** An operation that is held back. */
  private interface Held {
    void run() throws FabricException;
  }

  private final Fault fault;
  private final List<Held> held = new ArrayList<>();

  FaultyEndpoint(Endpoint inner, Fault fault) {
    super(inner);
    this.fault = fault;
  }

  @Override
  public void put(
      int target, int window, long targetOffset, Region origin, long originOffset, long bytes)
      throws FabricException {
    if (fault == Fault.MARK_BEFORE_RECORD) {
      held.add(() -> super.put(target, window, targetOffset, origin, originOffset, bytes));
    } else {
      super.put(target, window, targetOffset, origin, originOffset, bytes);
    }
  }

  @Override
  public void putLong(int target, int window, long targetOffset, long value)
      throws FabricException {
    super.putLong(target, window, targetOffset, value);
    super.fence(target);
    for (Held operation : held) {
      operation.run();
    }
    held.clear();
  }

  @Override
  public void fence(int target) throws FabricException {
    if (fault != Fault.FENCE_LEFT_OUT) {
      super.fence(target);
    }
  }
}
