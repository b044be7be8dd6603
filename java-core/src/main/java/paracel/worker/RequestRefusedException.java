package paracel.worker;

import paracel.fabric.FabricException;
import paracel.table.RefusalException.Reason;

/**
 * A parameter rank has refused a request, or updates that were pushed before. It has changed
 * nothing for it, and goes on; other parameter ranks may have done their part of the same call.
 */
public final class RequestRefusedException extends FabricException {

  private static final long serialVersionUID = 1;

  private final Reason reason;

  RequestRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why, for programs. */
  public Reason reason() {
    return reason;
  }
}
