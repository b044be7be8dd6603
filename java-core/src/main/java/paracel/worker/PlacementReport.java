package paracel.worker;

import java.util.List;
import java.util.Locale;
import paracel.fabric.FabricException;
import paracel.metrics.Report;
import paracel.metrics.TablePlacement;
import paracel.table.DenseShard;
import paracel.table.TableSpec;
import paracel.table.WindowLayout;

/** Says for the report of the job where the content of its tables lies, and how large it is. */
final class PlacementReport {

  private final WorkerLink link;

  PlacementReport(WorkerLink link) {
    this.link = link;
  }

  /** Asks the parameter ranks, as things are now. */
  void fill(Report report) throws FabricException {
    WindowLayout layout = link.layout;
    List<TableSpec> specs = layout.specs();
    int servers = link.outboxes.length;
    for (int table = 0; table < specs.size(); table++) {
      TableSpec spec = specs.get(table);
      long[] counts = new long[servers];
      long[] bytes = new long[servers];
      for (int server = 0; server < servers; server++) {
        if (spec.kind() == TableSpec.Kind.DENSE) {
          counts[server] = layout.partition(table).rowCount(server);
          bytes[server] =
              DenseShard.bytes(spec, counts[server]) + DenseShard.stateBytes(spec, counts[server]);
        } else {
          TableSize size = TableSize.ask(link, table, server);
          counts[server] = size.count;
          bytes[server] = size.bytes;
        }
      }
      String kind = spec.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
      String placement = spec.placement().name().toLowerCase(Locale.ROOT);
      report.table(new TablePlacement(spec.name(), kind, placement, counts, bytes));
    }
  }
}
