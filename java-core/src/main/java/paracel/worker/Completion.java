package paracel.worker;

import java.util.function.Consumer;
import paracel.base.Check;
import paracel.fabric.FabricException;

/**
 * What becomes of an asynchronous call. Everything happens on the worker's thread: the call is
 * completed while the worker waits for anything, polls ({@link Worker#poll}), or leaves; its action
 * runs then, exactly once. Calls of one worker to one parameter rank are completed in the order in
 * which they were made.
 *
 * @param <T> what the call gives
 */
public final class Completion<T> {

  /** Makes the result when the last parameter rank has answered. */
  interface Result<T> {
    T make();
  }

  private final RequestChannel[] waitFor;
  private final PendingRequest[] parts;
  private final Result<T> result;
  private int left;
  private T value;
  private boolean isDone;
  private RequestRefusedException refusal;
  private Consumer<? super Completion<T>> action;

  /**
   * @param parts number of requests that it is made of
   */
  Completion(int parts, Result<T> result) {
    this.waitFor = new RequestChannel[parts];
    this.parts = new PendingRequest[parts];
    this.left = parts;
    this.result = result;
  }

  /** One of the requests; sent, or to be sent now. */
  void part(int number, RequestChannel channel, PendingRequest request) {
    waitFor[number] = channel;
    parts[number] = request;
  }

  /** One of the requests has ended. */
  void partEnded(PendingRequest request) {
    if (request.refusal() != null && refusal == null) {
      refusal = request.refusal();
    }
    if (--left == 0) {
      end();
    }
  }

  /** Ends a call that needs no request. */
  void end() {
    isDone = true;
    value = refusal == null ? result.make() : null;
    if (action != null) {
      action.accept(this);
    }
  }

  public boolean isDone() {
    return isDone;
  }

  /** The refusal of a call that is done; null when it was carried out. */
  public RequestRefusedException refusal() {
    return refusal;
  }

  /**
   * Waits for the result, as long as the job's deadline allows.
   *
   * @throws RequestRefusedException when a parameter rank refused its part
   */
  public T get() throws FabricException {
    for (int i = 0; i < parts.length && !isDone; i++) {
      waitFor[i].await(parts[i]);
    }
    if (refusal != null) {
      throw refusal;
    }
    return value;
  }

  /**
   * Runs an action when the call is done, at once if it is. What the action throws ends the call in
   * which the worker waits.
   *
   * @param then may make calls and wait for them
   * @return this
   */
  public Completion<T> whenDone(Consumer<? super Completion<T>> then) {
    Check.state(action == null, "a completion has one action");
    action = then;
    if (isDone) {
      then.accept(this);
    }
    return this;
  }
}
