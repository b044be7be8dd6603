package paracel.clock;

import java.util.concurrent.atomic.AtomicReference;
import paracel.fabric.FabricException;
import paracel.fabric.FabricGroup;
import paracel.fabric.InterruptedRankException;
import paracel.fabric.PeerLostException;

/**
 * The first thing that went wrong at a rank. Threads that are interrupted because of it report this
 * and not their interruption. Thread-safe.
 */
public final class RankFailure {

  private final AtomicReference<Exception> first = new AtomicReference<>();

  /**
   * An error that has ended a thread, as a failure that can be told: want of memory is the
   * environment's, anything else our mistake.
   */
  public static Exception of(String whose, Error error) {
    return error instanceof OutOfMemoryError
        ? new FabricException(whose + " is out of memory: " + error.getMessage(), error)
        : new IllegalStateException(whose + " was ended by " + error, error);
  }

  /**
   * Runs a thread's task and keeps what ends it.
   *
   * @param whose names the thread, for errors
   * @param onFailure called when there is a failure afterwards, of this thread or another
   */
  public void keep(String whose, FabricGroup.Task task, Runnable onFailure) {
    try {
      task.run();
    } catch (Exception e) {
      set(e);
    } catch (Error e) {
      set(of(whose, e));
      throw e;
    } finally {
      if (get() != null) {
        onFailure.run();
      }
    }
  }

  /** Keeps the failure unless there was one before. */
  public void set(Exception failure) {
    first.compareAndSet(null, failure);
  }

  /**
   * Which of the failures of several ranks is the cause of the others: one that is neither the loss
   * of a peer nor an interruption, else the loss of a peer, else whatever there is.
   *
   * @return null when there is no failure
   */
  public static Throwable primary(Iterable<? extends Throwable> failures) {
    Throwable primary = null;
    for (Throwable failure : failures) {
      if (failure != null && (primary == null || weight(failure) > weight(primary))) {
        primary = failure;
      }
    }
    return primary;
  }

  private static int weight(Throwable failure) {
    return switch (failure) {
      case InterruptedRankException interrupted -> 0;
      case PeerLostException lost -> 1;
      default -> 2;
    };
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
