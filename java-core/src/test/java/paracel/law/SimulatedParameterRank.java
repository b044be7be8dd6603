package paracel.law;

import java.util.List;
import paracel.clock.RankContext;
import paracel.fabric.FabricException;
import paracel.fabric.sim.SimFabricGroup;
import paracel.memory.Region;
import paracel.server.MemoryBudget;
import paracel.server.ParameterRank;
import paracel.server.ServerSettings;
import paracel.server.Staging;
import paracel.server.TableStore;
import paracel.table.RefusalException;
import paracel.table.TableSpec;
import paracel.table.WindowLayout;

/**
 * The real parameter rank, in which others go on between two updates, and with a fault if wanted.
 */
final class SimulatedParameterRank extends ParameterRank {

  private final History history;
  private final SimFabricGroup group;
  private final int rank;

  SimulatedParameterRank(RankContext context, SimFabricGroup group, int ring, History history) {
    super(context, ServerSettings.DEFAULT, ring);
    this.history = history;
    this.group = group;
    this.rank = context.rank();
  }

  @Override
  protected TableStore newStore(
      List<TableSpec> specs, WindowLayout layout, Region window, MemoryBudget budget) {
    return new TableStore(specs, layout, rank, window, budget) {
      private int applied;

      @Override
      public void apply(int type, int table, Region records, long payload, int payloadBytes)
          throws RefusalException {
        group.step();
        boolean isVictim = ++applied % 7 == 3;
        if (!(history.fault() == Fault.UPDATE_LOST && isVictim)) {
          super.apply(type, table, records, payload, payloadBytes);
        }
        if (history.fault() == Fault.UPDATE_APPLIED_TWICE && isVictim) {
          super.apply(type, table, records, payload, payloadBytes);
        }
        history.recordApplied();
        group.step();
      }
    };
  }

  @Override
  protected Staging newStaging(
      List<TableSpec> specs, WindowLayout layout, TableStore store, Staging.Refused refused) {
    Staging staging = super.newStaging(specs, layout, store, refused);
    if (staging == null || history.fault() != Fault.HALF_DONE_CLOCK_READ) {
      return staging;
    }
    return new Staging(store, refused, history.workers(), 4096, 4096) {
      @Override
      public void add(int worker, int type, int table, Region ring, long payload, int payloadBytes)
          throws FabricException {
        try {
          store.apply(type, table, ring, payload, payloadBytes);
        } catch (RefusalException e) {
          throw new FabricException(e.getMessage());
        }
      }
    };
  }
}
