package paracel.server;

import java.util.HashMap;
import java.util.Map;
import paracel.base.Idler;
import paracel.table.RefusalException;
import paracel.table.RefusalException.Reason;

/**
 * Makes functions of the user from names of classes, and bounds the time that they take.
 *
 * <p>Only a public class on this rank's class path that implements the wanted interface is made,
 * which is checked before any of its code runs. The time is looked at between two calls; a call
 * that does not return cannot be ended, but the rank's watch sees it and the job fails by the
 * class's name. One thread runs functions, any may ask how long.
 */
final class FunctionGuard {

  private static final int CALLS_BETWEEN_LOOKS = 16;
  private static final int OVERDUE_FACTOR = 3;

  private final long limitNs;
  private final Map<String, Object> shared = new HashMap<>();

  private Idler clock;
  private int calls;
  private volatile String running;
  private volatile long sinceNs;

  /**
   * @param limitNs longest time of the functions of one request, in nanoseconds
   */
  FunctionGuard(long limitNs) {
    this.limitNs = limitNs;
  }

  /** Tells the time from here on. */
  void clock(Idler own) {
    clock = own;
  }

  /** One function for all requests that name its class. */
  <T> T shared(String className, Class<T> kind) throws RefusalException {
    Object known = shared.get(kind.getName() + " " + className);
    if (known == null) {
      known = make(className, kind);
      shared.put(kind.getName() + " " + className, known);
    }
    return kind.cast(known);
  }

  /** A function of this class, newly made. */
  <T> T make(String className, Class<T> kind) throws RefusalException {
    begin(className);
    try {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      ClassLoader from = loader == null ? FunctionGuard.class.getClassLoader() : loader;
      Class<?> type = Class.forName(className, false, from);
      if (!kind.isAssignableFrom(type)) {
        throw new RefusalException(
            Reason.FUNCTION_FAILED, className + " does not implement " + kind.getName());
      }
      return kind.cast(type.getConstructor().newInstance());
    } catch (ClassNotFoundException e) {
      throw new RefusalException(
          Reason.FUNCTION_FAILED,
          "class "
              + className
              + " is not on the class path of the parameter rank (PARACEL_CLASSPATH)");
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new RefusalException(
          Reason.FUNCTION_FAILED,
          "class %s is not public with a public constructor without arguments: %s"
              .formatted(className, e.getCause() == null ? e : e.getCause()));
    } finally {
      end();
    }
  }

  /** The functions of a request begin to run. */
  void begin(String className) {
    calls = 0;
    sinceNs = clock.nanoTime();
    running = className;
  }

  /** They have ended, one way or the other. */
  void end() {
    running = null;
  }

  /**
   * Called between two calls of a function.
   *
   * @throws RefusalException when the request's time is over
   */
  void lookAtTime() throws RefusalException {
    if (++calls % CALLS_BETWEEN_LOOKS == 0 && clock.nanoTime() - sinceNs > limitNs) {
      throw new RefusalException(
          Reason.FUNCTION_FAILED,
          "%s took longer than --function-timeout %.3g s".formatted(running, limitNs * 1e-9));
    }
  }

  /** The refusal of a request whose function has thrown. */
  RefusalException failed(Throwable cause) {
    return cause instanceof RefusalException refusal
        ? refusal
        : new RefusalException(
            Reason.FUNCTION_FAILED, "%s has thrown %s".formatted(running, cause));
  }

  /** The class of a function that does not return; null when there is none. Any thread. */
  String overdue(long nowNs) {
    String name = running;
    return name != null && nowNs - sinceNs > OVERDUE_FACTOR * limitNs ? name : null;
  }
}
