package paracel.worker;

import paracel.fabric.FabricException;
import paracel.table.ByteReader;
import paracel.table.ByteWriter;
import paracel.table.RefusalException;
import paracel.table.RequestDescriptor;

/** What one parameter rank holds of a table, as it says. */
final class TableSize extends PendingRequest {

  long count;
  long bytes;

  @Override
  void take(ByteReader in) throws RefusalException {
    count = in.getLong();
    bytes = in.getLong();
  }

  /** Asks, without waiting at the gate. */
  static TableSize ask(WorkerLink link, int table, int server) throws FabricException {
    TableSize size = new TableSize();
    RequestChannel channel = link.channel(server);
    channel.reserve();
    channel.send(table, RequestDescriptor.SIZE, new ByteWriter(), size);
    channel.await(size);
    size.throwIfRefused();
    return size;
  }
}
