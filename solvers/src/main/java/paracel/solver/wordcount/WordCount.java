package paracel.solver.wordcount;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import paracel.base.UsageException;
import paracel.data.Block;
import paracel.data.LineReader;
import paracel.data.TokenScanner;
import paracel.data.TokenSink;
import paracel.metrics.Report;
import paracel.metrics.StopReason;
import paracel.solver.OutputFile;
import paracel.table.KeyMap;
import paracel.table.TableSpec;
import paracel.worker.KeyValueTable;
import paracel.worker.Reduction;
import paracel.worker.Worker;

/**
 * One worker's part: a push of 1 for each word of its blocks, a tick for each block. Sums do not
 * depend on their order, so the counts are exact under every consistency. When all have left,
 * worker 0 visits the table.
 */
final class WordCount {

  /** A word in UTF-8 with its number of occurrences. */
  private record Entry(byte[] word, long count) {}

  private static final Comparator<Entry> FREQUENT_FIRST =
      Comparator.comparingLong(Entry::count)
          .reversed()
          .thenComparing(Entry::word, Arrays::compareUnsigned);

  private final Worker worker;
  private final TokenScanner scanner;
  private final int topK;
  private final TokenSink sink = this::take;

  private KeyValueTable counts;
  private LineReader reader;
  private long tokens;
  private long lines;
  private Exception pushFailure;
  private int tooLongBytes;

  WordCount(Worker worker, TokenScanner scanner, int topK) {
    this.worker = worker;
    this.scanner = scanner;
    this.topK = topK;
  }

  void run() throws Exception {
    worker.openTables(TableSpec.keyLong("counts"));
    counts = worker.keyValue("counts");
    long startNs = worker.nanoTime();
    countBlocks();
    long clocks = worker.clock();
    worker.leave();
    double seconds = (worker.nanoTime() - startNs) * 1e-9;
    long allTokens = worker.allReduce(tokens, Reduction.SUM);
    long allLines = worker.allReduce(lines, Reduction.SUM);
    if (worker.index() == 0) {
      List<Entry> entries = entries();
      Report report = worker.report();
      report.ended(StopReason.CONVERGED, 1, clocks);
      report.seconds(0, seconds);
      report.data(allLines, entries.size(), allTokens);
      report.metric("tokens", allTokens);
      report.metric("distinct", entries.size());
      entries.stream().limit(topK).forEach(entry -> report.resultLine(line(entry)));
      report.metric("top", top(entries));
      write(entries);
    }
  }

  private void countBlocks() throws Exception {
    try (LineReader opened = new LineReader()) {
      reader = opened;
      long bytes = 0;
      for (Block block = worker.nextBlock(); block != null; block = worker.nextBlock()) {
        reader.open(block);
        while (reader.next()) {
          scanner.scan(reader.buffer(), reader.from(), reader.to(), sink);
          lines++;
          throwFailure();
        }
        worker.tick();
        bytes += block.bytes();
        worker.progress().show("count", bytes, 0, tokens + " words");
      }
    }
  }

  private void take(byte[] text, int from, int to) {
    if (to - from > KeyMap.MAX_KEY_BYTES) {
      tooLongBytes = to - from;
    } else if (pushFailure == null) {
      try {
        counts.push(text, from, to, 1);
        tokens++;
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        pushFailure = e; // a sink throws nothing that is checked
      }
    }
  }

  private void throwFailure() throws Exception {
    if (pushFailure != null) {
      throw pushFailure;
    }
    if (tooLongBytes > 0) {
      throw lineError();
    }
  }

  private UsageException lineError() throws Exception {
    return reader.error(
        1,
        "a word of the line has %d bytes, at most %d are counted"
            .formatted(tooLongBytes, KeyMap.MAX_KEY_BYTES));
  }

  private List<Entry> entries() throws Exception {
    List<Entry> entries = new ArrayList<>();
    counts.forEach(
        (key, keyBytes, count) -> entries.add(new Entry(Arrays.copyOf(key, keyBytes), count)));
    entries.sort(FREQUENT_FIRST);
    return entries;
  }

  private static String line(Entry entry) {
    return text(entry) + "\t" + entry.count();
  }

  private static String text(Entry entry) {
    return new String(entry.word(), StandardCharsets.UTF_8);
  }

  private Map<String, Long> top(List<Entry> entries) {
    Map<String, Long> top = new LinkedHashMap<>();
    entries.stream().limit(topK).forEach(entry -> top.put(text(entry), entry.count()));
    return top;
  }

  private void write(List<Entry> entries) throws IOException {
    if (worker.output() == null) {
      return;
    }
    OutputFile.write(
        worker.output(),
        "counts.tsv",
        out -> {
          for (Entry entry : entries) {
            out.write(entry.word());
            OutputFile.print(out, "\t" + entry.count() + "\n");
          }
        });
  }
}
