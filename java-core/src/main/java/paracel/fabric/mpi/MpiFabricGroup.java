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
import paracel.mpi.Mpi;
import paracel.mpi.MpiException;

/**
 * The rank of this process, and the thread that serves its windows to the others. The thread runs
 * from the opening to the end of the group, whatever the rank does meanwhile.
 */
final class MpiFabricGroup implements FabricGroup {

  private static final System.Logger LOG = System.getLogger("paracel.fabric.mpi");
  private static final long STOP_NS = 2_000_000_000;

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
    this.introduction = Introduction.exchange(mpi, spec.identity());
    WindowTable own = new WindowTable(mpi.rank(), mpi.size());
    this.fabric = new MpiFabric(mpi, own, spec.size(), spec.answerNs());
    Fabric[] fabrics = new Fabric[mpi.size()];
    fabrics[mpi.rank()] = fabric;
    this.threads = new ThreadedGroup(fabrics, () -> {});
    MessageService requests = new MessageService(mpi, own, new RegionEndpoint(own));
    this.service =
        Thread.ofPlatform().daemon().name(requests.roleName()).start(() -> serve(requests));
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
    try (MpiEndpoint endpoint = fabric.open()) {
      new Farewell(mpi, spec.size()).say(newIdler(), () -> endpoint.ping(0), spec.startNs());
    }
    hasSaidFarewell = true;
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
      new Farewell(mpi, spec.size()).sayFailed();
    }
    threads.close();
    isStopping = true;
    if (joined(service) && hasSaidFarewell) {
      end();
    }
  }

  /** Ends MPI, or this use of it, on a thread that is left alone when it hangs. */
  private void end() {
    Thread end =
        Thread.ofPlatform()
            .daemon()
            .name("end of MPI")
            .start(
                () -> {
                  try {
                    mpi.close();
                  } catch (MpiException e) {
                    LOG.log(System.Logger.Level.WARNING, "MPI did not end well: " + e.getMessage());
                  }
                });
    if (!joined(end)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "MPI_Finalize of rank %d waits for other ranks longer than %.0f s; not waited for"
              .formatted(mpi.rank(), STOP_NS * 1e-9));
    }
  }

  private static boolean joined(Thread thread) {
    boolean interrupted = Thread.interrupted();
    try {
      return thread.join(Duration.ofNanos(STOP_NS));
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
