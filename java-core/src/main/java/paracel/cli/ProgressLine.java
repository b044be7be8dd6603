package paracel.cli;

import java.util.Locale;
import paracel.metrics.Progress;

/**
 * Shows progress on stderr: on a terminal one line that is written over, else a line for each
 * phase. Used by worker 0's thread, and closed by the thread that waits for it.
 */
final class ProgressLine implements Progress, AutoCloseable {

  private static final long LEAST_NS = 100_000_000;

  private final Console console;
  private final long startNs = System.nanoTime();

  private String lastPhase = "";
  private long lastNs;
  private int width;

  ProgressLine(Console console) {
    this.console = console;
  }

  @Override
  public synchronized void show(String phase, long done, long total, String detail) {
    boolean isNew = !phase.equals(lastPhase);
    long nowNs = System.nanoTime();
    if (!isNew && (!console.isTerminal() || nowNs - lastNs < LEAST_NS)) {
      return;
    }
    lastPhase = phase;
    lastNs = nowNs;
    String share = total > 0 ? String.format(Locale.ROOT, " %3d %%", 100 * done / total) : "";
    String line =
        String.format(
            Locale.ROOT, "[%7.2f s] %s%s %s", (nowNs - startNs) * 1e-9, phase, share, detail);
    if (!console.isTerminal()) {
      boolean isSentence = total == 0 && done == 0;
      console.err().println(isSentence ? line : line.substring(0, line.indexOf(phase)) + phase);
      return;
    }
    console.err().print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
    console.err().flush();
    width = line.length();
  }

  /** Ends the line. */
  @Override
  public synchronized void close() {
    if (width > 0) {
      console.err().print("\r" + " ".repeat(width) + "\r");
      console.err().flush();
      width = 0;
    }
  }
}
