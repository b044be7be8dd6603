package paracel.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import paracel.base.Idler;
import paracel.base.UsageException;
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
  private final PeerWriter peerWriter;
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
    this.peerWriter =
        new PeerWriter(context.topology(), context.rank(), context.topology().servers());
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
    Idler idler = context.group().newIdler();
    try (Endpoint endpoint = context.fabric().openEndpoint()) {
      attachControlWindows(endpoint, idler);
      try {
        runWorkers();
        failure.throwIfSet();
        peerWriter.state(endpoint, PeerDescriptor.DONE);
      } catch (Exception e) {
        peerWriter.failed(endpoint, PeerDescriptor.FAILED, lostRank(e));
        throw e;
      }
    }
  }

  private int lostRank(Exception e) {
    return e instanceof PeerLostException lost ? lost.rank() : context.rank();
  }

  private void attachControlWindows(Endpoint endpoint, Idler idler) throws Exception {
    ControlDescriptor layout = context.control();
    for (int server = 0; server < context.topology().servers(); server++) {
      context
          .fabric()
          .attach(
              server,
              ControlDescriptor.WINDOW,
              layout.windowBytes(server),
              idler,
              context.deadlines().startNs());
      checkHeader(endpoint, server);
    }
    peerWriter.state(endpoint, PeerDescriptor.ATTACHED);
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
        new PeerWriter(context.topology(), context.rank(), server + 1)
            .failed(endpoint, PeerDescriptor.REFUSED, context.rank());
        throw new UsageException(
            "%s and %s were started with different options or versions of Paracel"
                .formatted(context.describe(), context.topology().describe(server)));
      }
    }
  }

  private void runWorkers() throws Exception {
    Thread self = Thread.currentThread();
    int rank = context.rank();
    FabricGroup.Handle watch =
        context.group().start(rank, "watch of rank " + rank, () -> watchServers(self));
    int first = context.topology().firstWorker(rank);
    try {
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
    } catch (InterruptedRankException e) {
      failure.throwIfSet();
      throw e;
    } catch (Exception e) {
      failure.set(e);
      throw failure.get();
    } finally {
      stopThreads();
      watch.stop(context.deadlines().peerNs());
    }
  }

  private void joinWorkers() throws Exception {
    for (FabricGroup.Handle thread : threads) {
      try {
        thread.join(Long.MAX_VALUE); // ends when the worker's own waits end
      } catch (InterruptedException e) {
        failure.throwIfSet();
        throw new InterruptedRankException(context.describe() + " was interrupted");
      }
    }
    failure.throwIfSet();
  }

  private void runWorkerThread(int worker, Thread rankThread) {
    try {
      runWorker(worker);
    } catch (Exception e) {
      failure.set(e);
      rankThread.interrupt();
    }
  }

  private void runWorker(int index) throws Exception {
    try (Worker worker = newWorker(context, settings, index)) {
      programs.apply(index).run(worker);
      worker.finish();
    } catch (InterruptedRankException e) {
      failure.throwIfSet();
      throw e;
    }
  }

  /** A worker of this rank. A seam for tests. */
  protected Worker newWorker(RankContext rank, WorkerSettings workerSettings, int index) {
    return new Worker(rank, workerSettings, index);
  }

  private void watchServers(Thread rankThread) {
    try {
      new ServerWatch(context, peerWriter).run(context.group().newIdler());
    } catch (FabricException e) {
      failure.set(e);
      rankThread.interrupt();
      stopThreads();
    }
  }

  private void stopThreads() {
    synchronized (threads) {
      threads.forEach(FabricGroup.Handle::interrupt);
    }
  }
}
