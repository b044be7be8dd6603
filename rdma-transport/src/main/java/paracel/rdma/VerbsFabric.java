package paracel.rdma;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import paracel.base.Check;
import paracel.base.Idler;
import paracel.fabric.Endpoint;
import paracel.fabric.Fabric;
import paracel.fabric.FabricException;
import paracel.fabric.FabricSpec;
import paracel.fabric.RegionEndpoint;
import paracel.fabric.Wait;
import paracel.fabric.WindowSizeException;
import paracel.fabric.WindowTable;
import paracel.memory.Region;

/** One rank of a job whose ranks reach each other by RDMA. */
final class VerbsFabric implements Fabric {

  private static final long CONNECT_NS = 20_000_000_000L;

  private final Device device;
  private final Directory directory;
  private final DirectoryDescriptor layout;
  private final FabricSpec spec;
  private final List<Card> cards;
  private final WindowTable own;
  private final RemoteWindows remote;
  private final Set<VerbsEndpoint> endpoints = new LinkedHashSet<>();
  private final VerbsEndpoint control; // used under its own lock
  private boolean closed;

  /**
   * @param cards of all ranks, by rank
   */
  VerbsFabric(Device device, Directory directory, FabricSpec spec, List<Card> cards)
      throws FabricException {
    this.device = device;
    this.directory = directory;
    this.layout = new DirectoryDescriptor(spec.size());
    this.spec = spec;
    this.cards = cards;
    this.own = new WindowTable(spec.ownRank(), spec.size());
    RemoteWindows.RemoteWindow[] directories = new RemoteWindows.RemoteWindow[spec.size()];
    for (int rank = 0; rank < directories.length; rank++) {
      Card card = cards.get(rank);
      directories[rank] =
          new RemoteWindows.RemoteWindow(
              layout.bytes(),
              card.directoryAddress(),
              new int[] {card.directoryRkey()},
              Segments.LARGE);
    }
    this.remote = new RemoteWindows(spec.ownRank(), directories);
    this.control = new VerbsEndpoint(this, new RegionEndpoint(own));
  }

  @Override
  public int rank() {
    return spec.ownRank();
  }

  int size() {
    return spec.size();
  }

  Device device() {
    return device;
  }

  RemoteWindows remote() {
    return remote;
  }

  /** The fabric's own endpoint. Whoever uses it holds its lock. */
  VerbsEndpoint control() {
    return control;
  }

  /** Not on every device: see docs/adr/0008. */
  @Override
  public boolean ordersPuts() {
    return false;
  }

  @Override
  public Region allocate(int window, long bytes) throws FabricException {
    return own.allocate(window, bytes);
  }

  @Override
  public synchronized void expose(int window, Region region) throws FabricException {
    Check.state(!closed, "the fabric is closed");
    own.check(rank(), window);
    Check.argument(!own.has(rank(), window), "a window is exposed once");
    directory.add(window, region);
    own.add(rank(), window, region);
  }

  @Override
  public void attach(int target, int window, long bytes, Idler idler, long timeoutNs)
      throws FabricException {
    own.check(target, window);
    if (target == rank()) {
      Wait.until(new Exposed(target, window), idler, timeoutNs);
      checkSize(target, window, own.bytes(target, window), bytes);
    } else if (!remote.has(target, window)) {
      synchronized (control) {
        control.connect(target);
      }
      Exposed exposed = new Exposed(target, window);
      Wait.until(exposed, idler, timeoutNs);
      checkSize(target, window, exposed.bytes, bytes);
      addRemote(target, window, bytes);
    }
  }

  private void checkSize(int target, int window, long actual, long expected)
      throws FabricException {
    if (actual == DirectoryDescriptor.WITHDRAWN) {
      throw new FabricException("rank " + target + " has withdrawn window " + window);
    }
    if (actual != expected) {
      throw new WindowSizeException(target, window, actual, rank(), expected);
    }
  }

  private void addRemote(int target, int window, long bytes) throws FabricException {
    int count = device.segments().count(bytes);
    try (Region landing = Region.allocate(DirectoryDescriptor.ENTRY_BYTES);
        Region keys = Region.allocate(8L + ((long) count * Integer.BYTES + 7 & -8))) {
      int[] rkeys = new int[count];
      synchronized (control) {
        read(target, layout.entry(window), landing, 0, DirectoryDescriptor.ENTRY_BYTES);
        int first = landing.getInt(DirectoryDescriptor.FIRST_KEY_OFFSET);
        Check.state(
            landing.getInt(DirectoryDescriptor.KEY_COUNT_OFFSET) == count,
            "a window of this size has other segments");
        long from = layout.key(first);
        long skew = from & 7;
        read(target, from, keys, skew, (long) count * Integer.BYTES);
        for (int i = 0; i < count; i++) {
          rkeys[i] = keys.getInt(skew + (long) i * Integer.BYTES);
        }
      }
      long address = landing.getLong(DirectoryDescriptor.ADDRESS_OFFSET);
      remote.add(
          target, window, new RemoteWindows.RemoteWindow(bytes, address, rkeys, device.segments()));
    }
  }

  private void read(int target, long from, Region into, long at, long bytes)
      throws FabricException {
    control.get(target, RemoteWindows.DIRECTORY, from, into, at, bytes);
    control.flush(target);
  }

  /** Nothing to do: a window has no name in the system. */
  @Override
  public void seal(int window) {
    Check.state(own.has(rank(), window), "only an exposed window is sealed");
  }

  @Override
  public synchronized Endpoint openEndpoint() {
    Check.state(!closed, "the fabric is closed");
    try {
      VerbsEndpoint made = new VerbsEndpoint(this, new RegionEndpoint(own));
      endpoints.add(made);
      return made;
    } catch (FabricException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** Connects a new queue pair to a target; the target's listener answers. */
  Connection connect(int target) throws FabricException {
    return new Connection(connectPair(target), rank(), target, spec.answerNs());
  }

  /** A connected queue pair without anything around it. */
  Connector connectPair(int target) throws FabricException {
    return Connector.connect(
        device, rank(), target, cards.get(target).listener(), Math.min(CONNECT_NS, spec.startNs()));
  }

  synchronized void ended(VerbsEndpoint endpoint) {
    endpoints.remove(endpoint);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      directory.withdraw();
    }
  }

  /** Ends what threads have left open. Threads must have ended. */
  void closeEndpoints() {
    List<VerbsEndpoint> left;
    synchronized (this) {
      left = List.copyOf(endpoints);
    }
    left.forEach(VerbsEndpoint::close);
    control.close();
  }

  /** The moment in which a window is exposed. */
  private final class Exposed implements Wait.Condition {

    private final int target;
    private final int window;
    private long bytes;

    Exposed(int target, int window) {
      this.target = target;
      this.window = window;
    }

    @Override
    public boolean poll() throws FabricException {
      if (target == rank()) {
        return own.has(target, window);
      }
      synchronized (control) {
        bytes = control.getLong(target, RemoteWindows.DIRECTORY, layout.entry(window));
      }
      return bytes != 0;
    }

    @Override
    public String describe() {
      return "rank %d waits for rank %d to expose window %d".formatted(rank(), target, window);
    }
  }
}
