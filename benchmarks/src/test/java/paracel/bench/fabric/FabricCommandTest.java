package paracel.bench.fabric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import paracel.bench.BenchRun;

@Timeout(60)
final class FabricCommandTest {

  private final BenchRun bench = new BenchRun("fabric");

  @ParameterizedTest
  @ValueSource(strings = {"local", "shm"})
  void jsonHasEveryOperationAndSize(String fabric) throws Exception {
    int code =
        bench.run(
            "--fabric", fabric, "--ranks", "3", "--bytes", "8,4104", "--seconds", "0.02", "--json");
    assertEquals(0, code, bench.err());
    assertTrue(bench.out().startsWith("{\"fabric\":\"" + fabric + "\",\"ranks\":3,"), bench.out());
    List<Measurement> found = Measurement.readAll(bench.out());
    assertEquals(
        List.of("put 8", "put 4104", "get 8", "get 4104", "roundtrip 8", "roundtrip 4104"),
        found.stream().map(m -> m.op() + " " + m.bytes()).toList());
    for (Measurement m : found) {
      assertTrue(m.count() >= 2, m::toString); // one of each origin at least
      assertTrue(m.medianNs() > 0 && m.medianNs() <= m.p99Ns(), m::toString);
      assertTrue(m.p99Ns() <= m.maxNs() && m.maxNs() < 20_000_000_000L, m::toString);
      // each origin measures 20 ms, or as long as its last operation takes
      double longestSeconds = 0.02 + m.maxNs() * 1.01e-9;
      assertTrue(m.perSecond() >= 0.99 * m.count() / longestSeconds, m::toString);
      assertTrue(m.perSecond() <= 1.01 * m.count() / 0.02, m::toString);
    }
  }

  @Test
  void tableHasALineForEach() {
    assertEquals(
        0, bench.run("--fabric", "local", "--bytes", "8", "--seconds", "0.01"), bench.err());
    assertEquals(2 + 3, bench.out().lines().count(), bench.out());
    assertTrue(bench.out().startsWith("fabric local, 2 threads"), bench.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--bytes 12              | --bytes: 12 is not a multiple of 8",
        "--bytes 8,,16           | --bytes: '' is not a number of bytes",
        "--bytes 0               | --bytes: 0 is not a multiple of 8",
        "--bytes 8x              | --bytes: '8x' is not a number of bytes",
        "--seconds 0             | --seconds: 0 is not in",
        "--ranks 1               | --ranks: 1 is not in",
        "--fabric nothing        | 'nothing' is not in this build",
        "--fabric sim            | nothing to measure",
        "--twin /bin/true        | --twin belongs to --compare",
        "--mpirun srun           | --mpirun belongs to --compare",
        "--compare --ranks 3     | the program in C has 2 ranks",
        "--compare --twin /dev   | --twin: /dev is not a program",
        "--compare --twin absent | --twin: absent is not a program",
      })
  void wrongWordsAreRefused(String words, String message) {
    assertEquals(2, bench.run(words.split(" ")), bench.out());
    assertTrue(bench.err().contains(message), bench.err());
    assertEquals("", bench.out());
  }
}
