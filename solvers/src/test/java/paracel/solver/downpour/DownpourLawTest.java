package paracel.solver.downpour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paracel.job.JobSpec;
import paracel.job.Straggle;
import paracel.metrics.Report;
import paracel.solver.Runs;
import paracel.solver.dgd.DgdSolver;
import paracel.table.Consistency;

/** Workers that talk now and then: what they do counts once, however rarely they say it. */
final class DownpourLawTest {

  @TempDir private Path directory;

  private Path input;

  @BeforeEach
  void write() throws Exception {
    input = Runs.write(directory.resolve("rows"), Runs.rows(300, 20, 6, 4));
  }

  private double optimum() throws Exception {
    JobSpec job = Runs.job("local", 1, 1, Consistency.bsp());
    return Runs.run(new DgdSolver(), job, input).objective();
  }

  /**
   * A single worker's weights do not depend on when it pulls and pushes: nothing is lost by a pull
   * between pushes, and nothing is pushed twice.
   */
  @ParameterizedTest
  @CsvSource({"1,1", "1,2", "2,1", "3,2", "2,3", "5,5", "4,7", "1000,1", "1,1000", "1000,1000"})
  void oneWorkerGoesOneWay(int fetchEvery, int pushEvery) throws Exception {
    for (String consistency : new String[] {"bsp", "asp"}) {
      Report reference = run(consistency, 1, 1);
      Report report = run(consistency, fetchEvery, pushEvery);
      assertEquals(reference.objective(), report.objective(), 1e-10 * reference.objective());
      assertEquals(3 * 43, (long) report.metrics().get("batches"));
      assertEquals(Math.ceilDiv(3 * 43, pushEvery), report.clocks());
    }
  }

  private Report run(String consistency, int fetchEvery, int pushEvery) throws Exception {
    return Runs.run(
        new DownpourSolver(),
        Runs.job("local", 1, 2, Runs.consistency(consistency)),
        input,
        "--epochs",
        "3",
        "--batch",
        "7",
        "--step-size",
        "0.1",
        "--schedule",
        "constant",
        "--fetch-every",
        Integer.toString(fetchEvery),
        "--push-every",
        Integer.toString(pushEvery));
  }

  /** Two batches of one row each, by hand. */
  @ParameterizedTest
  @CsvSource({"false", "true"})
  void stepsAreWhatTheFormulaSays(boolean adagrad) throws Exception {
    Path two = Runs.write(directory.resolve("two"), List.of("1 1:2", "1 1:2"));
    String[] words = {
      "--epochs", "1", "--batch", "1", "--step-size", "0.5", "--schedule", "constant", "--C", "0.5"
    };
    String[] all = adagrad ? Arrays.copyOf(words, 12) : words;
    if (adagrad) {
      all[10] = "--adagrad";
      all[11] = "true";
    }
    Runs.run(
        new DownpourSolver(),
        Runs.job("local", 1, 1, Consistency.bsp()).withOutput(directory),
        two,
        all);
    double w = 0;
    double squares = 0;
    for (int batch = 0; batch < 2; batch++) {
      double g = -2 / (1 + Math.exp(2 * w)) + w / (2 * 0.5);
      squares += g * g;
      w -= 0.5 * (adagrad ? g / Math.sqrt(squares) : g);
    }
    String line = Files.readAllLines(directory.resolve("weights.tsv")).getFirst();
    assertEquals(w, Double.parseDouble(line.substring(2)), 1e-14);
  }

  @ParameterizedTest
  @CsvSource({"1,1,false", "16,16,false", "1,32,false", "32,1,false", "8,8,true"})
  void comesNearTheOptimumHoweverRarelyWorkersTalk(int fetch, int push, boolean adagrad)
      throws Exception {
    String[] words = {
      "--fetch-every", "" + fetch, "--push-every", "" + push, "--adagrad", "" + adagrad
    };
    double best = optimum();
    for (int seed = 1; seed <= 3; seed++) {
      JobSpec job = Runs.job("sim", 4, 2, Consistency.asp()).withSeed(seed);
      Report report = Runs.run(new DownpourSolver(), job, input, words);
      assertTrue(report.objective() <= best * 1.02, report.objective() + " above " + best);
    }
  }

  /** One worker is eight times slower all the time; its rows count like the others'. */
  @Test
  void slowWorkersKeepTheirWeight() throws Exception {
    JobSpec job =
        Runs.job("sim", 3, 1, Consistency.asp()).withHook(new Straggle(8, 1, 2, 50_000, 1));
    Report report = Runs.run(new DownpourSolver(), job, input);
    double best = optimum();
    assertTrue(report.objective() <= best * 1.02, report.objective() + " above " + best);
  }
}
