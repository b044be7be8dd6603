package paracel.rdma;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import paracel.fabric.FabricProvider;

/**
 * A port of an RDMA device, as the kernel shows it below /sys.
 *
 * @param device name of the device, for example mlx5_0
 * @param number of the port, from 1
 * @param state logical state, for example "4: ACTIVE"
 * @param physicalState for example "5: LinkUp"
 * @param linkLayer InfiniBand or Ethernet
 * @param rate for example "100 Gb/sec (4X EDR)"
 * @param gids addresses of the port with their kind, without unused ones
 * @param interfaces network interfaces that share the port
 * @param mtus of these, in bytes
 */
public record RdmaPort(
    String device,
    int number,
    String state,
    String physicalState,
    String linkLayer,
    String rate,
    List<String> gids,
    List<String> interfaces,
    List<String> mtus) {

  private static final int MAX_GIDS = 64;

  /** All ports, in the order of their devices' names. */
  public static List<RdmaPort> all(Path sys) throws IOException {
    List<RdmaPort> ports = new ArrayList<>();
    for (Path device : sorted(sys.resolve("class/infiniband"))) {
      for (Path port : sorted(device.resolve("ports"))) {
        ports.add(read(sys, device, port));
      }
    }
    return ports;
  }

  private static RdmaPort read(Path sys, Path device, Path port) throws IOException {
    List<String> gids = new ArrayList<>();
    Set<String> interfaces = new LinkedHashSet<>();
    for (int index = 0; index < MAX_GIDS; index++) {
      String gid = text(port.resolve("gids/" + index));
      if (gid.isEmpty()) {
        break;
      }
      if (!gid.replaceAll("[:0]", "").isEmpty()) {
        gids.add((gid + " " + text(port.resolve("gid_attrs/types/" + index))).strip());
        interfaces.add(text(port.resolve("gid_attrs/ndevs/" + index)));
      }
    }
    for (Path name : sorted(device.resolve("device/net"))) {
      interfaces.add(name.getFileName().toString());
    }
    interfaces.remove("");
    List<String> mtus = new ArrayList<>();
    for (String name : interfaces) {
      mtus.add(text(sys.resolve("class/net/" + name + "/mtu")));
    }
    return new RdmaPort(
        device.getFileName().toString(),
        Integer.parseInt(port.getFileName().toString()),
        text(port.resolve("state")),
        text(port.resolve("phys_state")),
        text(port.resolve("link_layer")),
        text(port.resolve("rate")),
        gids,
        List.copyOf(interfaces),
        mtus);
  }

  private static Set<Path> sorted(Path directory) throws IOException {
    Set<Path> found = new TreeSet<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        entries.forEach(found::add);
      }
    }
    return found;
  }

  /** A file's text; empty when the kernel shows none, as for gids that are not there. */
  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /** Adds what users should see. */
  void describe(List<FabricProvider.Fact> facts) {
    String text =
        "%s port %d: state %s, link %s, %s, %s"
            .formatted(device, number, state, physicalState, linkLayer, rate);
    facts.add(new FabricProvider.Fact("rdma device", text));
    for (int i = 0; i < interfaces.size(); i++) {
      String mtu = interfaces.get(i) + ", MTU " + mtus.get(i);
      facts.add(new FabricProvider.Fact("  interface", mtu));
    }
    gids.forEach(gid -> facts.add(new FabricProvider.Fact("  gid", gid)));
  }

  public boolean isActive() {
    return state.contains("ACTIVE");
  }

  /** How to bring it up. */
  String remedy() {
    return linkLayer.equals("InfiniBand")
        ? "check the cable and that a subnet manager runs (ibstat, opensm)"
        : "ip link set %s up, and check the cable"
            .formatted(interfaces.isEmpty() ? "INTERFACE" : interfaces.get(0));
  }
}
