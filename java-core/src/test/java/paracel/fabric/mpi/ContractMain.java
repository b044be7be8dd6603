package paracel.fabric.mpi;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

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
 * One rank of the fabric contract under mpirun: all ranks run the same tests in the same order, and
 * each does its own part. Words: the way to MPI, and {@code mpi} or {@code auto}.
 */
public final class ContractMain {

  /** What the last line of each rank begins with; the number of tests follows. */
  static final String PASSED = "contract tests passed: ";

  private ContractMain() {}

  public static void main(String[] words) throws Exception {
    System.setProperty(DistributedContract.PROVIDER, words[0]);
    System.setProperty(DistributedContract.FABRIC, words[1]);
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(DistributedContract.class))
            .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener, new TimePrinter());
    TestExecutionSummary summary = listener.getSummary();
    summary.printFailuresTo(new PrintWriter(System.err), 12);
    boolean passed = summary.getTotalFailureCount() == 0 && summary.getTestsSucceededCount() > 0;
    if (passed) {
      System.out.println(PASSED + summary.getTestsSucceededCount());
      DistributedContract.endMpi();
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
      }
    }
  }
}
