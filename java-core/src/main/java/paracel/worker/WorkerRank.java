package paracel.worker;

import java.io.IOError;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.function.IntFunction;
import paracel.base.Idler;
import paracel.clock.ControlDescriptor;
import paracel.clock.PeerDescriptor;
import paracel.clock.PeerWriter;
import paracel.clock.RankContext;
import paracel.clock.RankFailure;
import paracel.fabric.Endpoint;
import paracel.fabric.FabricException;
import paracel.fabric.FabricGroup;
import paracel.fabric.InterruptedRankException;
import paracel.fabric.PeerLostException;
import paracel.memory.Region;

/**
 * The life of a rank that holds workers: attach the control windows, run a program in each worker
 * on a thread of its own, say that it is done, or that it has failed and because of whom.
 */
public class WorkerRank {

  private final RankContext context;
  private final WorkerSettings settings;
  private final IntFunction<WorkerProgram> programs;
  private final ServerWatch watch;
  private final RankFailure failure = new RankFailure();
  private final List<FabricGroup.Handle> threads = new ArrayList<>();

  /**
   * @param programs makes the program of a worker, given its index
   */
  public WorkerRank(
      RankContext context, WorkerSettings settings, IntFunction<WorkerProgram> programs) {
    this.context = context;
    this.settings = settings;
    this.programs = programs;
    this.watch = new ServerWatch(context);
  }

  /** What went wrong at this rank, possibly before its threads have ended. */
  public RankFailure failure() {
    return failure;
  }

  /**
   * Runs the workers of this rank to their end. Called by one thread.
   *
   * @throws PeerLostException when another rank is lost
   * @throws Exception what a program has thrown
   */
  public void run() throws Exception {
    Thread self = Thread.currentThread();
    FabricGroup.Handle watcher =
        context
            .group()
            .start(context.rank(), "watch of rank " + context.rank(), () -> watchServers(self));
    try (Endpoint endpoint = context.fabric().openEndpoint()) {
      try {
        runWatched(endpoint, watcher);
        failure.throwIfSet();
        attachedPeers().state(endpoint, PeerDescriptor.DONE);
      } catch (Exception e) {
        attachedPeers().failed(endpoint, PeerDescriptor.failedBy(lostRank(e)));
        throw e;
      }
    }
  }

  private void runWatched(Endpoint endpoint, FabricGroup.Handle watcher) throws Exception {
    try {
      attachControlWindows(endpoint);
      runWorkers();
    } catch (InterruptedRankException e) {
      failure.throwIfSet();
      throw e;
    } catch (Exception e) {
      failure.set(e);
      throw failure.get();
    } finally {
      stopThreads();
      watcher.stop(context.deadlines().peerNs());
    }
  }

  /** Writes to the parameter ranks whose control windows are attached. */
  private PeerWriter attachedPeers() {
    return new PeerWriter(context.topology(), context.rank(), watch.attached());
  }

  private int lostRank(Exception e) {
    return e instanceof PeerLostException lost ? lost.rank() : context.rank();
  }

  /** Comes to one parameter rank after the other; those that are reached see this rank beat. */
  private void attachControlWindows(Endpoint endpoint) throws Exception {
    Idler idler = context.group().newIdler();
    for (int server = 0; server < context.topology().servers(); server++) {
      context.attachControl(server, idler);
      checkHeader(endpoint, server);
      new PeerWriter(context.topology(), context.rank(), server, server + 1)
          .state(endpoint, PeerDescriptor.ATTACHED);
      watch.attached(server + 1);
    }
  }

  /** Makes sure that the window belongs to this job, and that all ranks have the same options. */
  private void checkHeader(Endpoint endpoint, int server) throws Exception {
    try (Region header = Region.allocate(ControlDescriptor.HEADER_BYTES)) {
      endpoint.get(server, ControlDescriptor.WINDOW, 0, header, 0, ControlDescriptor.HEADER_BYTES);
      endpoint.flush(server);
      if (header.getLong(ControlDescriptor.MAGIC_OFFSET) != ControlDescriptor.MAGIC
          || header.getLong(ControlDescriptor.JOB_OFFSET) != context.identity().jobHash()
          || header.getLong(ControlDescriptor.RANK_OFFSET) != server) {
        throw new FabricException(
            "what rank %d exposes is not the control window of rank %d of job %s"
                .formatted(server, server, context.identity().jobId()));
      }
      if (header.getLong(ControlDescriptor.VERSION_OFFSET) != ControlDescriptor.VERSION
          || header.getLong(ControlDescriptor.OPTIONS_OFFSET) != context.identity().optionsHash()) {
        new PeerWriter(context.topology(), context.rank(), server, server + 1)
            .failed(endpoint, PeerDescriptor.REFUSED);
        throw context.startedDifferently(server);
      }
    }
  }

  private void runWorkers() throws Exception {
    Thread self = Thread.currentThread();
    int rank = context.rank();
    int first = context.topology().firstWorker(rank);
    for (int i = 1; i < context.topology().workersPerRank(); i++) {
      int worker = first + i;
      FabricGroup.Handle thread =
          context.group().start(rank, "worker " + worker, () -> runWorkerThread(worker, self));
      synchronized (threads) {
        threads.add(thread);
      }
    }
    runWorker(first);
    joinWorkers();
  }

  private void joinWorkers() throws Exception {
    for (FabricGroup.Handle thread : threads) {
      try {
        thread.join(Long.MAX_VALUE); // ends when the worker's own waits end
        failure.throwIfSet();
      } catch (InterruptedException e) {
        failure.throwIfSet();
        throw new InterruptedRankException(context.describe() + " was interrupted");
      }
    }
    failure.throwIfSet();
  }

  private void runWorkerThread(int worker, Thread rankThread) {
    failure.keep("worker " + worker, () -> runWorker(worker), rankThread::interrupt);
  }

  private void runWorker(int index) throws Exception {
    try (Worker worker = newWorker(context, settings, index)) {
      programs.apply(index).run(worker);
      worker.finish();
    } catch (InterruptedRankException e) {
      failure.throwIfSet();
      throw e;
    } catch (InterruptedException e) { // of a program that sleeps or waits by itself
      failure.throwIfSet();
      throw new InterruptedRankException("worker " + index + " was interrupted");
    } catch (VirtualMachineError
        | LinkageError
        | AssertionError
        | ServiceConfigurationError
        | IOError e) {
      throw RankFailure.of("worker " + index, e);
    }
  }

  /** A worker of this rank. A seam for tests. */
  protected Worker newWorker(RankContext rank, WorkerSettings workerSettings, int index) {
    return new Worker(rank, workerSettings, index);
  }

  private void watchServers(Thread rankThread) {
    failure.keep(
        "the watch of " + context.describe(),
        () -> watch.run(context.group().newIdler()),
        () -> {
          rankThread.interrupt();
          stopThreads();
        });
  }

  private void stopThreads() {
    synchronized (threads) {
      threads.forEach(FabricGroup.Handle::interrupt);
    }
  }
}
