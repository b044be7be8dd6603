package paracel.fabric.mpi;

import java.io.IOException;
import java.time.Duration;
import paracel.base.BackoffIdler;
import paracel.base.Idler;
import paracel.base.OptionException;
import paracel.fabric.Fabric;
import paracel.fabric.FabricException;
import paracel.fabric.FabricGroup;
import paracel.fabric.FabricSpec;
import paracel.fabric.RegionEndpoint;
import paracel.fabric.ThreadedGroup;
import paracel.fabric.WindowTable;
import paracel.mpi.Introduction;
import paracel.mpi.Mpi;
import paracel.mpi.MpiException;

/**
 * The rank of this process, and the thread that serves its windows to the others. The thread runs
 * from the first window, or from the farewell, to the end of the group, whatever the rank does
 * meanwhile.
 */
final class MpiFabricGroup implements FabricGroup {

  private static final System.Logger LOG = System.getLogger("paracel.fabric.mpi");
  private static final long STOP_NS = 2_000_000_000;
  private static final long END_NS = 10_000_000_000L;

  /** Questions in the time after which a rank that does not answer is lost. */
  private static final int SIGNS_OF_LIFE = 5;

  private final Mpi mpi;
  private final FabricSpec spec;
  private final Introduction introduction;
  private final MpiFabric fabric;
  private final ThreadedGroup threads;
  private final Thread service;
  private volatile boolean isStopping;
  private boolean hasSaidFarewell;
  private boolean closed;

  /**
   * Collective.
   *
   * @param mpi belongs to the group from now on
   * @throws OptionException when ranks were not started alike
   */
  MpiFabricGroup(Mpi mpi, FabricSpec spec) throws MpiException, IOException, OptionException {
    this.mpi = mpi;
    this.spec = spec;
    this.introduction = Introduction.exchange(mpi, spec.identity(), spec.nodeSize() == 1);
    WindowTable own = new WindowTable(mpi.rank(), mpi.size());
    this.fabric = new MpiFabric(mpi, own, spec.size(), spec.answerNs(), this::startService);
    Fabric[] fabrics = new Fabric[mpi.size()];
    fabrics[mpi.rank()] = fabric;
    this.threads = new ThreadedGroup(fabrics, () -> {});
    MessageService requests = new MessageService(mpi, own, new RegionEndpoint(own));
    this.service =
        Thread.ofPlatform().daemon().name(requests.roleName()).unstarted(() -> serve(requests));
  }

  /** A rank that exposes nothing has nothing to serve, and its core is for computing. */
  private synchronized void startService() {
    if (service.getState() == Thread.State.NEW) {
      service.start();
    }
  }

  private void serve(MessageService requests) {
    Idler idler = new BackoffIdler();
    try {
      while (!isStopping) {
        if (requests.doWork() > 0) {
          idler.reset();
        } else {
          idler.idle();
        }
      }
    } catch (FabricException | RuntimeException e) {
      // the others find that this rank does not answer; here is why
      LOG.log(System.Logger.Level.ERROR, requests.roleName() + " has ended: " + e.getMessage(), e);
    } finally {
      requests.close();
    }
  }

  @Override
  public Fabric fabric(int rank) {
    return threads.fabric(rank);
  }

  @Override
  public Idler newIdler() {
    return threads.newIdler();
  }

  @Override
  public Handle start(int rank, String name, Task task) {
    return threads.start(rank, name, task);
  }

  @Override
  public String describe() {
    return mpi.library().toString();
  }

  @Override
  public boolean sharesNode(int rank) {
    return introduction.sharesNode(rank);
  }

  @Override
  public void farewell() throws FabricException {
    if (hasSaidFarewell) {
      return;
    }
    startService(); // others ask for signs of life
    try (MpiEndpoint endpoint = fabric.open()) {
      newFarewell().say(newIdler(), endpoint::ping, spec.startNs());
    }
    hasSaidFarewell = true;
  }

  private Farewell newFarewell() {
    return new Farewell(mpi, spec.size(), spec.answerNs() / SIGNS_OF_LIFE);
  }

  /**
   * Without a farewell MPI is not ended but left to the end of the process: its own end would wait
   * for ranks that may be dead.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (!hasSaidFarewell && mpi.rank() == 0) {
      newFarewell().sayFailed();
    }
    threads.close();
    if (hasSaidFarewell) {
      end();
    }
    isStopping = true;
    startService(); // which ends at once, and gives receives up
    joined(service, STOP_NS);
  }

  /**
   * Ends the service and MPI, or this use of it, on a thread that is left alone when it hangs. The
   * service goes on until all ranks are here: one that has not heard yet that all are done may just
   * have asked for a sign of life.
   */
  private void end() {
    Thread end =
        Thread.ofPlatform()
            .daemon()
            .name("end of MPI")
            .start(
                () -> {
                  try {
                    mpi.barrier();
                    isStopping = true;
                    if (joined(service, STOP_NS)) {
                      mpi.close();
                    }
                  } catch (MpiException e) {
                    LOG.log(System.Logger.Level.WARNING, "MPI did not end well: " + e.getMessage());
                  }
                });
    if (!joined(end, END_NS)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the end of MPI at rank %d waits for other ranks longer than %.0f s; not waited for"
              .formatted(mpi.rank(), END_NS * 1e-9));
    }
  }

  private static boolean joined(Thread thread, long longestNs) {
    boolean interrupted = Thread.interrupted();
    try {
      return thread.join(Duration.ofNanos(longestNs));
    } catch (InterruptedException e) {
      interrupted = true;
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
