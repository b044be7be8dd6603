package paracel.clock;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The first thing that went wrong at a rank. Threads that are interrupted because of it report this
 * and not their interruption. Thread-safe.
 */
public final class RankFailure {

  private final AtomicReference<Exception> first = new AtomicReference<>();

  /** Keeps the failure unless there was one before. */
  public void set(Exception failure) {
    first.compareAndSet(null, failure);
  }

  /** The first failure, or null. */
  public Exception get() {
    return first.get();
  }

  /** Throws the first failure if there is one. */
  public void throwIfSet() throws Exception {
    Exception failure = first.get();
    if (failure != null) {
      throw failure;
    }
  }
}
