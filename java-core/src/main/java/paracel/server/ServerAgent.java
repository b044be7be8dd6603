package paracel.server;

import paracel.base.Agent;
import paracel.clock.ClockBoard;
import paracel.clock.StatusDescriptor;
import paracel.clock.StatusWriter;
import paracel.fabric.FabricException;
import paracel.mailbox.RecordType;
import paracel.mailbox.RingConsumer;
import paracel.memory.Region;
import paracel.table.RefusalException;

/**
 * Drains the rings of all workers and applies what is in them.
 *
 * <p>Problem: rows are read by one-sided gets at any time, yet a reader wants to know which updates
 * they hold. Idea: ticks travel in the same ring as updates, so when a tick is met everything that
 * the worker sent before has been dealt with; the minimum of the ticks over workers is published as
 * the applied clock. Updates of staged tables are set aside and applied, clock by clock, when the
 * minimum rises; other tables do not wait for that.
 *
 * <p>Used by one thread; allocates nothing in the steady state.
 */
public final class ServerAgent implements Agent, RingConsumer.Handler {

  private static final int RECORDS_PER_DUTY = 64;

  private final String name;
  private final RingConsumer[] rings;
  private final ClockBoard board;
  private final StatusWriter status;
  private final TableStore store;
  private final Staging staging;
  private final RequestHandler requests;
  private final Refusals refusals;

  private long appliedClock;

  /**
   * @param rings by worker
   * @param staging where updates of staged tables go; null when no table is staged
   */
  ServerAgent(
      int server,
      RingConsumer[] rings,
      StatusWriter status,
      TableStore store,
      Staging staging,
      RequestHandler requests,
      Refusals refusals) {
    this.name = "parameter rank " + server;
    this.rings = rings;
    this.board = new ClockBoard(rings.length);
    this.status = status;
    this.store = store;
    this.staging = staging;
    this.requests = requests;
    this.refusals = refusals;
  }

  @Override
  public int doWork() throws FabricException {
    int work = 0;
    for (int worker = 0; worker < rings.length; worker++) {
      if (mustWait(worker)) {
        continue;
      }
      int consumed = rings[worker].poll(this, RECORDS_PER_DUTY);
      if (consumed > 0) {
        work += consumed;
        status.head(worker, rings[worker].head());
      }
    }
    return work;
  }

  /**
   * Whether a worker that is ahead has set aside so much that its ring is left alone until the
   * others have come.
   */
  private boolean mustWait(int worker) {
    return staging != null
        && staging.isFull(worker)
        && !board.hasLeft(worker)
        && board.clock(worker) > appliedClock;
  }

  @Override
  public boolean onRecord(
      int worker, int type, int table, Region ring, long payload, int payloadBytes)
      throws FabricException {
    switch (type) {
      case RecordType.TICK -> {
        if (staging != null) {
          staging.tick(worker);
        }
        board.tick(worker);
        advance();
      }
      case RecordType.LEAVE -> {
        board.leave(worker);
        advance();
      }
      case RecordType.REQUEST -> requests.take(worker, table, ring, payload, payloadBytes);
      default -> update(worker, type, table, ring, payload, payloadBytes);
    }
    return !mustWait(worker);
  }

  /** An update that does not fit, or has no room, is refused; its worker is told. */
  private void update(int worker, int type, int table, Region ring, long payload, int payloadBytes)
      throws FabricException {
    try {
      store.check(type, table, ring, payload, payloadBytes);
      if (store.isStaged(table)) {
        staging.add(worker, type, table, ring, payload, payloadBytes);
      } else {
        store.apply(type, table, ring, payload, payloadBytes);
      }
    } catch (RefusalException e) {
      refusals.add(worker, e);
    }
  }

  private void advance() {
    long min = board.min();
    if (min == appliedClock) {
      return;
    }
    if (staging != null) {
      boolean isLeft = true;
      while (appliedClock < min && isLeft) {
        isLeft = staging.applyClock();
        appliedClock++;
      }
    }
    appliedClock = min;
    status.appliedClock(min);
  }

  /** Whether all workers have left and all their updates are applied. */
  public boolean isQuiescent() {
    return appliedClock == StatusDescriptor.INFINITY;
  }

  @Override
  public String roleName() {
    return name;
  }
}
