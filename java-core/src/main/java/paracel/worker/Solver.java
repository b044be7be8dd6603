package paracel.worker;

import java.util.List;
import java.util.function.IntFunction;
import paracel.base.Option;
import paracel.base.UsageException;
import paracel.table.Consistency;

/** A method that {@code ./paracel run} can run, found by {@link java.util.ServiceLoader}. */
public interface Solver {

  /** Name on the command line: lower-case letters, digits and dashes. */
  String name();

  /** What it does, one sentence for help and reference. */
  String summary();

  /**
   * All options it takes beside those of every job; unknown ones are refused. With {@link
   * paracel.data.DataOptions#INPUT} among them it reads an input, which is then required; with
   * {@link paracel.data.DataOptions#TEST} it may have a second one.
   */
  List<Option<?>> options();

  /** Consistency of its tables when the user gives none. */
  Consistency defaultConsistency();

  /**
   * Checks options and input as far as that goes without reading the data, before anything is
   * opened.
   *
   * @return makes the program of each worker, given its index
   * @throws UsageException naming the option or input that is wrong
   */
  IntFunction<WorkerProgram> prepare(SolverContext context) throws UsageException;
}
