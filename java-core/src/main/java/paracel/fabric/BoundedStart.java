package paracel.fabric;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import paracel.base.UsageException;

/** Calls that wait for all ranks and know no deadline of their own. */
public final class BoundedStart {

  private BoundedStart() {}

  /**
   * Runs a call on a thread of its own, which is left alone when it hangs.
   *
   * @param timeoutNs longest wait in nanoseconds
   * @param waiting completes the sentence "waited 5.0 s: "; says who waits for what
   * @throws DeadlineException when the call has not ended in time
   * @throws FabricException when the call fails
   */
  public static <T> T run(String name, long timeoutNs, String waiting, Callable<T> call)
      throws FabricException, UsageException {
    AtomicReference<T> result = new AtomicReference<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name(name)
            .start(
                () -> {
                  try {
                    result.set(call.call());
                  } catch (Throwable e) { // whatever it is, who joins has to see it
                    failure.set(e);
                  }
                });
    try {
      if (!thread.join(Duration.ofNanos(timeoutNs))) {
        throw new DeadlineException("waited %.1f s: %s".formatted(timeoutNs * 1e-9, waiting));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRankException("interrupted: " + waiting);
    }
    switch (failure.get()) {
      case null -> {
        return result.get();
      }
      case FabricException e -> throw e;
      case UsageException e -> throw e;
      case Throwable e -> throw new FabricException(name + " failed: " + e.getMessage(), e);
    }
  }
}
