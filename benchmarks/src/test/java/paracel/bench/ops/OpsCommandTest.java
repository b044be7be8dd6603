package paracel.bench.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paracel.bench.BenchRun;

@Timeout(120)
final class OpsCommandTest {

  private static final String NUMBER = "([0-9.E+-]+)";
  private static final Pattern ROW =
      Pattern.compile(
          "\\{\"table\":\"(\\w+)\",\"op\":\"(\\w+)\",\"size\":(\\d+),\"opsPerSecond\":"
              + NUMBER
              + ",\"bytesPerSecond\":"
              + NUMBER
              + ",\"p50Us\":"
              + NUMBER
              + ",\"p99Us\":"
              + NUMBER
              + "\\}");

  private static final List<String> ROWS =
      List.of(
          "dense read 1",
          "dense write 1",
          "dense update 1",
          "dense read 1000",
          "dense write 1000",
          "dense update 1000",
          "dense read 1000000",
          "dense write 1000000",
          "dense update 1000000",
          "dense readMulti 1000",
          "dense writeMulti 1000",
          "dense updateMulti 1000",
          "sparse read 1",
          "sparse readAsync 1",
          "sparse write 1",
          "sparse update 1",
          "sparse readMulti 1000",
          "sparse readMultiAsync 1000",
          "sparse writeMulti 1000",
          "sparse updateMulti 1000",
          "keyvalue read 1",
          "keyvalue write 1",
          "keyvalue update 1",
          "keyvalue readAsync 1",
          "keyvalue writeAsync 1",
          "keyvalue updateAsync 1",
          "keyvalue push 1",
          "keyvalue readMulti 1000",
          "keyvalue writeMulti 1000",
          "keyvalue updateMulti 1000",
          "keyvalue readMultiAsync 1000",
          "keyvalue writeMultiAsync 1000",
          "keyvalue updateMultiAsync 1000");

  private final BenchRun bench = new BenchRun("ops");

  @ParameterizedTest
  @CsvSource({"local,1", "shm,2"})
  void jsonHasEveryRow(String fabric, String servers) {
    int code = bench.run("--fabric", fabric, "--servers", servers, "--seconds", "0.002", "--json");
    assertEquals(0, code, bench.err());
    String json = bench.out().strip();
    assertTrue(json.startsWith("{\"results\":[{"), json);
    String end = "}],\"workers\":2,\"servers\":" + servers + ",\"fabric\":\"" + fabric + "\"}";
    assertTrue(json.endsWith(end), json);
    Matcher row = ROW.matcher(json);
    List<String> rows = new ArrayList<>();
    int from = "{\"results\":[".length();
    while (row.find(from)) {
      assertEquals(from, row.start(), "between rows, or a row of another form: " + json);
      from = row.end() + 1; // the comma, or the end of the array
      rows.add(row.group(1) + " " + row.group(2) + " " + row.group(3));
      double rate = Double.parseDouble(row.group(4));
      assertTrue(rate > 0, row::group);
      double bytes = rate * 8 * Integer.parseInt(row.group(3));
      assertEquals(bytes, Double.parseDouble(row.group(5)), 1e-9 * bytes);
      double median = Double.parseDouble(row.group(6));
      assertTrue(median > 0 && median <= Double.parseDouble(row.group(7)), row::group);
    }
    assertEquals(ROWS, rows);
    assertEquals(json.length() - end.length() + 2, from);
  }

  @Test
  void tableHasALineForEachThatIsWanted() {
    int code =
        bench.run(
            "--fabric=local",
            "--workers=1",
            "--tables=keyvalue,dense",
            "--ops=update",
            "--seconds=0.002");
    assertEquals(0, code, bench.err());
    assertTrue(bench.out().startsWith("fabric local, workers 1, parameter ranks 1;"), bench.out());
    List<String> rows =
        bench.out().lines().skip(2).map(line -> line.split(" +")).map(this::row).toList();
    assertEquals(
        ROWS.stream()
            .filter(row -> !row.startsWith("sparse") && row.matches(".*(update|push).*"))
            .filter(row -> !row.contains("Multi"))
            .toList(),
        rows);
  }

  private String row(String[] words) {
    return words[0] + " " + words[1] + " " + words[2];
  }

  @Test
  void updatesAreCounted() {
    int code =
        bench.run(
            "--fabric=local",
            "--workers=3",
            "--servers=2",
            "--keys=1001",
            "--updates=20000",
            "--json");
    assertEquals(0, code, bench.err());
    Matcher sums = Pattern.compile("\"sum\":(\\d+),\"expectedSum\":(\\d+)").matcher(bench.out());
    assertTrue(sums.find(), bench.out());
    assertEquals(sums.group(2), sums.group(1));
    long sum = Long.parseLong(sums.group(1));
    assertTrue(sum >= 1001 + 20000 && sum <= 1001 + 8 * 20000, bench.out()); // of deltas 1..8
    assertTrue(bench.out().contains("\"end\":{\"seconds\":"), bench.out());
    assertTrue(bench.out().contains("\"entries\":1001,\"storeBytes\":"), bench.out());
    assertTrue(
        bench.out().strip().endsWith("\"workers\":3,\"servers\":2,\"fabric\":\"local\"}"),
        bench.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--tables dense,trees   | --tables: 'trees' is not one of dense, sparse, keyvalue",
        "--tables dense,        | --tables: '' is not one of",
        "--ops push             | --ops: 'push' is not one of read, write",
        "--seconds 0            | --seconds: 0 is not in",
        "--servers 0            | --servers: 0 is not in",
        "--workers 3 --workers-per-rank 2 | --workers 3 is no multiple",
        "--fabric sim           | nothing to measure",
        "--fabric nothing       | 'nothing' is not in this build",
        "--keys 5               | --keys belongs to --updates",
        "--updates 5 --ops read | --ops does not belong to --updates",
        "--updates -1           | --updates: -1 is not in",
        "--store-budget 1       | --store-budget",
      })
  void wrongWordsAreRefused(String words, String message) {
    assertEquals(2, bench.run(words.split(" ")), bench.out());
    assertTrue(bench.err().contains(message), bench.err());
    assertEquals("", bench.out());
  }
}
