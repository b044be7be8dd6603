package paracel.rdma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import paracel.base.OptionException;
import paracel.base.UsageException;
import paracel.fabric.DeadlineException;
import paracel.fabric.FabricException;
import paracel.fabric.FabricSpec;

/** The start over TCP, its ranks as threads: who comes in, who does not, and what they are told. */
@Timeout(60)
class TcpRendezvousTest {

  private static final long LONG_NS = 20_000_000_000L;
  private static final long SHORT_NS = 1_000_000_000L;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private InetSocketAddress place;

  @BeforeEach
  void findPort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      place = InetSocketAddress.createUnresolved("127.0.0.1", free.getLocalPort());
    }
  }

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  private static JobSecret secret(String text) {
    return new JobSecret(text.getBytes(StandardCharsets.UTF_8));
  }

  private TcpRendezvous rank(int rank, int size, String jobId, String secret, long startNs) {
    FabricSpec spec = new FabricSpec(jobId, size, rank, 1, 1).withDeadlines(startNs, startNs);
    return new TcpRendezvous(place, secret(secret), spec);
  }

  private Future<List<Card>> start(int rank, int size, String secret, String identity, long ns) {
    Callable<List<Card>> call =
        () -> rank(rank, size, "job", secret, ns).exchange(identity, card(rank));
    return threads.submit(call);
  }

  private static Card card(int rank) {
    return new Card(100 + rank, new SocketAddress(0x0A4D0001 + rank, 7000 + rank), 1L << 40, -rank);
  }

  private static Throwable failure(Future<?> future) {
    return assertThrows(ExecutionException.class, future::get).getCause();
  }

  @Test
  void everyRankGetsTheCardsOfAll() throws Exception {
    List<Future<List<Card>>> ranks = new ArrayList<>();
    for (int rank = 3; rank >= 0; rank--) { // rank 0 last: the others wait for it
      ranks.add(start(rank, 4, "the same secret", "v1\nseed 1", LONG_NS));
      Thread.sleep(50);
    }
    List<Card> expected = List.of(card(0), card(1), card(2), card(3));
    for (Future<List<Card>> rank : ranks) {
      assertEquals(expected, rank.get());
    }
  }

  @Test
  void ranksThatWereStartedDifferentlyAreAllToldInWhat() {
    Future<List<Card>> first = start(0, 3, "secret", "v1\nseed 1\nrows 5", LONG_NS);
    Future<List<Card>> second = start(1, 3, "secret", "v1\nseed 1\nrows 5", LONG_NS);
    Future<List<Card>> third = start(2, 3, "secret", "v1\nseed 2\nrows 5", LONG_NS);
    for (Future<List<Card>> rank : List.of(first, second, third)) {
      Throwable e = failure(rank);
      assertInstanceOf(OptionException.class, e);
      assertEquals("ranks 0 and 2 were started differently: seed 1 against seed 2", e.getMessage());
    }
  }

  @Test
  void aWrongSecretIsRefusedAndTheOthersGoOn() throws Exception {
    Future<List<Card>> first = start(0, 2, "the right secret", "v1", LONG_NS);
    Throwable e = failure(start(1, 2, "the wrong secret", "v1", LONG_NS));
    assertInstanceOf(FabricException.class, e);
    assertTrue(e.getMessage().startsWith("rank 1 cannot join at 127.0.0.1:"), e.getMessage());
    assertTrue(e.getMessage().contains("another secret"), e.getMessage());
    assertTrue(e.getMessage().contains("PARACEL_JOB_SECRET"), e.getMessage());
    Future<List<Card>> second = start(1, 2, "the right secret", "v1", LONG_NS);
    assertEquals(List.of(card(0), card(1)), second.get());
    assertEquals(List.of(card(0), card(1)), first.get());
  }

  @Test
  void anotherJobIsRefusedLikeAWrongSecret() {
    start(0, 2, "secret", "v1", SHORT_NS);
    FabricException e =
        assertThrows(
            FabricException.class,
            () -> rank(1, 2, "other-job", "secret", LONG_NS).exchange("v1", card(1)));
    assertTrue(e.getMessage().contains("another job id"), e.getMessage());
  }

  @Test
  void whoFailsToComeIsNamedAtTheDeadline() {
    Future<List<Card>> first = start(0, 3, "secret", "v1", SHORT_NS);
    start(1, 3, "secret", "v1", SHORT_NS);
    Throwable e = failure(first);
    assertInstanceOf(DeadlineException.class, e);
    assertTrue(e.getMessage().contains("rank 0 waits at 127.0.0.1:"), e.getMessage());
    assertTrue(e.getMessage().contains("for ranks [2]"), e.getMessage());
  }

  @Test
  void whoWaitsForRankZeroEndsAtTheDeadline() {
    Throwable e = failure(start(1, 2, "secret", "v1", SHORT_NS));
    assertInstanceOf(DeadlineException.class, e);
    assertTrue(e.getMessage().contains("rank 1 waits for rank 0 at 127.0.0.1"), e.getMessage());
  }

  @Test
  void silentAndBabblingConnectionsKeepNobodyWaiting() throws Exception {
    Future<List<Card>> first = start(0, 2, "secret", "v1", LONG_NS);
    List<Socket> silent = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      silent.add(connect());
    }
    try (Socket babble = connect()) {
      new DataOutputStream(babble.getOutputStream()).writeBytes("GET / HTTP/1.1\r\n\r\n12345678");
      long beganNs = System.nanoTime();
      Future<List<Card>> second = start(1, 2, "secret", "v1", LONG_NS);
      assertEquals(List.of(card(0), card(1)), second.get());
      assertEquals(List.of(card(0), card(1)), first.get());
      assertTrue(System.nanoTime() - beganNs < 4_000_000_000L, "it waited for the silent ones");
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  private Socket connect() throws Exception {
    while (true) {
      try {
        return new Socket("127.0.0.1", place.getPort());
      } catch (IOException e) {
        Thread.sleep(20); // rank 0 does not listen yet
      }
    }
  }

  @Test
  void aSecondRankOfTheSameNumberIsRefused() throws Exception {
    Future<List<Card>> first = start(0, 3, "secret", "v1", LONG_NS);
    Future<List<Card>> second = start(1, 3, "secret", "v1", LONG_NS);
    Thread.sleep(500);
    Throwable e = failure(start(1, 3, "secret", "v1", SHORT_NS));
    assertTrue(e.getMessage().contains("does not let rank 1 in"), e.getMessage());
    assertEquals(3, start(2, 3, "secret", "v1", LONG_NS).get().size());
    assertEquals(3, first.get().size());
    assertEquals(3, second.get().size());
  }

  @Test
  void addressesThatAreNotOfRankZeroAreSaid() {
    for (String host : List.of("192.0.2.1", "no-such-host.invalid")) {
      place = InetSocketAddress.createUnresolved(host, place.getPort());
      Throwable first = failure(start(0, 2, "secret", "v1", SHORT_NS));
      assertInstanceOf(FabricException.class, first);
      assertTrue(first.getMessage().startsWith("rank 0 cannot listen at " + host), "" + first);
      assertTrue(first.getMessage().contains("PARACEL_RENDEZVOUS names an address"), "" + first);
      Throwable second = failure(start(1, 2, "secret", "v1", SHORT_NS));
      assertInstanceOf(DeadlineException.class, second);
      assertTrue(second.getMessage().contains("waits for rank 0 at " + host), "" + second);
      assertTrue(second.getMessage().contains("does PARACEL_RENDEZVOUS name"), "" + second);
    }
  }

  @Test
  void whatTheEnvironmentSaysIsChecked() {
    FabricSpec spec = new FabricSpec("job", 2, 1, 1, 1);
    for (String place : List.of("node1", "node1:", ":7000", "node1:70000", "node1:x")) {
      Map<String, String> environment =
          Map.of("PARACEL_RENDEZVOUS", place, "PARACEL_JOB_SECRET", "0123456789abcdef");
      UsageException e =
          assertThrows(UsageException.class, () -> TcpRendezvous.of(environment, spec));
      assertTrue(e.getMessage().contains("PARACEL_RENDEZVOUS"), e.getMessage());
    }
  }
}
