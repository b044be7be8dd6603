package paracel.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a solver has to say when it is done. Filled by worker 0's thread, read when the job has
 * ended.
 */
public final class Report {

  private StopReason stopReason = StopReason.CONVERGED;
  private boolean hasEnded;
  private double objective = Double.NaN;
  private long iterations;
  private long clocks;
  private double loadSeconds;
  private double solveSeconds;
  private long rows;
  private long columns;
  private long nonZeros;
  private final Map<String, Object> metrics = new LinkedHashMap<>();
  private final List<ConvergencePoint> convergence = new ArrayList<>();
  private final List<String> resultLines = new ArrayList<>();
  private final List<TablePlacement> tables = new ArrayList<>();

  /** Why the solver ended, after how many iterations of its method and clocks of worker 0. */
  public void ended(StopReason reason, long iterationCount, long clockCount) {
    hasEnded = true;
    stopReason = reason;
    iterations = iterationCount;
    clocks = clockCount;
  }

  /** Final value of what the solver minimises; NaN where there is nothing of the kind. */
  public void objective(double value) {
    objective = value;
  }

  public void seconds(double load, double solve) {
    loadSeconds = load;
    solveSeconds = solve;
  }

  /** Size of the input over all workers. */
  public void data(long rowCount, long columnCount, long nonZeroCount) {
    rows = rowCount;
    columns = columnCount;
    nonZeros = nonZeroCount;
  }

  /** A figure of the solver's own; {@code value} is a Number, a String, or a Map to such values. */
  public void metric(String name, Object value) {
    metrics.put(name, value);
  }

  public void convergence(ConvergencePoint point) {
    convergence.add(point);
  }

  /** A line of the result table on stdout. */
  public void resultLine(String line) {
    resultLines.add(line);
  }

  /** Where a table's content lies at the end; filled by the worker, not by solvers. */
  public void table(TablePlacement placement) {
    tables.add(placement);
  }

  /** Whether the solver has said why it ended. */
  public boolean hasEnded() {
    return hasEnded;
  }

  public StopReason stopReason() {
    return stopReason;
  }

  public double objective() {
    return objective;
  }

  public long iterations() {
    return iterations;
  }

  public long clocks() {
    return clocks;
  }

  public double loadSeconds() {
    return loadSeconds;
  }

  public double solveSeconds() {
    return solveSeconds;
  }

  public long rows() {
    return rows;
  }

  public long columns() {
    return columns;
  }

  public long nonZeros() {
    return nonZeros;
  }

  public Map<String, Object> metrics() {
    return metrics;
  }

  public List<ConvergencePoint> convergence() {
    return convergence;
  }

  public List<TablePlacement> tables() {
    return tables;
  }

  public List<String> resultLines() {
    return resultLines;
  }
}
