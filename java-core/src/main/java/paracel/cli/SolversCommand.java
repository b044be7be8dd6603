package paracel.cli;

import paracel.base.ExitCode;
import paracel.base.OptionValues;
import paracel.worker.Solver;

/** {@code paracel solvers}: what {@code run} can run. */
public final class SolversCommand implements Command {

  @Override
  public String name() {
    return "solvers";
  }

  @Override
  public String summary() {
    return "list the solvers";
  }

  @Override
  public int run(OptionValues values, Console console) {
    for (Solver solver : RunCommand.solvers()) {
      console.out().printf("%-12s %s%n", solver.name(), solver.summary());
    }
    return ExitCode.DONE;
  }
}
