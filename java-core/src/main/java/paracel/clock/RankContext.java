package paracel.clock;

import paracel.fabric.Fabric;
import paracel.fabric.FabricGroup;

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

  /** Names this rank for messages. */
  public String describe() {
    return topology.describe(rank);
  }
}
