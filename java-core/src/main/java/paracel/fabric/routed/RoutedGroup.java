package paracel.fabric.routed;

import paracel.base.Idler;
import paracel.fabric.Fabric;
import paracel.fabric.FabricException;
import paracel.fabric.FabricGroup;

/** The rank of this process on two fabrics. */
public final class RoutedGroup implements FabricGroup {

  private final FabricGroup near;
  private final FabricGroup far;
  private final RoutedFabric fabric;

  /**
   * Both groups belong to this one from now on.
   *
   * @param near between ranks of a node
   * @param far between nodes; knows who shares this one
   */
  public RoutedGroup(int ownRank, FabricGroup near, FabricGroup far) {
    this.near = near;
    this.far = far;
    this.fabric = new RoutedFabric(near.fabric(ownRank), far.fabric(ownRank), far::sharesNode);
  }

  @Override
  public Fabric fabric(int rank) {
    far.fabric(rank); // refuses ranks of other processes
    return fabric;
  }

  @Override
  public Idler newIdler() {
    return far.newIdler();
  }

  @Override
  public Handle start(int rank, String name, Task task) {
    return far.start(rank, name, task);
  }

  @Override
  public String describe() {
    return far.describe();
  }

  @Override
  public boolean sharesNode(int rank) {
    return far.sharesNode(rank);
  }

  @Override
  public void farewell() throws FabricException {
    far.farewell();
  }

  /** The far one first: its service reads memory of the near one. */
  @Override
  public void close() {
    try {
      far.close();
    } finally {
      near.close();
    }
  }
}
