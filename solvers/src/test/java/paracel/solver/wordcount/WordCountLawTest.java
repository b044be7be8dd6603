package paracel.solver.wordcount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import paracel.base.UsageException;
import paracel.job.JobSpec;
import paracel.metrics.Report;
import paracel.metrics.StopReason;
import paracel.solver.Runs;
import paracel.table.Consistency;

/** Every word is counted once, whoever reads it and wherever its count is. */
final class WordCountLawTest {

  @TempDir private Path directory;

  private static List<String> text(int lines) {
    SplittableRandom random = new SplittableRandom(3);
    List<String> text = new ArrayList<>();
    for (int i = 0; i < lines; i++) {
      StringJoiner line = new StringJoiner(" ");
      for (int k = random.nextInt(9); k > 0; k--) {
        line.add("w" + (int) Math.exp(random.nextDouble(6)));
      }
      text.add(line.toString());
    }
    return text;
  }

  /** Lines of the result, most frequent first, then by name. */
  private static List<String> expected(List<String> text) {
    TreeMap<String, Long> counts = new TreeMap<>();
    for (String line : text) {
      for (String word : line.split(" ")) {
        if (!word.isEmpty()) {
          counts.merge(word, 1L, Long::sum);
        }
      }
    }
    return counts.entrySet().stream()
        .sorted((a, b) -> Long.compare(b.getValue(), a.getValue())) // stable
        .map(entry -> entry.getKey() + "\t" + entry.getValue())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "local,1,1,asp",
    "local,2,1,bsp",
    "local,3,2,1",
    "local,7,3,asp",
    "shm,3,2,asp",
    "shm,7,1,0",
    "sim,1,1,asp",
    "sim,2,2,bsp",
    "sim,3,1,asp"
  })
  void countsAreExact(String fabric, int workers, int servers, String consistency)
      throws Exception {
    List<String> text = text(fabric.equals("sim") ? 60 : 2000);
    Path input = Runs.write(directory.resolve("text"), text);
    JobSpec job = Runs.job(fabric, workers, servers, Runs.consistency(consistency));
    Report report =
        Runs.run(new WordCountSolver(), job.withOutput(directory), input, "--topk", "5");
    List<String> expected = expected(text);
    assertEquals(expected, Files.readAllLines(directory.resolve("counts.tsv")));
    assertEquals(expected.subList(0, 5), report.resultLines());
    assertEquals(expected.size(), report.metrics().get("distinct"));
    assertEquals(StopReason.CONVERGED, report.stopReason());
    assertTrue(Double.isNaN(report.objective()));
    assertEquals(text.size(), report.rows());
  }

  @Test
  void moreWorkersThanLines() throws Exception {
    Path input = Runs.write(directory.resolve("text"), List.of("a b", "b"));
    Report report =
        Runs.run(new WordCountSolver(), Runs.job("local", 9, 4, Consistency.asp()), input);
    assertEquals(List.of("b\t2", "a\t1"), report.resultLines());
  }

  @Test
  void noWordAtAll() throws Exception {
    Path input = Runs.write(directory.resolve("text"), List.of("...", "!"));
    Report report =
        Runs.run(new WordCountSolver(), Runs.job("local", 2, 1, Consistency.asp()), input);
    assertEquals(List.of(), report.resultLines());
    assertEquals(0L, report.metrics().get("tokens"));
  }

  @Test
  void patternAndLowerCase() throws Exception {
    Path input = Runs.write(directory.resolve("text"), List.of("Ab,aB c1", "AB 22"));
    Report report =
        Runs.run(
            new WordCountSolver(),
            Runs.job("local", 2, 1, Consistency.asp()),
            input,
            "--pattern",
            "[a-z]+",
            "--lowercase");
    assertEquals(List.of("ab\t3", "c\t1"), report.resultLines());
  }

  @Test
  void wordsThatAreTooLongAreRefused() throws Exception {
    Path input = Runs.write(directory.resolve("text"), List.of("a", "b " + "x".repeat(5000), "c"));
    UsageException e =
        assertThrows(
            UsageException.class,
            () ->
                Runs.run(new WordCountSolver(), Runs.job("local", 2, 1, Consistency.asp()), input));
    assertTrue(e.getMessage().contains("text:2:"), e.getMessage());
    assertTrue(e.getMessage().contains("5000"), e.getMessage());
  }

  @Test
  void patternsThatAreWrongAreRefused() throws Exception {
    Path input = Runs.write(directory.resolve("text"), List.of("a"));
    assertThrows(
        UsageException.class,
        () ->
            Runs.run(
                new WordCountSolver(),
                Runs.job("local", 1, 1, Consistency.asp()),
                input,
                "--pattern",
                "[a"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void books(int workers) throws Exception {
    Path books = Runs.realData().resolve("books_open");
    JobSpec job = Runs.job("local", workers, 2, Consistency.asp()).withOutput(directory);
    Report report =
        Runs.run(
            new WordCountSolver(), job, books, "--pattern", "[a-z]+", "--lowercase", "--topk", "2");
    assertEquals(531907L, report.metrics().get("tokens"));
    assertEquals(22396, report.metrics().get("distinct"));
    assertEquals(List.of("the\t29221", "and\t16275"), report.resultLines());
    String reference = Files.readString(books.resolveSibling("refs").resolve("books_open.json"));
    String sha256 = sha256(Files.readAllLines(directory.resolve("counts.tsv")));
    assertTrue(reference.contains(sha256), "listing has sha256 " + sha256);
  }

  private static String sha256(List<String> lines) throws Exception {
    List<byte[]> sorted = new ArrayList<>();
    lines.forEach(line -> sorted.add((line + "\n").getBytes(StandardCharsets.UTF_8)));
    Comparator<byte[]> byBytes = Arrays::compareUnsigned;
    sorted.sort(byBytes);
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    sorted.forEach(digest::update);
    return HexFormat.of().formatHex(digest.digest());
  }
}
