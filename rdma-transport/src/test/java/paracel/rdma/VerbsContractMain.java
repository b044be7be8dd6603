package paracel.rdma;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.PrintWriter;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * One rank of the fabric contract in a guest: all ranks run the same tests in the same order, and
 * each does its own part. Words: rank, number of ranks, host:port at rank 0, and one test if not
 * all.
 */
public final class VerbsContractMain {

  /** What the last line of each rank begins with; the number of tests follows. */
  static final String PASSED = "contract tests passed: ";

  private VerbsContractMain() {}

  public static void main(String[] words) {
    System.setProperty(VerbsContract.RANK, words[0]);
    System.setProperty(VerbsContract.SIZE, words[1]);
    System.setProperty(VerbsContract.PLACE, words[2]);
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(
                words.length > 3
                    ? selectMethod(VerbsContract.class, words[3])
                    : selectClass(VerbsContract.class))
            .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener, new TimePrinter());
    TestExecutionSummary summary = listener.getSummary();
    summary.printFailuresTo(new PrintWriter(System.err), 12);
    boolean passed = summary.getTotalFailureCount() == 0 && summary.getTestsSucceededCount() > 0;
    if (passed) {
      System.out.println(PASSED + summary.getTestsSucceededCount());
    }
    System.exit(passed ? 0 : 1);
  }

  /** Says on stderr how long each test took, so that one sees where a rank hangs. */
  private static final class TimePrinter implements TestExecutionListener {

    private long startNs;

    @Override
    public void executionStarted(TestIdentifier test) {
      startNs = System.nanoTime();
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest()) {
        System.err.printf(
            "%.2f s %s %s%n",
            (System.nanoTime() - startNs) * 1e-9, test.getDisplayName(), result.getStatus());
        result.getThrowable().ifPresent(TimePrinter::print);
      }
    }

    private static void print(Throwable thrown) {
      for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
        System.err.println("  " + cause);
        for (Throwable suppressed : cause.getSuppressed()) {
          System.err.println("    also " + suppressed);
        }
      }
    }
  }
}
