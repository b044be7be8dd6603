package paracel.cli;

import java.util.List;
import java.util.Optional;
import paracel.base.Option;
import paracel.base.OptionValues;

/** A word of the command line and what it does, found by {@link java.util.ServiceLoader}. */
public interface Command {

  /** The word, lower-case. */
  String name();

  /** What it does, one sentence for help and reference. */
  String summary();

  /** Options that it takes; unknown ones are refused. */
  default List<Option<?>> options() {
    return List.of();
  }

  /**
   * What takes the words from the first on that is not an option of this command, or from {@code
   * --} on, whatever they are; such a command has no children. Mostly empty: such words are
   * refused.
   */
  default Optional<Option<List<String>>> trailing() {
    return Optional.empty();
  }

  /** Commands behind this one, for example the solvers behind {@code run}; mostly none. */
  default List<Command> children() {
    return List.of();
  }

  /**
   * Runs the command.
   *
   * @return exit code
   * @throws paracel.base.UsageException printed without a stack trace, exit code 2
   * @throws paracel.fabric.FabricException printed without a stack trace, exit code 1
   * @throws Exception printed with its stack trace, exit code 1
   */
  int run(OptionValues values, Console console) throws Exception;
}
