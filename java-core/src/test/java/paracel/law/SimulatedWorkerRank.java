package paracel.law;

import paracel.base.Idler;
import paracel.clock.Gate;
import paracel.clock.RankContext;
import paracel.clock.StatusReader;
import paracel.fabric.Endpoint;
import paracel.fabric.FabricException;
import paracel.mailbox.RingProducer;
import paracel.table.TableSpec;
import paracel.table.WindowLayout;
import paracel.worker.RowCache;
import paracel.worker.Worker;
import paracel.worker.WorkerRank;
import paracel.worker.WorkerSettings;

/** The real worker rank, with a fault if wanted. */
final class SimulatedWorkerRank extends WorkerRank {

  private final History history;
  private final Fault fault;

  SimulatedWorkerRank(RankContext context, WorkerSettings settings, History history) {
    super(context, settings, history::program);
    this.history = history;
    this.fault = history.fault();
  }

  @Override
  protected Worker newWorker(RankContext context, WorkerSettings settings, int index) {
    return new FaultyWorker(context, settings, index);
  }

  /** A worker whose parts have the fault. */
  private final class FaultyWorker extends Worker {

    private final RankContext context;
    private final int index;

    FaultyWorker(RankContext context, WorkerSettings settings, int index) {
      super(context, settings, index);
      this.context = context;
      this.index = index;
    }

    @Override
    protected RingProducer newRing(Endpoint via, int server, WindowLayout layout)
        throws FabricException {
      boolean overwrites = fault == Fault.UNREAD_RECORD_OVERWRITTEN;
      RingProducer ring =
          new RingProducer(
              new FaultyEndpoint(via, fault),
              server,
              WindowLayout.WINDOW,
              layout.ringOffset(index),
              layout.ringCapacity(),
              index,
              0,
              !context.fabric().ordersPuts()) {
            @Override
            protected long freeBytes() {
              return super.freeBytes() + (overwrites ? 128 : 0);
            }
          };
      history.ringOpened(ring);
      return ring;
    }

    @Override
    protected Gate newGate(StatusReader reader, Idler idler) {
      return new Gate(reader, context.topology(), index, idler, context.deadlines().waitNs()) {
        @Override
        protected long requiredClock(long clock, long staleness) {
          long required = super.requiredClock(clock, staleness);
          return fault == Fault.GATE_TOO_LOOSE_BY_ONE ? required - 1 : required;
        }

        @Override
        protected long requiredHead(long lastTick) {
          return fault == Fault.OWN_UPDATES_MISSING ? 0 : super.requiredHead(lastTick);
        }
      };
    }

    @Override
    protected RowCache newCache(TableSpec spec) {
      return new RowCache(spec) {
        @Override
        protected boolean isFresh(long appliedClock, long required) {
          return super.isFresh(
              appliedClock, fault == Fault.CACHED_ROW_TOO_OLD ? required - 1 : required);
        }
      };
    }

    @Override
    protected void sendClock() throws FabricException {
      if (fault == Fault.TICK_AHEAD_OF_UPDATES) {
        sendTicks();
        sendUpdates();
      } else {
        super.sendClock();
      }
    }
  }
}
