package paracel.rdma;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import paracel.fabric.FabricException;
import paracel.fabric.FabricProvider;

/**
 * What this node offers for RDMA, and what hinders it, each with the command that mends it.
 *
 * @param sys where the kernel shows devices
 * @param dev where their files are
 * @param self the process's own directory below /proc
 * @param libraryPath where libdisni is looked for
 * @param device the device that the user wants, or null
 * @param addresses IPv4 address of a network interface
 */
public record Surroundings(
    Path sys,
    Path dev,
    Path self,
    String libraryPath,
    String device,
    Function<String, Optional<Inet4Address>> addresses) {

  /** Names the device to use, where there are several. */
  public static final String DEVICE_VARIABLE = "PARACEL_RDMA_DEVICE";

  /** Windows, rings and origin regions of a small job. */
  private static final long MIN_LOCKED_BYTES = 64 << 20;

  private static final int CAP_IPC_LOCK = 14;

  /** Of this process. */
  public static Surroundings here() {
    return new Surroundings(
        Path.of("/sys"),
        Path.of("/dev"),
        Path.of("/proc/self"),
        System.getProperty("java.library.path", ""),
        System.getenv(DEVICE_VARIABLE),
        Surroundings::addressOf);
  }

  private static Optional<Inet4Address> addressOf(String name) {
    try {
      NetworkInterface found = NetworkInterface.getByName(name);
      return found == null
          ? Optional.empty()
          : found
              .inetAddresses()
              .filter(address -> address instanceof Inet4Address)
              .map(address -> (Inet4Address) address)
              .findFirst();
    } catch (SocketException e) {
      return Optional.empty();
    }
  }

  /**
   * The port to use, and its address.
   *
   * @param port the first that is active and has an address
   */
  record Place(RdmaPort port, Inet4Address address) {}

  /**
   * Chooses a port.
   *
   * @throws FabricException when none will do; says why, and the remedy
   */
  Place place() throws FabricException {
    List<RdmaPort> wanted = new ArrayList<>();
    for (RdmaPort port : ports()) {
      if (device == null || port.device().equals(device)) {
        wanted.add(port);
      }
    }
    if (wanted.isEmpty()) {
      throw new FabricException(
          device != null && !ports().isEmpty()
              ? "there is no RDMA device '%s' (%s); `rdma link` lists what there is"
                  .formatted(device, DEVICE_VARIABLE)
              : "no RDMA device; load its driver, or for soft-RoCE: modprobe rdma_rxe && rdma link"
                  + " add rxe0 type rxe netdev INTERFACE");
    }
    RdmaPort first = wanted.get(0);
    for (RdmaPort port : wanted) {
      if (!port.isActive()) {
        continue;
      }
      first = first.isActive() ? first : port;
      for (String name : port.interfaces()) {
        Optional<Inet4Address> address = addresses.apply(name);
        if (address.isPresent()) {
          return new Place(port, address.get());
        }
      }
    }
    throw new FabricException(first.isActive() ? noAddress(first) : down(first));
  }

  private static String down(RdmaPort port) {
    return "port %d of RDMA device %s is down (%s, %s); %s"
        .formatted(port.number(), port.device(), port.state(), port.physicalState(), port.remedy());
  }

  private static String noAddress(RdmaPort port) {
    return "no IPv4 address for RDMA device %s; ip addr add ADDRESS/24 dev %s"
        .formatted(
            port.device(), port.interfaces().isEmpty() ? "INTERFACE" : port.interfaces().get(0));
  }

  /** All ports of this node. */
  public List<RdmaPort> ports() throws FabricException {
    try {
      return RdmaPort.all(sys);
    } catch (IOException e) {
      throw new FabricException("cannot read " + sys + "/class/infiniband: " + e, e);
    }
  }

  /**
   * What this node has for RDMA: devices with their ports and addresses, and what may be locked.
   */
  public List<FabricProvider.Fact> facts() throws FabricException {
    List<FabricProvider.Fact> facts = new ArrayList<>();
    List<RdmaPort> ports = ports();
    if (ports.isEmpty()) {
      facts.add(new FabricProvider.Fact("rdma device", "none"));
    }
    ports.forEach(port -> port.describe(facts));
    facts.add(new FabricProvider.Fact("locked memory", locked()));
    facts.add(new FabricProvider.Fact("library path", libraryPath));
    return facts;
  }

  private String locked() {
    try {
      long bytes = lockedBytes();
      return bytes == Long.MAX_VALUE ? "unlimited" : (bytes >> 10) + " KiB";
    } catch (IOException e) {
      return "not known (" + e + ")";
    }
  }

  /** Everything that hinders RDMA on this node, one sentence each; empty when nothing does. */
  public List<String> hindrances() {
    List<String> found = new ArrayList<>();
    try {
      place();
    } catch (FabricException e) {
      found.add(e.getMessage());
    }
    file("infiniband/rdma_cm", "modprobe rdma_ucm").ifPresent(found::add);
    lockedMemory().ifPresent(found::add);
    Natives.missing(libraryPath).ifPresent(found::add);
    if (found.isEmpty()) {
      try {
        Natives.load();
      } catch (FabricException e) {
        found.add(e.getMessage());
      }
    }
    return found;
  }

  private Optional<String> file(String name, String remedy) {
    Path file = dev.resolve(name);
    if (!Files.exists(file)) {
      return Optional.of(file + " is missing; " + remedy);
    }
    return Files.isReadable(file) && Files.isWritable(file)
        ? Optional.empty()
        : Optional.of(file + " may not be opened; chmod 666 " + file);
  }

  private Optional<String> lockedMemory() {
    try {
      long limit = lockedBytes();
      if (limit >= MIN_LOCKED_BYTES || mayExceed()) {
        return Optional.empty();
      }
      return Optional.of(
          "a process may lock %d KiB of memory, which is too little to register any; ulimit -l"
                  .formatted(limit >> 10)
              + " unlimited (/etc/security/limits.conf: * - memlock unlimited; for Slurm"
              + " LimitMEMLOCK=infinity at slurmd)");
    } catch (IOException e) {
      return Optional.empty(); // the device will say
    }
  }

  /** Bytes that this process may lock; {@link Long#MAX_VALUE} without a limit. */
  private long lockedBytes() throws IOException {
    for (String line : Files.readAllLines(self.resolve("limits"))) {
      if (line.startsWith("Max locked memory")) {
        String soft = line.substring("Max locked memory".length()).strip().split("\\s+")[0];
        return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
      }
    }
    return Long.MAX_VALUE;
  }

  /** Whether the limit does not hold for this process. */
  private boolean mayExceed() throws IOException {
    for (String line : Files.readAllLines(self.resolve("status"))) {
      if (line.startsWith("CapEff:")) {
        long bits = Long.parseUnsignedLong(line.substring("CapEff:".length()).strip(), 16);
        return (bits >>> CAP_IPC_LOCK & 1) != 0;
      }
    }
    return false;
  }
}
