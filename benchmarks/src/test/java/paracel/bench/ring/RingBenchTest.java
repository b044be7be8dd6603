package paracel.bench.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import paracel.base.BackoffIdler;
import paracel.bench.jmh.RecordCost;
import paracel.fabric.FabricException;

/** The benchmark moves what it says it moves, and sees when something is missing. */
final class RingBenchTest {

  @BeforeEach
  void needsSharedMemory() {
    Assumptions.assumeTrue(Files.isWritable(Path.of("/dev/shm")), "no /dev/shm");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ring", "aeron"})
  void messagesArriveOnceAndInOrder(String transport) throws Exception {
    try (LinkPair pair = LinkPair.open(transport)) {
      long expected = 0;
      for (int round = 1; round < 300; round++) { // many laps of both
        int count = round * 17 % 2000;
        expected += (long) count * (count - 1) / 2;
        assertEquals(expected, pair.pass(count, round % 2 == 0));
      }
    }
  }

  @Test
  void bothAreMeasuredBetweenProcesses() throws Exception {
    RingComparison comparison =
        new RingComparison(List.of(RingTransport.values()), 0.05, 1, line -> {});
    comparison.run();
    for (RingTransport transport : RingTransport.values()) {
      RingComparison.Figures latency = comparison.figures(transport, RingComparison.LATENCY);
      long medianNs = latency.medianNs().median();
      assertTrue(medianNs > 10 && medianNs < 100_000_000, latency.toString());
      assertTrue(latency.p99Ns().median() >= medianNs, latency.toString());
      RingComparison.Figures flow = comparison.figures(transport, RingComparison.THROUGHPUT);
      assertTrue(flow.perSecond().lowest() > 1000, flow.toString());
    }
    for (String op : List.of(RingComparison.PULL, RingComparison.COPY)) {
      RingComparison.Figures figures = comparison.figures(RingTransport.RING, op);
      assertTrue(figures.medianNs().lowest() > 10_000, figures.toString()); // 8 MB, no cache line
    }
    assertNull(comparison.figures(RingTransport.AERON, RingComparison.BATCHES));
    assertTrue(comparison.json().contains("\"op\":\"latency\",\"transport\":\"aeron\""));
  }

  /** A link that loses its hundredth message. */
  @Test
  void lostMessagesAreSeen() {
    LinkLoops loops = new LinkLoops(new BackoffIdler(), 1_000_000);
    loops.link(
        new MessageLink() {
          private long number;

          @Override
          public boolean send(long value) {
            return true;
          }

          @Override
          public boolean sendLazily(long value) {
            return true;
          }

          @Override
          public void flush() {}

          @Override
          public int receive(int limit) {
            number += number == 99 ? 2 : 1;
            loops.onMessage(number);
            return 1;
          }

          @Override
          public void close() {}
        });
    FabricException failure =
        assertThrows(FabricException.class, () -> loops.drain(RingComparison.THROUGHPUT));
    assertTrue(failure.getMessage().contains("out of order"), failure.getMessage());
  }

  /** The classes that JMH makes are there and run. */
  @Test
  void jmhRuns() throws Exception {
    var results =
        new Runner(
                new OptionsBuilder()
                    .include(RecordCost.class.getSimpleName())
                    .forks(0)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .measurementTime(TimeValue.milliseconds(20))
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    assertEquals(4, results.size());
  }
}
