package paracel.fabric.sim;

import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import paracel.fabric.Endpoint;
import paracel.fabric.FabricException;
import paracel.memory.Region;

/**
 * An endpoint whose operations take simulated time. An operation is torn into units of 8 bytes that
 * arrive in a few groups, each at a time of its own; origin bytes of a put are read when they
 * arrive, so that who changes them too early is found out. A fence makes later puts arrive after
 * earlier ones; nothing else is in order.
 */
final class SimEndpoint implements Endpoint {

  private static final int MAX_GROUPS = 4;
  private static final int UNIT_BYTES = 8;

  private final int rank;
  private final SimScheduler scheduler;
  private final SimOptions options;
  private final SplittableRandom random;
  private final Region[][] windows;
  private final boolean[][] attached;
  private final long[] fenceNs; // by target: puts before the fence have arrived by then
  private final long[] putsNs; // by target: all puts have arrived by then
  private final long[] doneNs; // by target: all operations are complete by then
  private final long[] epoch; // by target: fences so far
  private final long[] brokenEpoch; // by target: where an ending endpoint has dropped a put
  private final boolean[] lost;
  private boolean closed;

  /** What happens when a part of an operation arrives. */
  private final class Arrival implements Runnable {

    private final int target;
    private final boolean isPut;
    private final Region origin; // null if there is none
    private final long putEpoch;
    private final Runnable copy;
    private boolean isDone;

    private Arrival(int target, boolean isPut, Region origin, Runnable copy) {
      this.target = target;
      this.isPut = isPut;
      this.origin = origin;
      this.putEpoch = epoch[target];
      this.copy = copy;
    }

    @Override
    public void run() {
      if (!isDone && arrives(this)) {
        copy.run();
      }
      isDone = true;
    }

    private SimEndpoint owner() {
      return SimEndpoint.this;
    }

    private void drop() {
      isDone = true;
    }
  }

  SimEndpoint(
      int rank,
      SimScheduler scheduler,
      SimOptions options,
      Region[][] windows,
      boolean[][] attached) {
    this.rank = rank;
    this.scheduler = scheduler;
    this.options = options;
    this.random = scheduler.random();
    this.windows = windows;
    this.attached = attached;
    this.fenceNs = new long[windows.length];
    this.putsNs = new long[windows.length];
    this.doneNs = new long[windows.length];
    this.epoch = new long[windows.length];
    this.brokenEpoch = new long[windows.length];
    Arrays.fill(brokenEpoch, Long.MAX_VALUE);
    this.lost = new boolean[windows.length];
  }

  @Override
  public void put(
      int target, int window, long targetOffset, Region origin, long originOffset, long bytes) {
    Region to = window(target, window, targetOffset, bytes);
    check(origin, originOffset, bytes);
    if (loses(target)) {
      return;
    }
    long earliest = Math.max(scheduler.nowNs(), fenceNs[target]);
    long arrivedNs =
        transfer(origin, originOffset, to, targetOffset, bytes, earliest, target, true);
    putsNs[target] = Math.max(putsNs[target], arrivedNs);
    doneNs[target] = Math.max(doneNs[target], arrivedNs);
  }

  @Override
  public void putLong(int target, int window, long targetOffset, long value) {
    Region to = window(target, window, targetOffset, UNIT_BYTES);
    if (loses(target)) {
      return;
    }
    long arrivalNs = Math.max(scheduler.nowNs(), fenceNs[target]) + latencyNs();
    scheduler.at(
        arrivalNs, new Arrival(target, true, null, () -> to.setLongRelease(targetOffset, value)));
    putsNs[target] = Math.max(putsNs[target], arrivalNs);
    doneNs[target] = Math.max(doneNs[target], arrivalNs);
  }

  @Override
  public void get(
      int target, int window, long targetOffset, Region origin, long originOffset, long bytes) {
    Region from = window(target, window, targetOffset, bytes);
    check(origin, originOffset, bytes);
    if (loses(target)) {
      return;
    }
    long doneAtNs =
        transfer(from, targetOffset, origin, originOffset, bytes, scheduler.nowNs(), target, false);
    doneNs[target] = Math.max(doneNs[target], doneAtNs);
  }

  @Override
  public long getLong(int target, int window, long targetOffset) throws FabricException {
    Region from = window(target, window, targetOffset, UNIT_BYTES);
    long atNs = scheduler.nowNs() + latencyNs();
    while (scheduler.nowNs() < atNs) {
      scheduler.pauseUntil(atNs);
    }
    throwIfLost(target);
    return from.getLongAcquire(targetOffset);
  }

  @Override
  public void fence(int target) {
    if (options.ordersPuts()) {
      fenceNs[target] = putsNs[target] + 1;
      epoch[target]++;
    }
  }

  @Override
  public void flush(int target) throws FabricException {
    do {
      scheduler.pauseUntil(doneNs[target]);
    } while (scheduler.nowNs() < doneNs[target]);
    throwIfLost(target);
  }

  /**
   * Copies units in a random order, in groups at random times.
   *
   * @return when the last group arrives
   */
  private long transfer(
      Region from,
      long fromOffset,
      Region to,
      long toOffset,
      long bytes,
      long earliestNs,
      int target,
      boolean isPut) {
    long units = ((fromOffset & UNIT_BYTES - 1) + bytes + UNIT_BYTES - 1) / UNIT_BYTES;
    if (bytes == 0) {
      return earliestNs;
    }
    int groups = 1 + random.nextInt((int) Math.min(units, MAX_GROUPS));
    long start = random.nextLong(units);
    long stride = strideFor(units);
    long lastNs = earliestNs;
    long first = 0;
    for (int group = 0; group < groups; group++) {
      long end = group == groups - 1 ? units : first + 1 + random.nextLong(units - first);
      long begin = first;
      long atNs = earliestNs + latencyNs();
      scheduler.at(
          atNs,
          new Arrival(
              target,
              isPut,
              isPut ? from : to,
              () -> {
                for (long i = begin; i < end; i++) {
                  copyUnit(from, fromOffset, to, toOffset, bytes, (start + i * stride) % units);
                }
              }));
      lastNs = Math.max(lastNs, atNs);
      first = end;
      if (first == units) {
        break;
      }
    }
    return lastNs;
  }

  /** Units begin at multiples of 8 on both sides; the first and last may be half a unit. */
  private static void copyUnit(
      Region from, long fromOffset, Region to, long toOffset, long bytes, long unit) {
    long begin = unit * UNIT_BYTES - (fromOffset & UNIT_BYTES - 1);
    long end = Math.min(bytes, begin + UNIT_BYTES);
    begin = Math.max(0, begin);
    to.copyFrom(from, fromOffset + begin, toOffset + begin, end - begin);
  }

  /** A stride that visits every unit once: odd and without a common divisor with their number. */
  private long strideFor(long units) {
    long stride = 1 + random.nextLong(units);
    while (gcd(stride, units) != 1) {
      stride++;
    }
    return stride;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  private long latencyNs() {
    int draw = random.nextInt(200);
    if (draw == 0) {
      return 1_000 + random.nextInt(300_000);
    }
    return 50 + random.nextInt(draw < 20 ? 20_000 : 1_500);
  }

  /**
   * Whether what this endpoint has under way still arrives. Of a closed endpoint or a killed rank
   * half does not; but nothing arrives from behind a fence when something before it does not. The
   * memory of a killed rank may be gone.
   */
  private boolean arrives(Arrival arrival) {
    if (!closed && !scheduler.isKilled(rank)) {
      return true;
    }
    int target = arrival.target;
    boolean isBroken = options.ordersPuts() && arrival.putEpoch > brokenEpoch[target];
    boolean isGone = arrival.origin != null && !arrival.origin.segment().scope().isAlive();
    if (isBroken || isGone || random.nextBoolean()) {
      brokenEpoch[target] = Math.min(brokenEpoch[target], arrival.putEpoch);
      return false;
    }
    return true;
  }

  private boolean loses(int target) {
    if (options.lossProbability() > 0 && random.nextDouble() < options.lossProbability()) {
      lost[target] = true;
    }
    return lost[target];
  }

  private void throwIfLost(int target) throws FabricException {
    if (lost[target]) {
      throw new FabricException(
          "an operation of rank " + rank + " on rank " + target + " was lost");
    }
  }

  private Region window(int target, int window, long offset, long bytes) {
    Region region = windows[target][window];
    if (!attached[target][window]) {
      throw new IllegalStateException(
          "window " + window + " of rank " + target + " is not attached");
    }
    check(region, offset, bytes);
    return region;
  }

  private static void check(Region region, long offset, long bytes) {
    Objects.checkFromIndexSize(offset, bytes, region.bytes());
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (Runnable action : scheduler.pendingActions()) {
      if (action instanceof Arrival arrival && arrival.owner() == this) {
        if (arrival.isPut) {
          arrival.run(); // now or never: origin memory is going to be freed
        } else {
          arrival.drop();
        }
      }
    }
  }
}
