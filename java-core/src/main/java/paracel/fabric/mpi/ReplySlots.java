package paracel.fabric.mpi;

import java.util.ArrayList;
import java.util.List;
import paracel.mpi.Mpi;
import paracel.mpi.MpiException;

/**
 * Replies under way. There are as many as were ever under way at once: an endpoint has at most
 * {@link MpiEndpoint#SLOTS}, so their number follows from that of endpoints and not from that of
 * gets. Used by one thread.
 */
final class ReplySlots {

  private static final System.Logger LOG = System.getLogger("paracel.fabric.mpi");

  private final Mpi mpi;
  private final List<Transfer> slots = new ArrayList<>();
  private int next;

  ReplySlots(Mpi mpi) {
    this.mpi = mpi;
  }

  /** A slot in which nothing is under way. */
  Transfer acquire() {
    for (int looked = 0; looked < slots.size(); looked++) {
      next = next + 1 == slots.size() ? 0 : next + 1;
      Transfer slot = slots.get(next);
      if (isFree(slot)) {
        return slot;
      }
    }
    Transfer slot = new Transfer(mpi, false);
    slots.add(slot);
    return slot;
  }

  private static boolean isFree(Transfer slot) {
    try {
      return slot.isDone();
    } catch (MpiException e) {
      // who has asked is lost; that is found by its heartbeat, and the others are to be served
      LOG.log(System.Logger.Level.DEBUG, "a reply to rank " + slot.target + ": " + e.getMessage());
      slot.isUnderWay = false;
      return true;
    }
  }

  void close() {
    slots.forEach(Transfer::close);
  }
}
