package paracel.cli;

import java.io.IOException;
import java.util.List;
import java.util.ServiceLoader;
import paracel.base.ExitCode;
import paracel.base.OptionException;
import paracel.base.UsageException;
import paracel.fabric.FabricException;
import paracel.job.LauncherProvider;

/** Entry of the command line. */
public final class Main {

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] words) {
    if (words.length == 1 && (words[0].equals("--version") || words[0].equals("-V"))) {
      System.out.println("paracel " + Version.text()); // without loading anything else
      return;
    }
    System.exit(run(Console.system(), words));
  }

  /** Runs a command; what goes wrong is printed. */
  public static int run(Console console, String... words) {
    try {
      return new CommandTree(commands(), console).run(words);
    } catch (OptionException e) {
      if (isSpokesman()) {
        console.err().println("paracel: " + e.getMessage());
      }
      return ExitCode.USAGE;
    } catch (UsageException e) {
      console.err().println("paracel: " + e.getMessage());
      return ExitCode.USAGE;
    } catch (FabricException e) {
      console.err().println("paracel: " + e.getMessage());
      return ExitCode.FAILED;
    } catch (IOException e) {
      console.err().println("paracel: " + e); // its message alone is often but a file's name
      return ExitCode.FAILED;
    } catch (Exception e) {
      console.err().println("paracel: this is a bug, please report it");
      e.printStackTrace(console.err());
      return ExitCode.FAILED;
    } finally {
      console.out().flush();
      console.err().flush();
    }
  }

  /** Whether this process speaks for a job all of whose ranks find the same. */
  private static boolean isSpokesman() {
    try {
      return LauncherProvider.detectAny(System.getenv()).map(at -> at.rank() == 0).orElse(true);
    } catch (UsageException e) {
      return true; // what the launcher says makes no sense: nobody else may have been started
    }
  }

  /** All commands of this build, in the order of their names. */
  static List<Command> commands() {
    return ServiceLoader.load(Command.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted((a, b) -> a.name().compareTo(b.name()))
        .toList();
  }
}
