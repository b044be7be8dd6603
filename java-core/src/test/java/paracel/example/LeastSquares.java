package paracel.example;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import paracel.data.Block;
import paracel.data.LineReader;
import paracel.table.TableSpec;
import paracel.worker.DenseTable;
import paracel.worker.Reduction;
import paracel.worker.Worker;
import paracel.worker.WorkerProgram;

/** Least squares by gradient descent; lines are {@code x1,..,xk,y}. */
public final class LeastSquares implements WorkerProgram {

  @Override
  public void run(Worker worker) throws Exception {
    List<double[]> rows = new ArrayList<>();
    try (LineReader lines = new LineReader()) {
      for (Block block = worker.nextBlock(); block != null; block = worker.nextBlock()) {
        for (lines.open(block); lines.next(); ) {
          rows.add(numbers(new String(lines.buffer(), lines.from(), lines.to() - lines.from())));
        }
      }
    }
    int k = (int) worker.allReduce(rows.isEmpty() ? 0L : rows.get(0).length - 1, Reduction.MAX);
    long n = worker.allReduce((long) rows.size(), Reduction.SUM);
    worker.openTables(TableSpec.dense("w", 1, k));
    DenseTable table = worker.dense("w");
    double[] w = new double[k];
    for (int clock = 0; clock < 300; clock++) {
      table.pull(0, 1, w); // pull parameters
      double[] delta = new double[k];
      for (double[] row : rows) { // compute locally
        double error = row[k];
        for (int j = 0; j < k; j++) error -= w[j] * row[j];
        for (int j = 0; j < k; j++) delta[j] += 0.2 / n * error * row[j];
      }
      table.push(0, 1, delta); // push updates
      worker.tick(); // end the clock
    }
    worker.leave(); // reads from here on see the final values
    table.pull(0, 1, w);
    if (worker.index() == 0) worker.report().metric("w", Arrays.toString(w));
  }

  private static double[] numbers(String line) {
    return Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray();
  }
}
