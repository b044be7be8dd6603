package paracel.fabric;

import java.time.Duration;
import paracel.base.BackoffIdler;
import paracel.base.Check;
import paracel.base.Idler;

/**
 * Group of ranks whose threads are ordinary threads of this JVM and whose time is the JVM's: all
 * groups but simulated ones. Threads are daemons, so that a hung rank does not keep the JVM.
 */
public final class ThreadedGroup implements FabricGroup {

  private final Fabric[] fabrics;
  private final Runnable release;
  private boolean closed;

  /**
   * @param fabrics by rank; null for ranks of other processes
   * @param release called once, after the fabrics have been closed
   */
  public ThreadedGroup(Fabric[] fabrics, Runnable release) {
    this.fabrics = fabrics.clone();
    this.release = release;
  }

  @Override
  public Fabric fabric(int rank) {
    Check.range("rank", rank, 0, fabrics.length - 1);
    Check.argument(fabrics[rank] != null, "this rank is not in this process");
    return fabrics[rank];
  }

  @Override
  public Idler newIdler() {
    return new BackoffIdler();
  }

  @Override
  public Handle start(int rank, String name, Task task) {
    fabric(rank);
    return new StartedThread(name, task);
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      for (int rank = fabrics.length - 1; rank >= 0; rank--) {
        if (fabrics[rank] != null) {
          fabrics[rank].close();
        }
      }
    } finally {
      release.run();
    }
  }

  private static final class StartedThread implements Handle {

    private final Thread thread;
    private volatile Throwable failure;

    StartedThread(String name, Task task) {
      thread = Thread.ofPlatform().daemon().name(name).start(() -> run(task));
    }

    private void run(Task task) {
      try {
        task.run();
      } catch (Throwable e) { // whatever it is, who joins has to see it
        failure = e;
      }
    }

    @Override
    public void interrupt() {
      thread.interrupt();
    }

    @Override
    public boolean join(long timeoutNs) throws InterruptedException {
      return thread.join(Duration.ofNanos(timeoutNs));
    }

    @Override
    public Throwable failure() {
      return failure;
    }
  }
}
