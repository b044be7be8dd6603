package paracel.rdma.cli;

import java.io.PrintStream;
import java.util.List;
import paracel.base.ExitCode;
import paracel.base.OptionValues;
import paracel.cli.Command;
import paracel.cli.Console;
import paracel.fabric.FabricException;
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
    surroundings.facts().forEach(fact -> line(out, fact.name(), fact.value()));
    List<String> hindrances = surroundings.hindrances();
    for (String hindrance : hindrances) {
      line(out, "hindrance", hindrance);
    }
    line(out, "fabric verbs", hindrances.isEmpty() ? "can be used" : "cannot be used");
    return hindrances.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static void line(PrintStream out, String name, String value) {
    out.printf("%-14s %s%n", name, value);
  }
}
