package paracel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import paracel.base.Option;

/** The command line as scripts see it: exit codes, what is on stdout, and messages for mistakes. */
@Timeout(60)
class CliTest {

  /** What a command has said. */
  private record Said(int exitCode, String out, String err) {

    Said expect(int code) {
      assertEquals(code, exitCode, () -> "stdout:\n" + out + "\nstderr:\n" + err);
      return this;
    }

    /** Refused before anything was done, by one line on stderr that holds these parts. */
    void expectUsage(String... parts) {
      expect(2);
      assertEquals("", out);
      assertEquals(1, err.lines().count(), err);
      assertTrue(err.startsWith("paracel: "), err);
      for (String part : parts) {
        assertTrue(err.contains(part), "'" + part + "' is not in: " + err);
      }
    }
  }

  @TempDir Path directory;
  private String input;

  @BeforeEach
  void writeInput() throws IOException {
    input = Files.writeString(directory.resolve("input.txt"), "1 1:1\n").toString();
  }

  private static Said say(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code;
    try (PrintStream outStream = new PrintStream(out, false, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, false, StandardCharsets.UTF_8)) {
      code = Main.run(new Console(outStream, errStream, false), words);
    }
    return new Said(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Runs the counting solver with an input. */
  private Said count(String... words) {
    List<String> all = new ArrayList<>(List.of("run", "counting", "--input", input));
    all.addAll(Arrays.asList(words));
    return say(all.toArray(String[]::new));
  }

  // ---- refused ----------------------------------------------------------------------------------

  @Test
  void unknownOptionIsRefusedWithASuggestion() {
    count("--stalenes", "3").expectUsage("--stalenes", "did you mean", "--staleness");
    count("--clock", "9").expectUsage("--clock", "--clocks");
  }

  @Test
  void unknownCommandIsRefusedWithASuggestion() {
    say("rum").expectUsage("rum", "did you mean", "run");
    say("run", "countin").expectUsage("countin", "counting");
    say().expectUsage("which command?", "info", "options", "run", "solvers");
    say("run").expectUsage("run what?", "counting");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--workers 0            | --workers: 0 is not in 1..100000",
        "--workers two          | --workers: 'two' is not an integer",
        "--workers 3 --workers-per-rank 2 | --workers 3 is no multiple of --workers-per-rank 2",
        "--servers 0            | --servers: 0 is not in 1..100000",
        "--staleness -1         | --staleness: -1 is not in 0..1000000",
        "--staleness 1 --consistency bsp | --staleness belongs to --consistency ssp, not to bsp",
        "--staleness 1 --consistency asp | --staleness belongs to --consistency ssp, not to asp",
        "--consistency strict   | 'strict' is not one of bsp, ssp, asp",
        "--deterministic        | --deterministic needs --consistency bsp",
        "--deterministic --consistency asp | --deterministic needs --consistency bsp",
        "--fabric carrier-pigeon | --fabric: 'carrier-pigeon' is not in this build",
        "--seed -1              | --seed: -1 is not in 0 or more",
        "--seed 1.5             | --seed: '1.5' is not an integer",
        "--peer-timeout NaN     | --peer-timeout: NaN is not in",
        "--seed 1 --seed 2      | --seed: given 2 times",
        "--json --json          | --json",
        "--seed                 | --seed",
        "--json=perhaps         | --json",
        "--workers 40 --ring-budget 65536 | --ring-budget",
        "stray                  | stray",
      })
  void wrongOptionIsNamed(String words, String message) {
    count(words.split(" ")).expectUsage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2",
        "factor",
        "factor=2",
        "probability=0.5",
        "factor=0.5,probability=0.5",
        "factor=2,probability=1.5",
        "factor=2,probability=-0.1",
        "factor=2,probability=NaN",
        "factor=NaN,probability=0.5",
        "factor=two,probability=0.5",
        "factor=2,probability=0.5,worker=-1",
        "factor=2,probability=0.5,worker=one",
        "factor=2,probability=0.5,colour=red",
        "factor=2,factor=3,probability=0.5",
        "factor=2,probability=0.5,",
        "factor=2 probability=0.5",
      })
  void malformedStraggleIsRefused(String text) {
    count("--straggle=" + text).expectUsage("--straggle: ");
  }

  @Test
  void stragglerThatIsNotThereIsRefused() {
    count("--workers", "2", "--straggle", "factor=2,probability=1,worker=2")
        .expectUsage("--straggle", "worker 2", "2 workers");
  }

  @Test
  void inputThatIsMissingIsNamed() throws IOException {
    say("run", "counting").expectUsage("--input");
    String absent = directory.resolve("absent.txt").toString();
    say("run", "counting", "--input", absent).expectUsage("--input", absent);
    String empty = Files.createFile(directory.resolve("empty.txt")).toString();
    say("run", "counting", "--input", empty).expectUsage("--input", empty, "is empty");
  }

  @Test
  void outputThatCannotBeWrittenIsRefused() {
    count("--output", input).expectUsage("--output", input);
    count("--output", input + "/below").expectUsage("--output", input);
  }

  // ---- done -------------------------------------------------------------------------------------

  @Test
  void outputDirectoryIsMade() throws IOException {
    Path output = directory.resolve("a/b");
    count("--output", output.toString()).expect(0);
    try (Stream<Path> left = Files.list(output)) {
      assertEquals(List.of(), left.toList(), "a solver that writes nothing leaves nothing");
    }
  }

  @Test
  void tableIsOnStdoutAndLogOnStderr() {
    Said said = count("--workers", "3", "--clocks", "10").expect(0);
    assertTrue(said.out().startsWith("the result is " + 3 * 10 * 21 + "\n"), said.out());
    assertTrue(said.out().contains("3 workers, 1 parameter ranks, fabric local"), said.out());
    assertTrue(said.err().contains("objective"), "the convergence log: " + said.err());
    assertFalse(said.out().contains("\r"), said.out());
  }

  @Test
  void quietIsQuiet() {
    Said said = count("--quiet").expect(0);
    assertEquals("", said.err());
    assertTrue(said.out().contains("the result is"), said.out());
    assertEquals("", count("--quiet", "--json").expect(0).err());
  }

  @Test
  void jsonIsOneObjectWithAllFieldsOfTheContract() throws IOException {
    Said said =
        count(
                "--json",
                "--workers",
                "3",
                "--servers",
                "2",
                "--clocks",
                "10",
                "--seed",
                "77",
                "--staleness",
                "4",
                "--fabric",
                "sim")
            .expect(0);
    assertEquals(1, said.out().lines().count(), said.out());
    assertTrue(said.out().endsWith("}\n"), said.out());
    Map<String, String> json = withoutTables(flat(said.out()));
    assertEquals(
        List.of(
            "solver",
            "status",
            "objective",
            "iterations",
            "clocks",
            "seconds.load",
            "seconds.solve",
            "seconds.total",
            "data.rows",
            "data.columns",
            "data.nnz",
            "metrics.sum",
            "metrics.half",
            "metrics.word",
            "ranks.workers",
            "ranks.servers",
            "fabric",
            "consistency",
            "staleness",
            "blas",
            "seed"),
        List.copyOf(json.keySet()));
    assertTrue(Double.parseDouble(json.remove("seconds.total")) > 0);
    assertFalse(json.remove("blas").isEmpty());
    assertEquals(
        List.of(
            "counting",
            "limit",
            "630.0",
            "10",
            "10",
            "0.25",
            "0.5",
            "10",
            "20",
            "30",
            "630",
            "315.0",
            "say \"a\"",
            "3",
            "2",
            "sim",
            "ssp",
            "4",
            "77"),
        List.copyOf(json.values()));
  }

  private static Map<String, String> withoutTables(Map<String, String> json) {
    json.keySet().removeIf(name -> name.startsWith("metrics.tables."));
    return json;
  }

  @Test
  void jsonSaysWhereTablesLie() throws IOException {
    Map<String, String> json = flat(count("--json", "--servers", "2").expect(0).out());
    assertEquals("range", json.get("metrics.tables.counts.placement"));
    assertEquals("3", json.get("metrics.tables.counts.counts.0")); // of 7 rows
    assertEquals(Integer.toString(4 * 3 * 8), json.get("metrics.tables.counts.bytes.1"));
  }

  @ParameterizedTest
  @CsvSource({"bsp,0", "asp,0", "ssp,1"})
  void jsonNamesConsistencyAndStaleness(String consistency, String staleness) throws IOException {
    Map<String, String> json = flat(count("--json", "--consistency", consistency).expect(0).out());
    assertEquals(consistency, json.get("consistency"));
    assertEquals(staleness, json.get("staleness"));
    assertEquals("local", json.get("fabric"));
  }

  @Test
  void divergenceIsExitCode3AndItsObjectiveIsNull() throws IOException {
    Map<String, String> json = flat(count("--json", "--fault", "diverge").expect(3).out());
    assertEquals("diverged", json.get("status"));
    assertEquals("null", json.get("objective"));
    count("--fault", "diverge").expect(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "shm", "sim"})
  void programThatFailsIsExitCode1AndNothingIsOnStdout(String fabric) {
    for (String fault : List.of("throw", "error")) {
      for (String perRank : List.of("1", "2")) {
        Said said =
            count(
                    "--json",
                    "--fault",
                    fault,
                    "--fabric",
                    fabric,
                    "--workers",
                    "4",
                    "--workers-per-rank",
                    perRank)
                .expect(1);
        assertEquals("", said.out());
        assertTrue(said.err().contains("the last worker"), said.err());
      }
    }
  }

  @Test
  void inputErrorOfAProgramIsExitCode2() {
    Said said = count("--fault", "input", "--workers", "3", "--quiet").expect(2);
    assertEquals("paracel: rows.txt:3:7: the last worker cannot read this\n", said.err());
    assertEquals("", said.out());
  }

  /** Field values as text, in order; fields of an inner object as {@code outer.inner}. */
  private static Map<String, String> flat(String text) throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser json = new JsonFactory().createParser(text)) {
      assertEquals(JsonToken.START_OBJECT, json.nextToken());
      readObject(json, "", fields);
      assertEquals(null, json.nextToken(), "one object only");
    }
    return fields;
  }

  private static void readObject(JsonParser json, String prefix, Map<String, String> fields)
      throws IOException {
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = prefix + json.currentName();
      if (json.nextToken() == JsonToken.START_OBJECT) {
        readObject(json, name + ".", fields);
      } else {
        assertEquals(null, fields.put(name, json.getText()), name + " is there twice");
      }
    }
  }

  // ---- help -------------------------------------------------------------------------------------

  @Test
  void helpMentionsEveryCommandAndOption() {
    Said top = say("--help").expect(0);
    assertEquals("", top.err());
    for (Command command : Main.commands()) {
      assertTrue(top.out().contains(command.name()), command.name() + " is not in\n" + top.out());
      checkHelp(command, command.name());
      for (Command child : command.children()) {
        checkHelp(child, command.name(), child.name());
      }
    }
  }

  private static void checkHelp(Command command, String... words) {
    for (String flag : List.of("--help", "-h")) {
      List<String> all = new ArrayList<>(Arrays.asList(words));
      all.add(flag);
      Said help = say(all.toArray(String[]::new)).expect(0);
      assertEquals("", help.err());
      assertTrue(help.out().contains(command.summary().substring(1, 10)), help.out());
      for (Option<?> option : command.options()) {
        assertTrue(
            help.out().contains("--" + option.key()), option.key() + " is not in\n" + help.out());
      }
    }
  }

  @Test
  void solversAndOptionsAndVersionArePrinted() {
    assertTrue(say("solvers").expect(0).out().contains("counting"));
    String reference = say("options").expect(0).out();
    assertTrue(reference.contains("## `paracel run counting`"), reference);
    assertTrue(reference.contains("| `--staleness N` | `1` | clocks |"), reference);
    assertTrue(say("--version").expect(0).out().matches("paracel \\d+\\.\\d+\\.\\d+\\S*\n"));
    Said info = say("info").expect(0);
    assertTrue(info.out().contains("fabric shm"), info.out());
    assertEquals("", info.err());
  }
}
