package paracel.solver.logistic;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paracel.base.UsageException;
import paracel.solver.Runs;
import paracel.solver.dgd.DgdSolver;
import paracel.table.Consistency;
import paracel.worker.Solver;

/** What is wrong with input and options is told to the user, naming the place. */
final class BadInputTest {

  @TempDir private Path directory;

  private void refuses(String message, Solver solver, String text, String... words)
      throws Exception {
    Path input = Runs.write(directory.resolve("rows"), List.of(text.split(";")));
    UsageException e =
        assertThrows(
            UsageException.class,
            () -> Runs.run(solver, Runs.job("local", 3, 2, Consistency.bsp()), input, words));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "rows:2:1:, '1 1:1;2 1:1'",
    "rows:3:, '1 1:1;-1 1:1;1 2:nan'",
    "rows:1:, '1 0:1;-1 1:1'",
    "rows:2:, '1 1:1;-1 3:1 2:1'",
    "no row has a value, '1;-1;-1'",
    "there are no rows, '# nothing;# at all'"
  })
  void rows(String message, String text) throws Exception {
    refuses(message, new LogisticSolver(), text, "--format", "libsvm");
    refuses(message, new DgdSolver(), text, "--format", "libsvm");
  }

  @Test
  void rowsOfTheTest() throws Exception {
    Path test = Runs.write(directory.resolve("test"), List.of("1 1:1", "3 1:1"));
    refuses("test:2:1:", new LogisticSolver(), "1 1:1;-1 1:2", "--test", test.toString());
  }

  @Test
  void optionsOfLogistic() throws Exception {
    refuses("--C: 0.0", new LogisticSolver(), "1 1:1", "--C", "0");
    refuses("--C", new LogisticSolver(), "1 1:1", "--C", "nan");
    refuses("--step-size: 0.0", new LogisticSolver(), "1 1:1", "--step-size", "0");
    refuses("--schedule", new LogisticSolver(), "1 1:1", "--schedule", "cosine");
    refuses("--label-column", new LogisticSolver(), "1,2", "--label-column", "none");
    refuses("--header", new LogisticSolver(), "1 1:1", "--header");
  }

  @Test
  void optionsOfDgd() throws Exception {
    refuses("--C: 0.0", new DgdSolver(), "1 1:1", "--C", "0");
    Path input = Runs.write(directory.resolve("rows"), List.of("1 1:1"));
    for (Consistency other : List.of(Consistency.ssp(0), Consistency.asp())) {
      assertThrows(
          UsageException.class,
          () -> Runs.run(new DgdSolver(), Runs.job("local", 1, 1, other), input));
    }
  }
}
