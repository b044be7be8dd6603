package paracel.job;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import paracel.base.OptionException;
import paracel.base.UsageException;
import paracel.clock.Identity;
import paracel.clock.RankContext;
import paracel.clock.RankFailure;
import paracel.fabric.FabricException;
import paracel.fabric.FabricGroup;
import paracel.fabric.FabricSpec;
import paracel.fabric.InterruptedRankException;
import paracel.metrics.Report;
import paracel.server.ParameterRank;
import paracel.server.ServerSettings;
import paracel.worker.WorkerProgram;
import paracel.worker.WorkerRank;
import paracel.worker.WorkerSettings;

/**
 * Runs a job: opens the fabric, starts the ranks that live in this process, and waits for their
 * end. When one of them fails the others are interrupted; what is thrown is the failure that caused
 * the others.
 */
public final class Job {

  private static final long LOOK_NS = 20_000_000;
  private static final long GRACE_NS = 2_000_000_000;

  private final JobSpec spec;
  private final FabricSpec fabricSpec;
  private final FabricChoice choice;
  private final int ringCapacity;
  private final Report report = new Report();
  private final List<FabricGroup.Handle> ranks = new ArrayList<>();
  private final List<RankFailure> failures = new ArrayList<>();
  private Throwable cause;

  private Job(JobSpec spec) throws FabricException, UsageException {
    this.spec = spec;
    int size = spec.topology().ranks();
    FabricSpec asked =
        spec.launch()
            .map(at -> new FabricSpec(at.jobId(), size, at.rank(), at.nodeSize(), spec.seed()))
            .orElseGet(() -> FabricSpec.threads(ownJobId(), size, spec.seed()))
            .withIdentity(spec.options())
            .withDeadlines(spec.deadlines().startNs(), spec.deadlines().peerNs())
            .withMpiProvider(spec.mpiProvider());
    this.choice = FabricChoice.agree(spec.fabric(), asked);
    // ranks that were told to take different fabrics must not wait in vain
    String taken = "\nfabric " + choice.provider().name() + " taken (./paracel doctor)";
    this.fabricSpec = asked.withIdentity(spec.options() + taken);
    this.ringCapacity = ringCapacity();
  }

  private static String ownJobId() {
    return "pid-" + ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime());
  }

  private int ringCapacity() throws UsageException {
    int workers = spec.topology().workers();
    int capacity = spec.servers().ringCapacity(workers);
    if (capacity == 0) {
      throw new OptionException(
          "%d workers need at least %d bytes for rings at each parameter rank; --ring-budget is %d"
              .formatted(
                  workers,
                  ServerSettings.leastRingBudgetBytes(workers),
                  spec.servers().ringBudgetBytes()));
    }
    return capacity;
  }

  /**
   * Runs a job to its end.
   *
   * @param programs makes the program of a worker, given its index
   * @throws UsageException when options or input are wrong
   * @throws paracel.fabric.FabricException when a rank is lost or a wait reaches its deadline
   * @throws Exception what a program has thrown
   */
  public static JobResult run(JobSpec spec, IntFunction<WorkerProgram> programs) throws Exception {
    return new Job(spec).run(programs);
  }

  private JobResult run(IntFunction<WorkerProgram> programs) throws Exception {
    long startNs = System.nanoTime();
    FabricGroup group = choice.open(fabricSpec);
    spec.progress().show("fabric", 0, 0, describe(group));
    boolean allEnded = false;
    try {
      for (int rank : ownRanks()) {
        start(group, rank, programs);
      }
      allEnded = awaitEnd();
      if (allEnded && cause == null && primaryFailure() == null) {
        group.farewell();
      }
    } finally {
      if (allEnded) {
        group.close(); // threads that still run may use its memory; the process is going to end
      }
    }
    throwFailure();
    boolean holdsWorkerZero =
        IntStream.of(ownRanks()).anyMatch(r -> r == spec.topology().servers());
    return new JobResult(
        report, holdsWorkerZero, choice.name(), (System.nanoTime() - startNs) * 1e-9);
  }

  private String describe(FabricGroup group) {
    String on = group.describe().isEmpty() ? "" : ", " + group.describe();
    String reasons = String.join("; ", choice.reasons());
    return choice.name() + on + (reasons.isEmpty() ? "" : " (not " + reasons + ")");
  }

  private int[] ownRanks() {
    return fabricSpec.ranksAreThreads()
        ? IntStream.range(0, fabricSpec.size()).toArray()
        : new int[] {fabricSpec.ownRank()};
  }

  private void start(FabricGroup group, int rank, IntFunction<WorkerProgram> programs) {
    Identity identity = new Identity(fabricSpec.jobId(), spec.options());
    RankContext context = new RankContext(group, rank, spec.topology(), identity, spec.deadlines());
    FabricGroup.Task life;
    if (spec.topology().isServer(rank)) {
      ParameterRank server = new ParameterRank(context, spec.servers(), ringCapacity);
      failures.add(server.failure());
      life = server::run;
    } else {
      WorkerRank worker = new WorkerRank(context, settings(), programs);
      failures.add(worker.failure());
      life = worker::run;
    }
    ranks.add(group.start(rank, "rank " + rank, life));
  }

  private WorkerSettings settings() {
    return new WorkerSettings(
        spec.consistency(),
        ringCapacity,
        spec.seed(),
        spec.isDeterministic(),
        spec.plan(),
        spec.output(),
        spec.hook(),
        report,
        spec.progress());
  }

  /**
   * Waits for all ranks of this process. Once one has failed the others have a grace.
   *
   * @return whether all have ended
   */
  private boolean awaitEnd() throws InterruptedException {
    long failedNs = 0;
    while (true) {
      boolean allEnded = true;
      for (FabricGroup.Handle rank : ranks) {
        allEnded &= rank.join(LOOK_NS / ranks.size());
      }
      if (allEnded) {
        return true;
      }
      if (cause == null && primaryFailure() == null) {
        continue;
      }
      if (failedNs == 0) {
        // once more: what a rank announces is recorded before, so the cause is there now; what
        // programs make of the interruption comes later
        cause = primaryFailure();
        failedNs = System.nanoTime();
        ranks.forEach(FabricGroup.Handle::interrupt);
      } else if (System.nanoTime() - failedNs > GRACE_NS) {
        return false;
      }
    }
  }

  private Throwable primaryFailure() {
    List<Throwable> all = new ArrayList<>();
    ranks.forEach(rank -> all.add(rank.failure()));
    failures.forEach(failure -> all.add(failure.get()));
    return RankFailure.primary(all);
  }

  private void throwFailure() throws Exception {
    switch (cause == null ? primaryFailure() : cause) {
      case null -> {}
      case InterruptedRankException e -> throw new IllegalStateException("interrupted", e);
      case Exception e -> throw e;
      case Throwable e -> throw new IllegalStateException("a rank ended by " + e, e);
    }
  }
}
