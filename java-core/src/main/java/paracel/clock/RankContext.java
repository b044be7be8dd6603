package paracel.clock;

import paracel.base.Idler;
import paracel.base.UsageException;
import paracel.fabric.DeadlineException;
import paracel.fabric.Fabric;
import paracel.fabric.FabricException;
import paracel.fabric.FabricGroup;
import paracel.fabric.PeerLostException;
import paracel.fabric.WindowSizeException;

/**
 * What a rank is given to work with.
 *
 * @param group starts threads and makes idlers
 * @param rank this rank
 * @param identity what it must have in common with the others
 */
public record RankContext(
    FabricGroup group, int rank, Topology topology, Identity identity, Deadlines deadlines) {

  public Fabric fabric() {
    return group.fabric(rank);
  }

  public ControlDescriptor control() {
    return new ControlDescriptor(topology);
  }

  /**
   * Attaches the control window of a parameter rank, which is the first that ranks have to do with
   * each other.
   *
   * @throws PeerLostException when the parameter rank does not come
   * @throws UsageException when its window shows that it was started with another topology
   */
  public void attachControl(int server, Idler idler) throws FabricException, UsageException {
    long bytes = control().windowBytes(server);
    try {
      fabric().attach(server, ControlDescriptor.WINDOW, bytes, idler, deadlines.startNs());
    } catch (DeadlineException e) {
      throw PeerLostException.absent(server, topology.describe(server), e);
    } catch (WindowSizeException e) {
      throw startedDifferently(server);
    }
  }

  /** What to say when a parameter rank was not started like this one. */
  public UsageException startedDifferently(int server) {
    return new UsageException(
        "%s and %s were started with different options or versions of Paracel"
            .formatted(describe(), topology.describe(server)));
  }

  /** Names this rank for messages. */
  public String describe() {
    return topology.describe(rank);
  }
}
