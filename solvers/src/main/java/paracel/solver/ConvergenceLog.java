package paracel.solver;

import java.io.IOException;
import java.nio.file.Path;
import paracel.metrics.ConvergencePoint;
import paracel.metrics.Report;
import paracel.worker.Reduction;
import paracel.worker.Worker;

/**
 * Parameters as worker 0 saw them on the way, kept until the solver is done; only then the
 * objective of each is computed, by all workers, so that the log costs the timed part a copy now
 * and then.
 *
 * <p>All memory is allocated at construction; other workers than 0 hold none.
 */
public final class ConvergenceLog {

  private static final int POINTS_MAX = 50;
  private static final long BYTES_MAX = 64 << 20;

  /** Objective at given parameters over the data of all workers; collective. */
  @FunctionalInterface
  public interface Objective {
    double at(double[] parameters) throws Exception;
  }

  private final int length;
  private final double[][] parameters;
  private final long[] clocks;
  private final long[] timesNs;
  private final long[] lags;
  private int size;
  private long spacing = 1;

  /**
   * @param worker whose log it is
   * @param length number of parameters
   */
  public ConvergenceLog(Worker worker, int length) {
    int capacity = worker.index() == 0 ? capacity(length) : 0;
    this.length = length;
    this.parameters = new double[capacity][length];
    this.clocks = new long[capacity];
    this.timesNs = new long[capacity];
    this.lags = new long[capacity];
  }

  /** How many points a log of so many parameters holds: less of long vectors, at least 2. */
  public static int capacity(int length) {
    return (int) Math.clamp(BYTES_MAX / (8L * length), 2, POINTS_MAX);
  }

  /** How many points there is room for: none in other workers than 0. */
  public int room() {
    return parameters.length;
  }

  /**
   * Keeps a copy of the parameters. When there is no room left every second point is dropped, and
   * from then on every second clock of those that came before is left out.
   *
   * @param values at least as many as the log is for; not modified
   */
  public void add(long clock, long timeNs, double[] values, long lag) {
    if (parameters.length == 0) {
      return;
    }
    while (size == parameters.length && clock % spacing == 0) {
      thin();
    }
    if (clock % spacing != 0) {
      return;
    }
    System.arraycopy(values, 0, parameters[size], 0, length);
    clocks[size] = clock;
    timesNs[size] = timeNs;
    lags[size] = lag;
    size++;
  }

  /** Keeps the points at multiples of twice the spacing; the arrays change places. */
  private void thin() {
    spacing *= 2;
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (clocks[i] % spacing == 0) {
        double[] free = parameters[kept];
        parameters[kept] = parameters[i];
        parameters[i] = free;
        clocks[kept] = clocks[i];
        timesNs[kept] = timesNs[i];
        lags[kept] = lags[i];
        kept++;
      }
    }
    size = kept;
  }

  /**
   * Computes the objectives and reports them. Collective.
   *
   * @param startNs when the solver started, by the worker's time
   */
  public void report(Worker worker, long startNs, Objective objective) throws Exception {
    long points = worker.allReduce((long) size, Reduction.MAX);
    double[] at = new double[length];
    for (int i = 0; i < points; i++) {
      if (worker.index() == 0) {
        System.arraycopy(parameters[i], 0, at, 0, length);
      }
      worker.broadcast(0, at);
      double value = objective.at(at);
      if (worker.index() == 0) {
        double seconds = (timesNs[i] - startNs) * 1e-9;
        worker.report().convergence(new ConvergencePoint(seconds, clocks[i], value, lags[i]));
      }
    }
  }

  /** Writes {@code convergence.tsv}: seconds, clock, objective and lag of each point. */
  public static void write(Path directory, Report report) throws IOException {
    OutputFile.write(
        directory,
        "convergence.tsv",
        out -> {
          OutputFile.print(out, "seconds\tclock\tobjective\tlag\n");
          for (ConvergencePoint point : report.convergence()) {
            OutputFile.print(
                out,
                point.seconds()
                    + "\t"
                    + point.clock()
                    + "\t"
                    + point.objective()
                    + "\t"
                    + point.lag()
                    + "\n");
          }
        });
  }
}
