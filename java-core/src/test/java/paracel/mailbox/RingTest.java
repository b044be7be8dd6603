package paracel.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import paracel.base.BackoffIdler;
import paracel.fabric.Endpoint;
import paracel.fabric.Fabric;
import paracel.fabric.FabricException;
import paracel.fabric.FabricGroup;
import paracel.fabric.FabricSpec;
import paracel.fabric.ForwardingEndpoint;
import paracel.job.FabricChoice;
import paracel.memory.Region;

/** What one end of a ring writes the other finds, once, in order, and nothing else. */
final class RingTest {

  /** How records get into the ring. */
  private enum Way {
    IN_PLACE,
    BY_PUTS,
    BY_PUTS_WITH_CHECKSUM
  }

  private static final int CAPACITY = 1024;
  private static final long OFFSET = 64;
  private static final long TIMEOUT_NS = 10_000_000_000L;

  private FabricGroup group;
  private Region window;
  private RingProducer producer;
  private RingConsumer consumer;
  private final List<Long> found = new ArrayList<>();

  @BeforeEach
  void openFabric() throws Exception {
    FabricSpec spec = FabricSpec.threads("ring-test", 2, 1);
    group = FabricChoice.choose("local", spec).open(spec);
    Fabric reader = group.fabric(0);
    window = reader.allocate(0, OFFSET + CAPACITY + 64);
    reader.expose(0, window);
    group.fabric(1).attach(0, 0, window.bytes(), new BackoffIdler(), TIMEOUT_NS);
  }

  private void open(Way way) throws FabricException {
    Endpoint opened = group.fabric(1).openEndpoint();
    Endpoint endpoint = way == Way.IN_PLACE ? opened : new ForwardingEndpoint(opened);
    boolean checksum = way == Way.BY_PUTS_WITH_CHECKSUM;
    producer = new RingProducer(endpoint, 0, 0, OFFSET, CAPACITY, 5, 7, checksum);
    consumer = new RingConsumer(window, OFFSET, CAPACITY, 5, 7, checksum);
  }

  @AfterEach
  void close() {
    producer.close();
    group.close();
  }

  private int poll(int limit) throws FabricException {
    int consumed =
        consumer.poll(
            (worker, type, table, ring, at, bytes) -> {
              assertEquals(RecordType.REQUEST, type);
              found.add(bytes == 0 ? -table : ring.getLong(at + bytes - 8));
              assertEquals(table, bytes / 8);
              return true;
            },
            limit);
    producer.headSeen(consumer.head());
    return consumed;
  }

  /** A record of so many words, the last of which is the number, the others a filling. */
  private boolean write(int words, long number, long filling) throws FabricException {
    long at = producer.claim(8 * words);
    if (at == RingProducer.REFUSED) {
      return false;
    }
    for (int i = 0; i < words; i++) {
      producer.payloads().setLong(at + 8L * i, i == words - 1 ? number : filling);
    }
    producer.commit(RecordType.REQUEST, words);
    return true;
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void recordsOfAllSizesArriveOnceAndInOrder(Way way) throws Exception {
    open(way);
    SplittableRandom random = new SplittableRandom(1);
    List<Long> written = new ArrayList<>();
    int refused = 0;
    while (written.size() < 20_000) {
      int words = random.nextInt(producer.maxPayloadBytes() / 8 + 1);
      long number = words == 0 ? 0 : written.size();
      if (write(words, number, ~0L)) {
        written.add(number);
      } else {
        refused++;
        producer.publish();
        assertTrue(poll(1 + random.nextInt(9)) > 0, "a full ring has something to read");
      }
      if (random.nextInt(3) == 0) {
        producer.publish();
      }
      if (random.nextInt(4) == 0) {
        poll(random.nextInt(5));
      }
    }
    producer.publish();
    while (poll(100) > 0) {}
    assertEquals(written, found);
    assertEquals(producer.position(), consumer.head());
    assertTrue(refused > 1000, "the ring was full " + refused + " times");
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void nothingIsSeenBeforeItIsPublished(Way way) throws Exception {
    open(way);
    for (int round = 0; round < 100; round++) {
      for (int i = 0; i < 3; i++) {
        assertTrue(write(1 + i, 3 * round + i, 0));
        assertEquals(0, poll(10));
      }
      producer.publish();
      assertTrue(poll(10) >= 3);
      assertEquals(3 * round + 3, found.size());
    }
  }

  /** Payloads are full of marks of records that may come at their places a lap later. */
  @ParameterizedTest
  @EnumSource(Way.class)
  void payloadsThatLookLikeRecordsMisleadNobody(Way way) throws Exception {
    open(way);
    long number = 0;
    for (int round = 0; round < 3000; round++) {
      int words = 4 + (round * 7) % 20; // their marks differ from lap to lap
      long at = producer.claim(8 * words);
      long start = producer.position();
      for (int i = 0; i < words; i++) {
        long place = start + RecordDescriptor.HEADER_BYTES + 8L * i;
        long nextLap = RecordDescriptor.mark(place + CAPACITY);
        producer.payloads().setLong(at + 8L * i, i == words - 1 ? number : nextLap);
      }
      producer.commit(RecordType.REQUEST, words);
      producer.publish();
      assertTrue(poll(10) > 0);
      assertEquals(++number, found.size());
      assertEquals(0, poll(10));
    }
  }

  @ParameterizedTest
  @EnumSource(value = Way.class, names = "BY_PUTS_WITH_CHECKSUM", mode = EnumSource.Mode.EXCLUDE)
  void whatIsNeitherRecordNorEndIsAFailure(Way way) throws Exception {
    open(way);
    assertTrue(write(2, 1, 0));
    producer.publish();
    window.setLong(OFFSET, 4711);
    FabricException failure = assertThrows(FabricException.class, () -> poll(1));
    assertTrue(failure.getMessage().contains("worker 5"), failure.getMessage());
  }

  /** A parameter rank that ends takes no memory from under a worker's stores. */
  @Test
  void windowsStayWhileTheyAreShared() throws Exception {
    open(Way.IN_PLACE);
    Endpoint late = group.fabric(1).openEndpoint();
    group.close();
    assertTrue(write(4, 1, 0));
    producer.publish();
    assertThrows(FabricException.class, () -> late.share(0, 0));
    assertTrue(window.segment().scope().isAlive());
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void nothingIsPublishedWhileARecordIsBeingWritten(Way way) throws Exception {
    open(way);
    assertTrue(write(1, 4711, 0));
    producer.claim(8);
    assertThrows(IllegalStateException.class, producer::publish);
    producer.commit(RecordType.REQUEST, 1);
    producer.publish();
    assertEquals(2, poll(10));
    assertEquals(4711, found.get(0));
  }
}
