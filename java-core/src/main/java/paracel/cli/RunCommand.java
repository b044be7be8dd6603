package paracel.cli;

import java.util.List;
import java.util.ServiceLoader;
import paracel.base.OptionException;
import paracel.base.OptionValues;
import paracel.worker.Solver;

/** {@code paracel run SOLVER}: each solver is a command behind it. */
public final class RunCommand implements Command {

  @Override
  public String name() {
    return "run";
  }

  @Override
  public String summary() {
    return "run a solver: as threads of this process or, under mpirun or srun, as a rank of a job";
  }

  @Override
  public List<Command> children() {
    return solvers().stream().<Command>map(SolverCommand::new).toList();
  }

  /** All solvers of this build, in the order of their names. */
  static List<Solver> solvers() {
    return ServiceLoader.load(Solver.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted((a, b) -> a.name().compareTo(b.name()))
        .toList();
  }

  @Override
  public int run(OptionValues values, Console console) throws OptionException {
    throw new OptionException("there is no solver in this build");
  }
}
