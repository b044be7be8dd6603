package paracel.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import paracel.clock.Deadlines;
import paracel.clock.Identity;
import paracel.clock.RankContext;
import paracel.clock.RankFailure;
import paracel.clock.Topology;
import paracel.fabric.FabricGroup;
import paracel.fabric.FabricSpec;
import paracel.fabric.sim.SimFabricGroup;
import paracel.fabric.sim.SimOptions;
import paracel.mailbox.RingProducer;
import paracel.table.Consistency;
import paracel.table.ElementType;
import paracel.table.TableSpec;
import paracel.worker.DenseTable;
import paracel.worker.Worker;
import paracel.worker.WorkerProgram;
import paracel.worker.WorkerSettings;

/**
 * One simulated job, drawn from a seed, that checks every read against the law.
 *
 * <p>Worker v adds 1 to column v of a row each time it pushes to that row, so a row that is read
 * tells how many pushes of each worker are in it. Two tables with staleness of their own; workers
 * with unequal numbers of clocks; rings so small that they wrap many times.
 */
final class History {

  static final int MIN_CLOCKS = 20;
  static final int MIN_RECORDS = 200;
  static final int MIN_WRAPS = 3;

  /** In simulated time: 2 s to start, 5 s at waits, 1 s without a heartbeat. */
  static final Deadlines DEADLINES =
      new Deadlines(2_000_000_000L, 5_000_000_000L, 1_000_000_000L, 100_000_000L);

  private static final int RING_BYTES = 512;
  private static final String[] NAMES = {"a", "b"};

  private final long seed;
  private final Fault fault;
  private final Topology topology;
  private final int rows;
  private final Consistency[] consistency = new Consistency[2];
  private final boolean[] cached = new boolean[2];
  private final boolean ordered;
  private final int[] clocks; // by worker
  private final long[][][][] pushes; // [table][worker][row][clock]: pushes before tick number clock
  private final long[][][] pushed; // [table][worker][row]: so far
  private final long[] completed; // by worker

  private final List<RingProducer> rings = new ArrayList<>();
  private long records;
  private long eventCount;
  private long openNs;
  private final long[] endNs; // by rank

  /**
   * @param defaultConsistency of the first table; that of the second is drawn
   */
  History(long seed, Consistency defaultConsistency, Fault fault) {
    this.seed = seed;
    this.fault = fault;
    SplittableRandom random = new SplittableRandom(seed ^ 0x5eed);
    int servers = 1 + random.nextInt(3);
    int perRank = 1 + random.nextInt(2);
    int workerRanks = perRank == 1 ? 1 + random.nextInt(5) : 1 + random.nextInt(2);
    this.topology = new Topology(servers, workerRanks, perRank);
    this.rows = servers + 2 + random.nextInt(4);
    Consistency[] choice = {
      Consistency.bsp(),
      Consistency.ssp(0),
      Consistency.ssp(1),
      Consistency.ssp(3),
      Consistency.asp()
    };
    consistency[0] = defaultConsistency;
    consistency[1] = choice[random.nextInt(choice.length)];
    cached[0] = random.nextInt(3) == 0;
    cached[1] = random.nextBoolean();
    ordered = fault != Fault.NONE || random.nextInt(3) > 0;
    int workers = topology.workers();
    clocks = new int[workers];
    int least = Math.max(MIN_CLOCKS, 60 / workers);
    int most = 0;
    for (int worker = 0; worker < workers; worker++) {
      clocks[worker] = least + random.nextInt(6);
      most = Math.max(most, clocks[worker]);
    }
    pushes = new long[2][workers][rows][most + 2];
    pushed = new long[2][workers][rows];
    completed = new long[workers];
    endNs = new long[topology.ranks()];
  }

  Fault fault() {
    return fault;
  }

  int workers() {
    return topology.workers();
  }

  void recordApplied() {
    records++;
  }

  void ringOpened(RingProducer ring) {
    rings.add(ring);
  }

  /** How many times the ring that was used least has wrapped. */
  long leastWraps() {
    return rings.stream().mapToLong(RingProducer::position).min().orElse(0) / RING_BYTES;
  }

  /** Updates applied, and ticks met. */
  long records() {
    long ticks = 0;
    for (long count : completed) {
      ticks += count * topology.servers();
    }
    return records + ticks;
  }

  long eventCount() {
    return eventCount;
  }

  /**
   * Runs the history.
   *
   * @throws LawViolation when a read breaks the law
   * @throws Exception when a rank fails
   */
  void run() throws Exception {
    Throwable first = RankFailure.primary(runRanks(0, group -> {}));
    if (first instanceof Exception e) {
      throw e;
    } else if (first != null) {
      throw new IllegalStateException(first);
    }
  }

  /**
   * Runs the history on a network with losses, or with a disturbance, for example a death.
   *
   * @param lossProbability that an operation is lost
   * @param disturbance enters its events before the ranks start
   * @return what ended each rank, null where it ended well
   */
  List<Throwable> runRanks(double lossProbability, Consumer<SimFabricGroup> disturbance)
      throws InterruptedException {
    SimOptions options = new SimOptions(ordered, lossProbability, 20_000_000);
    try (SimFabricGroup group =
        new SimFabricGroup(FabricSpec.threads("law", topology.ranks(), seed), options)) {
      disturbance.accept(group);
      List<FabricGroup.Handle> ranks = new ArrayList<>();
      for (int rank = 0; rank < topology.ranks(); rank++) {
        RankContext context =
            new RankContext(group, rank, topology, new Identity("law", ""), DEADLINES);
        ranks.add(group.start(rank, "rank " + rank, () -> runRank(context, group)));
      }
      List<Throwable> failures = new ArrayList<>();
      for (FabricGroup.Handle rank : ranks) {
        if (!rank.join(60_000_000_000L)) {
          throw new IllegalStateException("history " + seed + " does not end");
        }
        failures.add(rank.failure());
      }
      eventCount = group.eventCount();
      return failures;
    }
  }

  /** When the ranks ended, in simulated nanoseconds, by rank. */
  long[] endNs() {
    return endNs.clone();
  }

  /** When the last worker had opened its tables, in simulated nanoseconds. */
  long openNs() {
    return openNs;
  }

  Topology topology() {
    return topology;
  }

  private void runRank(RankContext context, SimFabricGroup group) throws Exception {
    try {
      if (topology.isServer(context.rank())) {
        new SimulatedParameterRank(context, group, RING_BYTES, this).run();
      } else {
        WorkerSettings settings = WorkerSettings.of(consistency[0], RING_BYTES, seed);
        new SimulatedWorkerRank(context, settings, this).run();
      }
    } finally {
      endNs[context.rank()] = group.newIdler().nanoTime();
    }
  }

  WorkerProgram program(int index) {
    return this::work;
  }

  private void work(Worker worker) throws Exception {
    SplittableRandom random = worker.random();
    worker.openTables(spec(0), spec(1));
    openNs = Math.max(openNs, worker.nanoTime());
    DenseTable[] tables = {worker.dense("a"), worker.dense("b")};
    Buffers buffers = new Buffers(columns(), rows);
    for (int clock = 0; clock < clocks[worker.index()]; clock++) {
      int actions = 4 + random.nextInt(6);
      for (int i = 0; i < actions; i++) {
        int table = random.nextInt(2);
        if (random.nextInt(3) == 0) {
          readAndCheck(worker, tables[table], table, buffers, random);
        } else {
          push(worker, tables[table], table, buffers, random.nextInt(rows));
        }
      }
      for (int row = 0; row < topology.servers(); row++) { // something for every ring
        push(worker, tables[0], 0, buffers, (int) ((long) row * rows / topology.servers()));
      }
      endClock(worker, clock + 1);
    }
    if (random.nextBoolean()) {
      push(worker, tables[1], 1, buffers, random.nextInt(rows)); // travels with the leave
    }
    rememberPushes(worker.index(), clocks[worker.index()] + 1);
    worker.leave();
    checkFinal(worker, tables, buffers);
  }

  /** Arrays of one worker, in both precisions. */
  private static final class Buffers {
    private final double[] doubles;
    private final float[] floats;

    Buffers(int columns, int rows) {
      doubles = new double[columns * rows];
      floats = new float[columns * rows];
    }
  }

  private int columns() {
    return topology.workers() + 1; // one for each worker, and one that all add to
  }

  private TableSpec spec(int table) {
    TableSpec spec =
        TableSpec.dense(NAMES[table], rows, columns()).withConsistency(consistency[table]);
    if (table == 1) {
      spec = spec.withElementType(ElementType.FLOAT32);
    }
    return cached[table] ? spec.cached() : spec;
  }

  private void push(Worker worker, DenseTable handle, int table, Buffers buffers, int row)
      throws Exception {
    Arrays.fill(buffers.doubles, 0, columns(), 0);
    Arrays.fill(buffers.floats, 0, columns(), 0);
    int[] touched = {worker.index(), columns() - 1};
    for (int column : touched) {
      buffers.doubles[column] = 1;
      buffers.floats[column] = 1;
    }
    pushed[table][worker.index()][row]++;
    if (table == 0) {
      handle.push(row, buffers.doubles, 0);
    } else {
      handle.push(row, buffers.floats, 0);
    }
  }

  private void endClock(Worker worker, int tick) throws Exception {
    rememberPushes(worker.index(), tick);
    worker.tick();
    completed[worker.index()]++;
  }

  private void rememberPushes(int worker, int tick) {
    for (int table = 0; table < 2; table++) {
      for (int row = 0; row < rows; row++) {
        long[] byTick = pushes[table][worker][row];
        for (int later = tick; later < byTick.length; later++) {
          byTick[later] = pushed[table][worker][row];
        }
      }
    }
  }

  private void readAndCheck(
      Worker worker, DenseTable handle, int table, Buffers buffers, SplittableRandom random)
      throws Exception {
    int first = random.nextInt(rows);
    int count = 1 + random.nextInt(rows - first);
    pull(handle, table, first, count, buffers);
    for (int row = first; row < first + count; row++) {
      for (int other = 0; other < topology.workers(); other++) {
        double seen = buffers.doubles[(row - first) * columns() + other];
        check(worker, table, row, other, seen);
      }
    }
  }

  private void pull(DenseTable handle, int table, int first, int count, Buffers buffers)
      throws Exception {
    if (table == 0) {
      handle.pull(first, count, buffers.doubles);
      return;
    }
    handle.pull(first, count, buffers.floats);
    for (int i = 0; i < count * columns(); i++) {
      buffers.doubles[i] = buffers.floats[i];
    }
  }

  private void check(Worker worker, int table, int row, int other, double seen) {
    long clock = worker.clock();
    Consistency kind = consistency[table];
    long[] byTick = pushes[table][other][row];
    long least = 0;
    long most = pushed[table][other][row];
    boolean isBounded = kind.mode() != Consistency.Mode.ASP;
    long tick = clock - kind.staleness();
    if (other == worker.index()) {
      least = byTick[(int) clock];
    } else if (isBounded && tick > 0) {
      least = byTick[(int) Math.min(tick, byTick.length - 1)];
    }
    if (kind.isStaged()) {
      most = least;
    }
    if (seen < least || seen > most || seen != Math.rint(seen)) {
      throw new LawViolation(
          ("seed %d, table %s (%s): worker %d at clock %d sees %s pushes of"
                  + " worker %d to row %d, not %d..%d")
              .formatted(
                  seed, NAMES[table], kind, worker.index(), clock, seen, other, row, least, most));
    }
  }

  private void checkFinal(Worker worker, DenseTable[] tables, Buffers buffers) throws Exception {
    for (int table = 0; table < 2; table++) {
      pull(tables[table], table, 0, rows, buffers);
      for (int row = 0; row < rows; row++) {
        long all = 0;
        for (int other = 0; other <= topology.workers(); other++) {
          boolean isSum = other == topology.workers();
          long expected = isSum ? all : pushed[table][other][row];
          double seen = buffers.doubles[row * columns() + other];
          if (seen != expected) {
            throw new LawViolation(
                "seed %d, table %s: finally column %d of row %d is %s, not %d"
                    .formatted(seed, NAMES[table], other, row, seen, expected));
          }
          all += expected;
        }
      }
    }
  }
}
