package paracel.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paracel.base.Option;
import paracel.base.OptionValues;

/** Figures that others have found in data that others have made. */
class RealDataTest {

  private static final List<Option<?>> OPTIONS =
      List.of(
          DataOptions.FORMAT, DataOptions.LABEL_COLUMN, DataOptions.HEADER, DataOptions.DELIMITER);

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 16})
  void a9a(int workers) throws Exception {
    Path file = TestText.realData().resolve("a9a/a9a");
    InputFiles input = InputFiles.resolve("input", List.of(file.toString()));
    DataFormat format = DataFormat.of(input, OptionValues.defaults(OPTIONS));
    BlockPlan plan = BlockPlan.of(input, workers);
    int rows = 0;
    int nnz = 0;
    int columns = 0;
    long positive = 0;
    for (int worker = 0; worker < workers; worker++) {
      DatasetLoader loader = new DatasetLoader(format, LabelRule.binary());
      SparseDataset part = loader.load(plan.blocks(worker));
      rows += part.rows();
      nnz += part.nnz();
      columns = Math.max(columns, part.columns());
      positive += Arrays.stream(part.label()).filter(label -> label == 1).count();
    }
    assertEquals(32561, rows);
    assertEquals(451592, nnz);
    assertEquals(123, columns);
    assertEquals(7841, positive);
  }

  @Test
  void compressedCsvWithAHeader() throws Exception {
    Path file = TestText.realData().resolve("satellite/satellite.csv.gz");
    InputFiles input = InputFiles.resolve("input", List.of(file.toString()));
    OptionValues options =
        OptionValues.builder(OPTIONS)
            .set(DataOptions.HEADER, true)
            .set(DataOptions.LABEL_COLUMN, "label")
            .build();
    DataFormat format = DataFormat.of(input, options);
    assertEquals(36, format.columns());
    int rows = 0;
    for (int worker = 0; worker < 4; worker++) {
      SparseDataset part =
          new DatasetLoader(format, LabelRule.any()).load(BlockPlan.of(input, 4).blocks(worker));
      assertTrue(Arrays.stream(part.label()).allMatch(label -> label >= 1 && label <= 6));
      rows += part.rows();
    }
    assertEquals(6435, rows);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void wordsOfBooks(int workers) throws Exception {
    Path data = TestText.realData();
    InputFiles input = InputFiles.resolve("input", List.of(data.resolve("books_open") + "/*.txt"));
    BlockPlan plan = BlockPlan.of(input, workers);
    TokenScanner scanner = TokenScanner.of("[a-z]+", true);
    assertTrue(scanner.isFast());
    Map<String, Integer> counts = new TreeMap<>();
    TokenSink sink =
        (text, from, to) ->
            counts.merge(
                new String(text, from, to - from, StandardCharsets.UTF_8), 1, Integer::sum);
    for (int worker = 0; worker < workers; worker++) {
      try (LineReader reader = new LineReader()) {
        for (Block block : plan.blocks(worker)) {
          reader.open(block);
          scanner.scan(reader, sink);
        }
      }
    }
    assertEquals(22396, counts.size());
    assertEquals(531907, counts.values().stream().mapToInt(count -> count).sum());
    assertEquals(29221, counts.get("the"));
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    counts.forEach((word, count) -> digest.update(TestText.bytes(word + "\t" + count + "\n")));
    String listing = HexFormat.of().formatHex(digest.digest());
    String reference = Files.readString(data.resolve("refs/books_open.json"));
    assertTrue(reference.contains("\"sha256_listing\": \"" + listing + "\""), listing);
  }
}
