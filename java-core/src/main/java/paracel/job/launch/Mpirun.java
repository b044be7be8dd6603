package paracel.job.launch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import paracel.base.ExitCode;

/**
 * Runs mpirun to its end. Its stdin and stdout are ours. A signal that ends this process ends
 * mpirun, and with it the ranks; mpirun is given 10 s, then it and what it has started here are
 * killed.
 */
public final class Mpirun {

  private static final long END_SECONDS = 10;

  /** How long mpirun takes, at most, to end ranks after an interrupt; it takes one second. */
  private static final long INTERRUPT_MS = 2500;

  /** For mpirun to end by itself. */
  private static final long GIVE_UP_MS = 2000;

  private static final long LOOK_MS = 100;

  /** For words that are still on their way when mpirun has ended. */
  private static final long LAST_WORDS_MS = 2000;

  private final LaunchPlan plan;
  private final OutputStream err;
  private final boolean isTerminal;
  private volatile boolean isStopped;

  /**
   * @param err where all but reports goes
   * @param isTerminal whether the user can interrupt mpirun and us at once, by the keyboard
   */
  public Mpirun(LaunchPlan plan, OutputStream err, boolean isTerminal) {
    this.plan = plan;
    this.err = err;
    this.isTerminal = isTerminal;
  }

  /** Starts all ranks and waits for their end, for as long as that takes. */
  public Outcome run(RandomGenerator random) throws InterruptedException {
    String nonce = "%016x".formatted(random.nextLong());
    List<String> line = plan.line(RankReport.VARIABLE);
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectInput(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put(RankReport.VARIABLE, nonce);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new Outcome(
          ExitCode.FAILED,
          "--mpirun: '%s' cannot be started (%s): apt-get install openmpi-bin, or name it"
              .formatted(plan.mpirun(), e.getMessage()));
    }
    Thread stopper = new Thread(() -> stop(process), "stop-mpirun");
    Runtime.getRuntime().addShutdownHook(stopper);
    ReportFilter filter = new ReportFilter(err, nonce, plan.ranks());
    Thread reader = Thread.ofPlatform().daemon().start(() -> copy(process, filter));
    boolean isLate = !awaitBegin(process, filter);
    if (isLate) {
      end(process, false);
    } else {
      awaitEnd(process, filter);
    }
    int code = process.waitFor();
    reader.join(LAST_WORDS_MS);
    if (isStopped) {
      return new Outcome(ExitCode.FAILED, null); // the signal decides the exit code
    }
    try {
      Runtime.getRuntime().removeShutdownHook(stopper);
    } catch (IllegalStateException e) {
      return new Outcome(ExitCode.FAILED, null); // a signal came in the last moment, and decides
    }
    if (reader.isAlive()) {
      return new Outcome(
          ExitCode.FAILED, plan.mpirun() + " has ended and left a process that holds its stderr");
    }
    if (isLate) {
      return new Outcome(ExitCode.FAILED, late());
    }
    return Outcome.of(plan, filter.hasBegun(), filter.exitCodes(), code, filter.passed());
  }

  /** False when time is up. */
  private boolean awaitBegin(Process process, ReportFilter filter) throws InterruptedException {
    long deadlineNs = System.nanoTime() + (long) (plan.startSeconds() * 1e9);
    while (!filter.hasBegun() && !process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
      if (System.nanoTime() > deadlineNs) {
        return false;
      }
      if (Outcome.isHostLost(filter.passed())) {
        giveUp(process);
        return true;
      }
    }
    return true;
  }

  /**
   * Waits for mpirun as long as ranks may be at work. With recovery, and daemons on several hosts,
   * mpirun 4.1 hangs when the survivors of a death have ended.
   */
  private void awaitEnd(Process process, ReportFilter filter) throws InterruptedException {
    long quietNs = (long) (plan.survivorSeconds() * 1e9);
    while (!process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
      if (filter.hasAllReported() || filter.hasFailedBefore(quietNs)) {
        giveUp(process);
      }
    }
  }

  /** mpirun mostly ends when a host is lost, but may wait for ever for the others to answer. */
  private static void giveUp(Process process) throws InterruptedException {
    if (!process.waitFor(GIVE_UP_MS, TimeUnit.MILLISECONDS)) {
      end(process, false);
    }
  }

  private String late() {
    String where = plan.hosts().isEmpty() ? "" : " on --hosts " + String.join(",", plan.hosts());
    return "waited %s s for %s to start a rank%s; --start-timeout of the command sets the limit"
        .formatted(plan.startSeconds(), plan.mpirun(), where);
  }

  private static void copy(Process process, ReportFilter filter) {
    try (InputStream from = process.getErrorStream();
        filter) {
      from.transferTo(filter);
    } catch (IOException e) {
      // mpirun was killed and its stream closed, or our stderr is gone: nobody is left to be told
      process.destroy();
    }
  }

  private void stop(Process process) {
    isStopped = true;
    end(process, isTerminal);
  }

  private static void end(Process process, boolean hasSignal) {
    List<ProcessHandle> started = process.descendants().toList();
    try {
      // a second signal would make mpirun leave its ranks, so it gets none if it has one
      if (!hasSignal || !process.waitFor(INTERRUPT_MS, TimeUnit.MILLISECONDS)) {
        process.destroy();
      }
      process.waitFor(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
  }
}
