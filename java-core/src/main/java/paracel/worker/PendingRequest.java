package paracel.worker;

import paracel.fabric.FabricException;
import paracel.table.ByteReader;
import paracel.table.RefusalException;

/**
 * A request under way at one parameter rank, and what becomes of its answer. Exactly one of {@link
 * #take} and {@link #refused} is called, once, on the worker's thread.
 */
abstract class PendingRequest {

  /** Bytes of the answer that are fetched at once; the rest, if any, costs another get. */
  int expectedBytes = 256;

  private boolean isDone;
  private RequestRefusedException refusal;

  /** Makes a request of the same object again. */
  final void renew(int expected) {
    expectedBytes = expected;
    isDone = false;
    refusal = null;
  }

  /**
   * Takes the answer.
   *
   * @param answer all of it, valid during the call
   * @throws RefusalException when it is not what was asked for
   */
  abstract void take(ByteReader answer) throws RefusalException;

  /** Called when all is over, behind {@link #take} or a refusal; the user's code may run here. */
  void ended() throws FabricException {}

  final void answered(ByteReader answer) throws RefusalException {
    take(answer);
    isDone = true;
  }

  final void refused(RequestRefusedException why) {
    refusal = why;
    isDone = true;
  }

  final boolean isDone() {
    return isDone;
  }

  /** The refusal; null when the request was answered, or is under way. */
  final RequestRefusedException refusal() {
    return refusal;
  }

  final void throwIfRefused() throws RequestRefusedException {
    if (refusal != null) {
      throw refusal;
    }
  }
}
