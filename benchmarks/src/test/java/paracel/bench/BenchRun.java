package paracel.bench;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import paracel.cli.Console;
import paracel.cli.Main;

/** Runs a benchmark's command as a user would, and keeps what it prints. */
public final class BenchRun {

  private final String command;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** For {@code paracel bench command}. */
  public BenchRun(String command) {
    this.command = command;
  }

  /** Runs it with these words; gives its exit code. */
  public int run(String... words) {
    List<String> all = new ArrayList<>(List.of("bench", command));
    all.addAll(List.of(words));
    PrintStream printsOut = new PrintStream(out, true, StandardCharsets.UTF_8);
    PrintStream printsErr = new PrintStream(err, true, StandardCharsets.UTF_8);
    Console console = new Console(printsOut, printsErr, false);
    return Main.run(console, all.toArray(String[]::new));
  }

  public String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  public String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
