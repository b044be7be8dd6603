package paracel.rdma;

import java.util.List;
import paracel.base.OptionException;
import paracel.fabric.FabricException;

/** How the ranks of a job tell each other at start where they are. */
interface Rendezvous extends AutoCloseable {

  /**
   * Gives every rank the cards of all, by rank. Called once, by all ranks.
   *
   * @param identity version and options as lines of text, which must be equal at all ranks
   * @throws OptionException when they are not; names the ranks and what differs
   * @throws FabricException when a rank does not come in time
   */
  List<Card> exchange(String identity, Card own) throws FabricException, OptionException;

  /** For the log. */
  String describe();

  /** All ranks have ended well: what waits for all of them may be done now. */
  default void ended() {}

  @Override
  void close();
}
