package paracel.rdma;

import java.util.ArrayList;
import java.util.List;
import paracel.base.OptionException;
import paracel.fabric.FabricException;

/** How the ranks of a job tell each other at start where they are. */
interface Rendezvous extends AutoCloseable {

  /**
   * Gives every rank the bytes of all, by rank. Called by all ranks.
   *
   * @param own of the same length at all ranks
   * @param identity version and options as lines of text, which must be equal at all ranks
   * @throws OptionException when they are not; names the ranks and what differs
   * @throws FabricException when a rank does not come in time
   */
  List<byte[]> exchange(String identity, byte[] own) throws FabricException, OptionException;

  /** The same with cards. */
  default List<Card> exchange(String identity, Card own) throws FabricException, OptionException {
    List<Card> cards = new ArrayList<>();
    for (byte[] card : exchange(identity, own.encode())) {
      cards.add(Card.decode(card, 0));
    }
    return cards;
  }

  /** For the log. */
  String describe();

  /** All ranks have ended well: what waits for all of them may be done now. */
  default void ended() {}

  /** Ends this rendezvous only; the process may take part in another. Called by all ranks. */
  default void leave() throws FabricException {
    close();
  }

  @Override
  void close();
}
