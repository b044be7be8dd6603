package paracel.law;

import java.util.List;
import paracel.clock.RankContext;
import paracel.fabric.sim.SimFabricGroup;
import paracel.memory.Region;
import paracel.server.MemoryBudget;
import paracel.server.ParameterRank;
import paracel.server.ServerSettings;
import paracel.server.TableStore;
import paracel.table.RefusalException;
import paracel.table.RequestDescriptor;
import paracel.table.TableSpec;
import paracel.table.WindowLayout;

/**
 * The real parameter rank, in which others go on between two requests, with a mistake if wanted.
 */
final class SteppingParameterRank extends ParameterRank {

  private final StoreHistory history;
  private final SimFabricGroup group;
  private final int rank;

  SteppingParameterRank(RankContext context, SimFabricGroup group, int ring, StoreHistory history) {
    super(context, ServerSettings.DEFAULT, ring);
    this.history = history;
    this.group = group;
    this.rank = context.rank();
  }

  @Override
  protected int timesCarriedOut(int operation) {
    group.step();
    return history.times(operation == RequestDescriptor.UPDATE, false);
  }

  @Override
  protected TableStore newStore(
      List<TableSpec> specs, WindowLayout layout, Region window, MemoryBudget budget) {
    return new TableStore(specs, layout, rank, window, budget) {
      @Override
      public void apply(int type, int table, Region records, long payload, int payloadBytes)
          throws RefusalException {
        group.step();
        for (int i = history.times(false, true); i > 0; i--) {
          super.apply(type, table, records, payload, payloadBytes);
        }
        group.step();
      }
    };
  }
}
