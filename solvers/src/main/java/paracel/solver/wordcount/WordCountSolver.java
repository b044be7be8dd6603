package paracel.solver.wordcount;

import java.util.List;
import java.util.function.IntFunction;
import paracel.base.Option;
import paracel.base.UsageException;
import paracel.data.DataOptions;
import paracel.data.TokenScanner;
import paracel.table.Consistency;
import paracel.worker.Solver;
import paracel.worker.SolverContext;
import paracel.worker.WorkerProgram;

/** Counts how often each word is in the input. Exact with any number of workers. */
public final class WordCountSolver implements Solver {

  static final Option<Integer> TOP_K =
      Option.ofInt("topk", 10, 0, 1 << 20, "words", "how many of the most frequent words to show");

  @Override
  public String name() {
    return "wordcount";
  }

  @Override
  public String summary() {
    return "counts how often each word is in the input";
  }

  @Override
  public List<Option<?>> options() {
    return List.of(DataOptions.INPUT, DataOptions.PATTERN, DataOptions.LOWERCASE, TOP_K);
  }

  /** No update depends on what was read, so nobody need ever wait. */
  @Override
  public Consistency defaultConsistency() {
    return Consistency.asp();
  }

  @Override
  public IntFunction<WorkerProgram> prepare(SolverContext context) throws UsageException {
    if (context.input() == null) {
      throw new UsageException("--input: no file is given");
    }
    String pattern = context.values().get(DataOptions.PATTERN);
    boolean lowercase = context.values().get(DataOptions.LOWERCASE);
    int topK = context.values().get(TOP_K);
    TokenScanner.of(pattern, lowercase); // refuses a pattern that is wrong
    return index ->
        worker -> new WordCount(worker, TokenScanner.of(pattern, lowercase), topK).run();
  }
}
