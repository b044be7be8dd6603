package paracel.bench.fabric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import paracel.fabric.FabricException;

/**
 * The comparison with a shell script in place of mpirun, which answers as Java and as C. What
 * mpirun itself does is not looked at here.
 */
@Timeout(60)
final class FabricComparisonTest {

  private static final BenchSettings SETTINGS = new BenchSettings(List.of(8), 0.001);

  @TempDir Path directory;

  private final List<String> progress = new ArrayList<>();

  /** Durations differ from round to round: Java 300, 200, 400, 100, 500; C a fifth of the first. */
  private static final String ANSWERS =
      """
      #!/bin/sh
      # words: -n 2 PROGRAM ...
      cd "${0%/*}" || exit
      case $3 in *java) side=java ;; *) side=twin ;; esac
      echo x >>$side
      set -- 0 300 200 400 100 500
      shift "$(wc -l <$side)"
      [ $side = java ] && ns=$1 || ns=60
      for op in put get roundtrip; do
        echo '{"op":"'$op'","bytes":8,"count":1,"medianNs":'$ns',"p99Ns":'$((2 * ns))','
        echo '"maxNs":9999,"perSecond":1.0}'
      done
      """;

  private FabricComparison comparison(String script) throws Exception {
    Path mpirun = Files.writeString(directory.resolve("mpirun"), script);
    Files.setPosixFilePermissions(mpirun, PosixFilePermissions.fromString("rwx------"));
    return new FabricComparison(
        SETTINGS, "local", "auto", Path.of("/bin/twin"), List.of(mpirun.toString()), progress::add);
  }

  @Test
  void mediansOfTheRoundsAreCompared() throws Exception {
    FabricComparison comparison = comparison(ANSWERS);
    comparison.run();
    assertEquals(
        List.of(
            new FabricComparison.Pair("put", 8, 300, 600, 60, 120),
            new FabricComparison.Pair("get", 8, 300, 600, 60, 120),
            new FabricComparison.Pair("roundtrip", 8, 300, 600, 60, 120)),
        comparison.pairs());
    assertEquals(5.0, comparison.pairs().getFirst().ratio());
    assertEquals(2 * FabricComparison.ROUNDS, progress.size());
    assertTrue(
        comparison
            .json()
            .startsWith(
                "{\"fabric\":\"local\",\"rounds\":5,\"results\":[{\"op\":\"put\",\"bytes\":8,"
                    + "\"javaMedianNs\":300,\"javaP99Ns\":600,\"twinMedianNs\":60,"
                    + "\"twinP99Ns\":120,\"ratio\":5.0}"),
        comparison.json());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    comparison.table(new PrintStream(out, true, StandardCharsets.UTF_8));
    String table = out.toString(StandardCharsets.UTF_8);
    assertTrue(table.contains("0.300        0.060     5.00"), table);
  }

  @Test
  void javaIsReallyRun() throws Exception {
    String onlyJava =
        """
        #!/bin/sh
        shift 2
        case $1 in
          *java) exec "$@" ;;
          *) printf '{"op":"%s","bytes":8,"count":1,"medianNs":1,"p99Ns":1,"maxNs":1,\
        "perSecond":1}' put get roundtrip ;;
        esac
        """;
    FabricComparison comparison = comparison(onlyJava);
    comparison.run();
    assertEquals(3, comparison.pairs().size());
    assertTrue(comparison.pairs().getFirst().javaNs() > 0);
  }

  @Test
  void failureIsTold() throws Exception {
    FabricComparison comparison = comparison("#!/bin/sh\necho no room here >&2\nexit 9\n");
    FabricException e = assertThrows(FabricException.class, comparison::run);
    assertTrue(e.getMessage().contains("code 9: no room here"), e.getMessage());
  }

  @Test
  void missingMeasurementsAreNoticed() throws Exception {
    FabricComparison comparison = comparison("#!/bin/sh\nexit 0\n");
    FabricException e = assertThrows(FabricException.class, comparison::run);
    assertTrue(e.getMessage().contains("0 measurements instead of 3"), e.getMessage());
  }
}
