package paracel.base;

/**
 * Checks against our own mistakes. They are always on; a failed one throws an {@link
 * IllegalArgumentException} or {@link IllegalStateException} and is a bug in the caller. Messages
 * are formatted only after a check has failed, so that a hot path may call these.
 */
public final class Check {

  private Check() {}

  /** Refuses an argument of which {@code holds} is false. */
  public static void argument(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /** Refuses a value outside {@code min..max}, both included. */
  public static void range(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + " " + value + " is not in " + min + ".." + max);
    }
  }

  /** Refuses a call in a state in which {@code holds} is false. */
  public static void state(boolean holds, String message) {
    if (!holds) {
      throw new IllegalStateException(message);
    }
  }
}
