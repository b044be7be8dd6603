package paracel.bench.fabric;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import paracel.fabric.FabricException;

/** A program that is run to its end, with a deadline. */
public final class ChildRun {

  private static final long END_SECONDS = 10;
  private static final int SHOWN_CHARS = 2000;

  private ChildRun() {}

  /**
   * Runs a program.
   *
   * @return what it has written to stdout
   * @throws FabricException when it cannot be started, fails or is late; with what it says
   */
  public static String output(List<String> command, long timeoutNs)
      throws FabricException, IOException, InterruptedException {
    Path directory = Files.createTempDirectory("paracel-bench");
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    try {
      int code = run(command, timeoutNs, out, err);
      if (code != 0) {
        throw new FabricException(
            "'%s' has ended with code %d: %s"
                .formatted(String.join(" ", command), code, tail(Files.readString(err))));
      }
      return Files.readString(out, StandardCharsets.UTF_8);
    } finally {
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
      Files.delete(directory);
    }
  }

  private static int run(List<String> command, long timeoutNs, Path out, Path err)
      throws FabricException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
    } catch (IOException e) {
      throw new FabricException("cannot start " + command.getFirst() + ": " + e.getMessage(), e);
    }
    try {
      if (!process.waitFor(timeoutNs, TimeUnit.NANOSECONDS)) {
        throw new FabricException(
            "waited %.0f s for the end of '%s'"
                .formatted(timeoutNs * 1e-9, String.join(" ", command)));
      }
      return process.exitValue();
    } finally {
      end(process);
    }
  }

  /** Lets mpirun end its ranks before it is ended itself. */
  private static void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String tail(String text) {
    String said = text.strip();
    return said.isEmpty()
        ? "it said nothing"
        : said.substring(Math.max(0, said.length() - SHOWN_CHARS));
  }
}
