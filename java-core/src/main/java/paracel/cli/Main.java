package paracel.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.BiFunction;
import paracel.base.ExitCode;
import paracel.base.OptionException;
import paracel.base.UsageException;
import paracel.fabric.FabricException;
import paracel.job.LaunchEnvironment;
import paracel.job.LauncherProvider;
import paracel.job.launch.RankReport;

/** Entry of the command line. */
public final class Main {

  /** Longer than the start of rank 0 may take. */
  private static final long SPOKESMAN_MS = 4000;

  /** For mpirun to pass on the report before it sees that the rank has failed and ends the job. */
  private static final long REPORT_MS = 100;

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] words) {
    if (words.length == 1 && (words[0].equals("--version") || words[0].equals("-V"))) {
      System.out.println("paracel " + Version.text()); // without loading anything else
      return;
    }
    report(RankReport::begun);
    int exitCode = run(Console.system(), words);
    report((nonce, rank) -> RankReport.ended(nonce, rank, exitCode));
    if (exitCode != ExitCode.DONE && System.getenv(RankReport.VARIABLE) != null) {
      sleep(REPORT_MS);
    }
    System.exit(exitCode);
  }

  /** As a rank of {@code paracel launch}, tells it something. */
  private static void report(BiFunction<String, Integer, byte[]> report) {
    String nonce = System.getenv(RankReport.VARIABLE);
    if (nonce == null) {
      return;
    }
    try {
      Optional<LaunchEnvironment> launch = LauncherProvider.detectAny(System.getenv());
      if (launch.isPresent()) {
        System.err.writeBytes(report.apply(nonce, launch.get().rank()));
        System.err.flush();
      }
    } catch (UsageException e) {
      // the launcher's variables make no sense, which the command says
    }
  }

  /** Runs a command; what goes wrong is printed. */
  public static int run(Console console, String... words) {
    try {
      return new CommandTree(commands(), console).run(words);
    } catch (OptionException e) {
      if (isSpokesman()) {
        console.err().println("paracel: " + e.getMessage());
      } else {
        leaveTheWord(); // who is still there was started with options of its own
        console.err().println("paracel: " + ownRank() + e.getMessage());
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
    } catch (ServiceConfigurationError e) {
      console.err().println("paracel: PARACEL_CLASSPATH: " + e.getMessage());
      return ExitCode.USAGE;
    } catch (Exception e) {
      console
          .err()
          .println("paracel: " + ownRank() + "a mistake in the program, or a bug of Paracel:");
      e.printStackTrace(console.err());
      return ExitCode.FAILED;
    } finally {
      console.out().flush();
      console.err().flush();
    }
  }

  private static String ownRank() {
    try {
      return LauncherProvider.detectAny(System.getenv())
          .map(at -> "rank " + at.rank() + ": ")
          .orElse("");
    } catch (UsageException e) {
      return "";
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

  /** Lets rank 0 speak: launchers end a job, and rank 0 with it, when its first rank has failed. */
  private static void leaveTheWord() {
    sleep(SPOKESMAN_MS);
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
