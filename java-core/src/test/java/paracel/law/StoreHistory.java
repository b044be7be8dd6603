package paracel.law;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import paracel.clock.Identity;
import paracel.clock.RankContext;
import paracel.clock.RankFailure;
import paracel.clock.Topology;
import paracel.fabric.FabricGroup;
import paracel.fabric.FabricSpec;
import paracel.fabric.sim.SimFabricGroup;
import paracel.fabric.sim.SimOptions;
import paracel.store.Functions;
import paracel.table.Consistency;
import paracel.table.TableSpec;
import paracel.table.Value;
import paracel.worker.Entry;
import paracel.worker.KeyList;
import paracel.worker.KeyValueTable;
import paracel.worker.Worker;
import paracel.worker.WorkerRank;
import paracel.worker.WorkerSettings;

/**
 * One simulated job, drawn from a seed, whose workers call every kind of operation on key-value
 * tables, many under way at once, and check each answer against what they know. What is known: how
 * many updates each worker has called, in which order, and which keys nobody else touches.
 */
final class StoreHistory {

  /** Mistakes that are planted to see that the law's test finds them. */
  enum Mistake {
    NONE,
    REQUEST_CARRIED_OUT_TWICE,
    PUSH_LOST,
    PUSH_APPLIED_TWICE
  }

  private static final int RING_BYTES = 1024;
  private static final int KEYS = 5;
  private static final int STEPS = 60;

  private final long seed;
  private final Mistake mistake;
  private final Topology topology;
  private final Consistency consistency;
  private final boolean ordered;
  private final boolean hasWeights;

  private final long[][] called; // [worker][key]: updates called
  private final long[] pushed; // by worker
  private final int[] appended; // by worker
  private final int[] evensWritten; // by worker
  private long removed; // by removeWhere
  private int completed;
  private int started;
  private int victims;

  StoreHistory(long seed, Mistake mistake) {
    this.seed = seed;
    this.mistake = mistake;
    SplittableRandom random = new SplittableRandom(seed ^ 0x5708e);
    int perRank = 1 + random.nextInt(2);
    this.topology = new Topology(1 + random.nextInt(3), 1 + random.nextInt(3), perRank);
    this.consistency = random.nextBoolean() ? Consistency.asp() : Consistency.ssp(2);
    this.ordered = random.nextInt(3) > 0;
    this.hasWeights = random.nextBoolean();
    int workers = topology.workers();
    called = new long[workers][KEYS];
    pushed = new long[workers];
    appended = new int[workers];
    evensWritten = new int[workers];
  }

  /**
   * @throws LawViolation when an answer breaks the law
   * @throws Exception when a rank fails
   */
  void run() throws Exception {
    SimOptions options = new SimOptions(ordered, 0, 40_000_000);
    FabricSpec fabric = FabricSpec.threads("store", topology.ranks(), seed);
    try (SimFabricGroup group = new SimFabricGroup(fabric, options)) {
      List<FabricGroup.Handle> ranks = new ArrayList<>();
      for (int rank = 0; rank < topology.ranks(); rank++) {
        RankContext context =
            new RankContext(group, rank, topology, new Identity("law", ""), History.DEADLINES);
        ranks.add(group.start(rank, "rank " + rank, () -> runRank(context, group)));
      }
      List<Throwable> failures = new ArrayList<>();
      for (FabricGroup.Handle rank : ranks) {
        if (!rank.join(60_000_000_000L)) {
          throw new IllegalStateException("history " + seed + " does not end");
        }
        failures.add(rank.failure());
      }
      Throwable first = RankFailure.primary(failures);
      if (first instanceof Exception e) {
        throw e;
      } else if (first != null) {
        throw new IllegalStateException(first);
      }
    }
    require(completed == started, "%d calls, %d completions".formatted(started, completed));
  }

  private void runRank(RankContext context, SimFabricGroup group) throws Exception {
    if (topology.isServer(context.rank())) {
      new SteppingParameterRank(context, group, RING_BYTES, this).run();
    } else {
      WorkerSettings settings = WorkerSettings.of(consistency, RING_BYTES, seed);
      new WorkerRank(context, settings, index -> this::work).run();
    }
  }

  /** How many times something is done at a parameter rank: once, unless it is a victim. */
  int times(boolean isUpdate, boolean isPush) {
    boolean isVictim = (isUpdate || isPush) && ++victims % 7 == 3;
    return switch (mistake) {
      case NONE -> 1;
      case REQUEST_CARRIED_OUT_TWICE -> isVictim && isUpdate ? 2 : 1;
      case PUSH_LOST -> isVictim && isPush ? 0 : 1;
      case PUSH_APPLIED_TWICE -> isVictim && isPush ? 2 : 1;
    };
  }

  private void work(Worker worker) throws Exception {
    worker.openTables(TableSpec.keyLong("n"), TableSpec.keyValue("v"), TableSpec.keyLong("r"));
    Calls calls = new Calls(worker);
    for (int step = 0; step < STEPS; step++) {
      calls.one();
    }
    worker.leave();
    require(calls.open == 0, "a worker that has left has " + calls.open + " calls under way");
    calls.checkFinal();
  }

  private void require(boolean holds, String what) {
    if (!holds) {
      throw new LawViolation("seed " + seed + ": " + what);
    }
  }

  /** One worker's calls. */
  private final class Calls {

    private final Worker worker;
    private final int own;
    private final SplittableRandom random;
    private final KeyValueTable n;
    private final KeyValueTable v;
    private final KeyValueTable r;
    private final KeyList list = KeyList.of("k0", "k1", "k2", "k3", "k4", "a", "b", "c", "k0");
    private final Map<String, Value> mine = new HashMap<>();
    private int open;
    private int written;
    private int lastCompleted;
    private int lastStarted;

    Calls(Worker worker) {
      this.worker = worker;
      this.own = worker.index();
      this.random = worker.random();
      this.n = worker.keyValue("n");
      this.v = worker.keyValue("v");
      this.r = worker.keyValue("r");
    }

    void one() throws Exception {
      switch (random.nextInt(hasWeights ? 14 : 9)) {
        case 0 -> updateNow();
        case 1 -> push();
        case 2 -> readMany();
        case 3 -> ownKey();
        case 4 -> append();
        case 5 -> writeForRemoval();
        case 6 -> removeWhere();
        case 7 -> tick();
        default -> updateLater();
      }
    }

    private byte[] key(int number) {
      return ("k" + number).getBytes();
    }

    private void updateNow() throws Exception {
      int key = random.nextInt(KEYS);
      long before = ++called[own][key];
      check(n.update(key(key), 1), before, key);
    }

    /** The new value counts at least the worker's own updates so far, and at most all called. */
    private void check(long value, long least, int key) {
      long most = 0;
      for (long[] of : called) {
        most += of[key];
      }
      require(
          value >= least && value <= most,
          "worker %d sees %d updates of key %d, not %d..%d"
              .formatted(own, value, key, least, most));
    }

    private void updateLater() throws Exception {
      int key = random.nextInt(KEYS);
      long before = ++called[own][key];
      started++;
      open++;
      int call = ++lastStarted;
      boolean isInOrder = topology.servers() == 1;
      boolean[] done = {false};
      n.updateAsync(key(key), Value.of(1), null)
          .whenDone(
              completion -> {
                require(!done[0], "a call is completed twice");
                done[0] = true;
                completed++;
                open--;
                require(!isInOrder || call == lastCompleted + 1, "completions overtake each other");
                lastCompleted = call;
                require(completion.isDone() && completion.refusal() == null, "a call is refused");
                check(value(completion), before, key);
              });
      if (random.nextInt(4) == 0) {
        worker.poll();
      }
    }

    private long value(paracel.worker.Completion<Value> completion) {
      try {
        return completion.get().asLong();
      } catch (Exception e) {
        throw new LawViolation("a call that is done throws " + e);
      }
    }

    private void push() throws Exception {
      pushed[own]++;
      n.push("pushed", 1);
    }

    private void readMany() throws Exception {
      long[] numbers = new long[list.size()];
      if (random.nextBoolean()) {
        n.readMulti(list, numbers, 0);
      } else {
        for (Entry entry : n.readAll()) {
          if (entry.name().startsWith("k")) {
            numbers[entry.key()[1] - '0'] = entry.value().asLong();
          }
        }
      }
      for (int key = 0; key < KEYS; key++) {
        check(numbers[key], called[own][key], key);
      }
    }

    /** Keys that nobody else touches are what this worker has made of them. */
    private void ownKey() throws Exception {
      String name = "own " + own + " " + random.nextInt(3);
      byte[] key = name.getBytes();
      switch (random.nextInt(4)) {
        case 0 -> {
          Value value = Value.of("x".repeat(random.nextInt(3000)) + random.nextInt());
          v.writeAsync(key, value);
          mine.put(name, value);
        }
        case 1 -> {
          Value value = Value.of(random.nextLong());
          v.write(key, value);
          mine.put(name, value);
        }
        case 2 -> require(v.remove(key) == (mine.remove(name) != null), "a removal is wrong");
        default -> {}
      }
      Value seen = v.read(key);
      require(
          seen == null ? mine.get(name) == null : seen.equals(mine.get(name)),
          "worker %d sees %s, not %s".formatted(own, seen, mine.get(name)));
    }

    private void append() throws Exception {
      Value delta = Value.of("," + own + ":" + appended[own]++);
      v.updateAsync("text".getBytes(), delta, Functions.Append.class);
      if (random.nextInt(4) == 0) {
        checkText(v.read("text").asString(), false);
      }
    }

    /** Updates of each worker are there in their order, without gaps. */
    private void checkText(String text, boolean isFinal) {
      int[] next = new int[topology.workers()];
      for (String part : text.substring(1).split(",")) {
        int other = Integer.parseInt(part.substring(0, part.indexOf(':')));
        int number = Integer.parseInt(part.substring(part.indexOf(':') + 1));
        require(number == next[other]++, "updates are out of order: " + text);
      }
      require(next[own] == appended[own], "own updates are missing: " + text);
      for (int other = 0; other < next.length && isFinal; other++) {
        require(next[other] == appended[other], "updates are missing: " + text);
      }
    }

    /** Each key is written once; even values are there to be removed. */
    private void writeForRemoval() throws Exception {
      long value = random.nextInt(100);
      evensWritten[own] += value % 2 == 0 ? 1 : 0;
      r.writeAsync(("r " + own + " " + written++).getBytes(), Value.of(value));
    }

    private void removeWhere() throws Exception {
      long count = r.removeWhere(Functions.Even.class, null);
      removed += count; // others have added to it meanwhile
      long odd = 0;
      for (Entry entry : r.readAll()) {
        boolean isOwn = entry.name().startsWith("r " + own + " ");
        boolean isOdd = entry.value().asLong() % 2 != 0;
        require(!isOwn || isOdd, "an entry that was there is not removed");
        odd += isOwn ? 1 : 0;
      }
      require(odd == written - evensWritten[own], "an entry that was not chosen is gone");
    }

    private void tick() throws Exception {
      worker.tick();
      require(n.getLong("pushed", 0) >= pushed[own], "own pushes are missing after the tick");
    }

    private void checkFinal() throws Exception {
      n.size(); // waits until all have left, and nothing is called any more
      for (int key = 0; key < KEYS; key++) {
        long all = 0;
        for (long[] of : called) {
          all += of[key];
        }
        long seen = n.getLong(key(key), 0);
        require(seen == all, "finally key %d is %d, not %d".formatted(key, seen, all));
      }
      long pushes = 0;
      for (long of : pushed) {
        pushes += of;
      }
      require(n.getLong("pushed", 0) == pushes, "finally pushes are missing or too many");
      Value text = v.read("text");
      if (text != null) {
        checkText(text.asString(), true);
      }
      long evens = 0;
      for (int of : evensWritten) {
        evens += of;
      }
      long left = r.readWhere(Functions.Even.class, null).size();
      require(evens == removed + left, "%d of %d removed, %d left".formatted(removed, evens, left));
    }
  }
}
