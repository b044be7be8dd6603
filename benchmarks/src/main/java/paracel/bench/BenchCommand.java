package paracel.bench;

import java.util.List;
import paracel.base.OptionException;
import paracel.base.OptionValues;
import paracel.bench.fabric.FabricCommand;
import paracel.bench.ops.OpsCommand;
import paracel.bench.ring.RingCommand;
import paracel.cli.Command;
import paracel.cli.Console;

/** {@code paracel bench}: measurements of single parts. */
public final class BenchCommand implements Command {

  @Override
  public String name() {
    return "bench";
  }

  @Override
  public String summary() {
    return "measure a part of Paracel on this machine or job";
  }

  @Override
  public List<Command> children() {
    return List.of(new FabricCommand(), new OpsCommand(), new RingCommand());
  }

  @Override
  public int run(OptionValues values, Console console) throws OptionException {
    throw new OptionException("bench what?"); // the command line asks for a child before
  }
}
