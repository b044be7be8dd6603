package paracel.cli;

import java.io.PrintStream;

/**
 * Where a command prints.
 *
 * @param out for results
 * @param err for everything else
 * @param isTerminal whether {@code err} is a terminal, on which a line can be written over
 */
public record Console(PrintStream out, PrintStream err, boolean isTerminal) {

  /** The process's own streams. */
  public static Console system() {
    java.io.Console console = System.console();
    return new Console(System.out, System.err, console != null && console.isTerminal());
  }
}
