package paracel.rdma;

import com.ibm.disni.verbs.impl.NativeDispatcher;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import paracel.base.Idler;
import paracel.base.NodeIdentity;
import paracel.base.UsageException;
import paracel.fabric.Fabric;
import paracel.fabric.FabricException;
import paracel.fabric.FabricGroup;
import paracel.fabric.FabricSpec;
import paracel.fabric.ThreadedGroup;

/** The rank of this process, with its device and the thread that lets others in. */
final class VerbsFabricGroup implements FabricGroup {

  private final FabricSpec spec;
  private final String description;
  private final List<Card> cards;
  private final Rendezvous rendezvous;
  private final VerbsFabric fabric;
  private final ThreadedGroup threads;
  private final VerbsFarewell farewell;
  private final Deque<Runnable> ends; // what is to be closed, the first first
  private boolean hasSaidFarewell;
  private boolean closed;

  private VerbsFabricGroup(
      FabricSpec spec,
      String description,
      List<Card> cards,
      Rendezvous rendezvous,
      VerbsFabric fabric,
      Directory directory,
      Deque<Runnable> ends) {
    this.spec = spec;
    this.description = description;
    this.cards = cards;
    this.rendezvous = rendezvous;
    this.fabric = fabric;
    this.farewell = new VerbsFarewell(fabric, directory.memory());
    this.ends = ends;
    Fabric[] fabrics = new Fabric[spec.size()];
    fabrics[spec.ownRank()] = fabric;
    this.threads = new ThreadedGroup(fabrics, () -> {});
  }

  /**
   * Opens the device, and tells all ranks where this one is.
   *
   * @param rendezvous belongs to the group from now on
   */
  static VerbsFabricGroup open(
      NativeDispatcher natives, Surroundings.Place place, Rendezvous rendezvous, FabricSpec spec)
      throws FabricException, UsageException {
    return open(natives, place, rendezvous, spec, Segments.LARGE);
  }

  /**
   * The same with memory registered in other pieces.
   *
   * @param segments large enough that a rank's directory fits in one
   */
  static VerbsFabricGroup open(
      NativeDispatcher natives,
      Surroundings.Place place,
      Rendezvous rendezvous,
      FabricSpec spec,
      Segments segments)
      throws FabricException, UsageException {
    Deque<Runnable> ends = new ArrayDeque<>();
    boolean done = false;
    try {
      ends.push(rendezvous::close);
      SocketAddress address = SocketAddress.of(place.address(), 0);
      Device device = new Device(natives, place.port().device(), address, segments);
      ends.push(device::close);
      Directory directory = new Directory(device, spec.ownRank(), spec.size());
      ends.push(directory::close);
      Listener listener = new Listener(device, spec.ownRank());
      ends.push(listener::close);
      Card own = new Card(node(spec), device.at(), directory.address(), directory.rkey());
      List<Card> cards = rendezvous.exchange(spec.identity(), own);
      VerbsFabric fabric = new VerbsFabric(device, directory, spec, cards);
      ends.push(fabric::closeEndpoints);
      String description = describe(place, device, rendezvous);
      VerbsFabricGroup group =
          new VerbsFabricGroup(spec, description, cards, rendezvous, fabric, directory, ends);
      done = true;
      return group;
    } finally {
      if (!done) {
        ends.forEach(Runnable::run);
      }
    }
  }

  private static long node(FabricSpec spec) throws FabricException {
    try {
      return spec.nodeSize() == 1 ? NodeIdentity.ofOne(spec.ownRank()) : NodeIdentity.ofThisNode();
    } catch (IOException e) {
      throw new FabricException("cannot tell on which node this is: " + e, e);
    }
  }

  private static String describe(Surroundings.Place place, Device device, Rendezvous rendezvous) {
    RdmaPort port = place.port();
    return "RDMA device %s port %d (%s, %s) at %s, %s"
        .formatted(
            port.device(),
            port.number(),
            port.linkLayer(),
            port.rate(),
            device.at(),
            rendezvous.describe());
  }

  @Override
  public Fabric fabric(int rank) {
    return threads.fabric(rank);
  }

  @Override
  public Idler newIdler() {
    return threads.newIdler();
  }

  @Override
  public Handle start(int rank, String name, Task task) {
    return threads.start(rank, name, task);
  }

  @Override
  public String describe() {
    return description;
  }

  @Override
  public boolean sharesNode(int rank) {
    return cards.get(rank).node() == cards.get(spec.ownRank()).node();
  }

  @Override
  public void farewell() throws FabricException {
    if (!hasSaidFarewell) {
      farewell.say(newIdler(), spec.startNs());
      hasSaidFarewell = true;
      rendezvous.ended();
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (!hasSaidFarewell && spec.ownRank() == 0) {
      farewell.sayFailed();
    }
    threads.close();
    ends.forEach(Runnable::run);
  }
}
