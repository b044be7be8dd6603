package paracel.rdma.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import paracel.base.ExitCode;
import paracel.base.OptionValues;
import paracel.cli.Command;
import paracel.cli.Console;
import paracel.fabric.FabricException;
import paracel.rdma.RdmaPort;
import paracel.rdma.Surroundings;

/** {@code paracel doctor}: what this node has for RDMA, and what hinders it. */
public final class DoctorCommand implements Command {

  private final Surroundings surroundings;

  public DoctorCommand() {
    this(Surroundings.here());
  }

  DoctorCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public String name() {
    return "doctor";
  }

  @Override
  public String summary() {
    return "list RDMA devices and what hinders --fabric verbs on this node, with the remedy;"
        + " exit code 1 if anything does";
  }

  @Override
  public int run(OptionValues values, Console console) throws FabricException {
    PrintStream out = console.out();
    List<RdmaPort> ports = surroundings.ports();
    if (ports.isEmpty()) {
      line(out, "rdma device", "none");
    }
    for (RdmaPort port : ports) {
      describe(out, port);
    }
    line(out, "locked memory", locked());
    line(out, "library path", surroundings.libraryPath());
    List<String> hindrances = surroundings.hindrances();
    for (String hindrance : hindrances) {
      line(out, "hindrance", hindrance);
    }
    line(out, "fabric verbs", hindrances.isEmpty() ? "can be used" : "cannot be used");
    return hindrances.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static void describe(PrintStream out, RdmaPort port) {
    line(
        out,
        "rdma device",
        "%s port %d: state %s, link %s, %s, %s"
            .formatted(
                port.device(),
                port.number(),
                port.state(),
                port.physicalState(),
                port.linkLayer(),
                port.rate()));
    for (int i = 0; i < port.interfaces().size(); i++) {
      line(out, "  interface", port.interfaces().get(i) + ", MTU " + port.mtus().get(i));
    }
    for (String gid : port.gids()) {
      line(out, "  gid", gid);
    }
  }

  private String locked() {
    try {
      long bytes = surroundings.lockedBytes();
      return bytes == Long.MAX_VALUE ? "unlimited" : (bytes >> 10) + " KiB";
    } catch (IOException e) {
      return "not known (" + e + ")";
    }
  }

  private static void line(PrintStream out, String name, String value) {
    out.printf("%-14s %s%n", name, value);
  }
}
