package paracel.rdma;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A node as the kernel would show it, made of files. */
public final class FakeNode {

  private final Path root;
  private String device;
  private boolean hasAddress = true;

  /** A node with nothing for RDMA and 8 MiB to lock. */
  public FakeNode(Path root) throws IOException {
    this.root = root;
    lock("8388608");
    write("self/status", "Name:\tjava\nCapEff:\t0000000000000000\n");
    Files.createDirectories(root.resolve("sys"));
    Files.createDirectories(root.resolve("dev"));
  }

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** A device with one port on eth0. */
  public FakeNode device(String name, String state) throws IOException {
    String port = "sys/class/infiniband/" + name + "/ports/1/";
    write(port + "state", state + "\n");
    write(port + "phys_state", state.contains("ACTIVE") ? "5: LinkUp\n" : "3: Disabled\n");
    write(port + "link_layer", "Ethernet\n");
    write(port + "rate", "2.5 Gb/sec (1X SDR)\n");
    write(port + "gids/0", "fe80:0000:0000:0000:5054:00ff:fe77:0001\n");
    write(port + "gids/1", "0000:0000:0000:0000:0000:ffff:0a4d:0001\n");
    write(port + "gids/2", "0000:0000:0000:0000:0000:0000:0000:0000\n");
    write(port + "gid_attrs/types/0", "RoCE v2\n");
    write(port + "gid_attrs/types/1", "RoCE v2\n");
    write(port + "gid_attrs/ndevs/0", "eth0\n");
    write(port + "gid_attrs/ndevs/1", "eth0\n");
    write("sys/class/net/eth0/mtu", "1500\n");
    return this;
  }

  public FakeNode connectionManager() throws IOException {
    write("dev/infiniband/rdma_cm", "");
    return this;
  }

  public FakeNode lock(String limit) throws IOException {
    write(
        "self/limits",
        "Limit                     Soft Limit           Hard Limit           Units     \n"
            + "Max locked memory         "
            + limit
            + "              "
            + limit
            + "   bytes     \n");
    return this;
  }

  public FakeNode mayLockMore() throws IOException {
    write("self/status", "CapEff:\t000001ffffffffff\n");
    return this;
  }

  public FakeNode library(String content) throws IOException {
    write("lib/libdisni.so", content);
    return this;
  }

  public FakeNode wants(String wanted) {
    device = wanted;
    return this;
  }

  public FakeNode withoutAddress() {
    hasAddress = false;
    return this;
  }

  public Surroundings surroundings() {
    return new Surroundings(
        root.resolve("sys"),
        root.resolve("dev"),
        root.resolve("self"),
        root.resolve("lib").toString(),
        device,
        name -> hasAddress && name.equals("eth0") ? address() : Optional.empty());
  }

  private static Optional<Inet4Address> address() {
    try {
      return Optional.of((Inet4Address) InetAddress.getByAddress(new byte[] {10, 77, 0, 1}));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
