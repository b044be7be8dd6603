package paracel.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paracel.base.BackoffIdler;
import paracel.clock.ControlDescriptor;
import paracel.clock.StatusDescriptor;
import paracel.clock.StatusWriter;
import paracel.clock.Topology;
import paracel.mailbox.RecordType;
import paracel.memory.Region;
import paracel.table.ByteWriter;
import paracel.table.Consistency;
import paracel.table.RefusalException;
import paracel.table.RefusalException.Reason;
import paracel.table.RequestDescriptor;
import paracel.table.TableSpec;
import paracel.table.WindowLayout;

/** Whatever a worker sends, the parameter rank answers or refuses, and goes on. */
final class RequestHandlerTest {

  private static final int HEADER = RequestDescriptor.REQUEST_HEADER_BYTES;
  private static final int RING = 1 << 16;

  private final Topology topology = new Topology(1, 1, 1);
  private final List<TableSpec> specs =
      List.of(
          TableSpec.keyLong("n").withConsistency(Consistency.asp()),
          TableSpec.keyValue("v").withConsistency(Consistency.asp()),
          TableSpec.sparse("s", 3).withConsistency(Consistency.asp()),
          TableSpec.dense("d", 4, 2).withConsistency(Consistency.asp()));
  private final WindowLayout layout = new WindowLayout(topology, specs, RING);
  private final Region control = Region.allocate(new ControlDescriptor(topology).windowBytes(0));
  private final Region window = Region.allocate(layout.windowBytes(0));
  private final Region ring = Region.allocate(1 << 20);
  private final StatusWriter status = new StatusWriter(control, topology);
  private final MemoryBudget budget = new MemoryBudget("here", 64 << 20);
  private final TableStore store = new TableStore(specs, layout, 0, window, budget);
  private final Refusals refusals = new Refusals(status, 1);
  private final RequestHandler handler =
      new RequestHandler(
          store,
          status,
          refusals,
          layout,
          window,
          new FunctionGuard(1_000_000_000L),
          new BackoffIdler(),
          operation -> 1,
          1);
  private long sent;

  private Reason send(int table, int operation, byte[] body, int bytes) {
    write(++sent, operation, bytes, 0, body, bytes);
    handler.take(0, table, ring, 0, HEADER + bytes);
    return answer();
  }

  private void write(long sequence, int operation, long total, long at, byte[] body, int bytes) {
    ring.setLong(RequestDescriptor.SEQUENCE_OFFSET, sequence);
    ring.setInt(RequestDescriptor.OPERATION_OFFSET, operation);
    ring.setLong(RequestDescriptor.BODY_BYTES_OFFSET, total);
    ring.setLong(RequestDescriptor.PART_AT_OFFSET, at);
    ring.copyFrom(body, 0, HEADER, bytes);
  }

  /** What the last request was answered; fails when it was not. */
  private Reason answer() {
    long line = new ControlDescriptor(topology).statusLine(0);
    assertEquals(sent, control.getLong(line + StatusDescriptor.REPLY_OFFSET));
    long slot = layout.replyOffset(0) + RequestDescriptor.slotOffset(sent, layout.slotBytes());
    assertEquals(sent, window.getLong(slot));
    return Reason.of(window.getInt(slot + RequestDescriptor.REASON_OFFSET));
  }

  private static ByteWriter key(int list, int count, String key) {
    byte[] bytes = key.getBytes();
    return new ByteWriter()
        .putInt(list)
        .putInt(count)
        .putInt(bytes.length)
        .put(bytes, 0, bytes.length)
        .pad();
  }

  private Reason send(int table, int operation, ByteWriter body) {
    return send(table, operation, body.array(), body.size());
  }

  @Test
  void numbersOfKeysAreNotTrusted() {
    assertEquals(Reason.NONE, send(0, RequestDescriptor.READ, key(0, 1, "k")));
    for (int count : new int[] {2, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 28}) {
      assertEquals(Reason.MALFORMED, send(0, RequestDescriptor.READ, key(0, count, "k")));
    }
    assertEquals(Reason.MALFORMED, send(0, RequestDescriptor.READ, key(65, 1, "k")));
    assertEquals(Reason.FORGOTTEN, send(0, RequestDescriptor.READ, key(64, 1, "k")));
    assertEquals(Reason.MALFORMED, send(0, RequestDescriptor.READ, key(0, 1, "k".repeat(4097))));
    assertEquals(Reason.MALFORMED, send(9, RequestDescriptor.READ, key(0, 1, "k")));
    assertEquals(Reason.MALFORMED, send(-1, RequestDescriptor.READ, key(0, 1, "k")));
    assertEquals(Reason.MALFORMED, send(3, RequestDescriptor.READ, key(0, 1, "k")));
    assertEquals(Reason.MALFORMED, send(0, 99, key(0, 1, "k")));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void anyBytesAreAnsweredOrRefused(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] reasons = new int[Reason.values().length];
    byte[] body = new byte[512];
    for (int i = 0; i < 50_000; i++) {
      int bytes = random.nextInt(40) * random.nextInt(13);
      int operation = random.nextInt(RequestDescriptor.LAST + 2);
      random.nextBytes(body);
      for (int at = 0; at < bytes; at++) { // small numbers get further
        body[at] = (at & 3) == 0 ? (byte) random.nextInt(9) : 0;
        if (random.nextInt(20) == 0) {
          body[at] = (byte) random.nextInt(256);
        }
      }
      reasons[send(random.nextInt(5), operation, body, bytes).ordinal()]++;
    }
    assertTrue(reasons[Reason.NONE.ordinal()] > 50, "some make sense");
    assertTrue(reasons[Reason.MALFORMED.ordinal()] > 1000, "most do not");
    assertEquals(Reason.NONE, send(0, RequestDescriptor.READ, key(0, 1, "k")));
  }

  @Test
  void partsThatDoNotFollowAreRefused() {
    byte[] body = new byte[1000];
    long[][] broken = {{-5, 0}, {Long.MAX_VALUE, 0}, {1000, 8}, {10, 0}, {1L << 33, 0}, {0, -8}};
    for (long[] totalAndAt : broken) {
      write(++sent, RequestDescriptor.READ, totalAndAt[0], totalAndAt[1], body, 100);
      handler.take(0, 0, ring, 0, HEADER + 100);
      assertEquals(Reason.MALFORMED, answer());
    }
    write(sent + 7, RequestDescriptor.READ, 8, 0, body, 8);
    handler.take(0, 0, ring, 0, HEADER + 8); // a number out of turn
    handler.take(0, 0, ring, 0, 5); // not even a header
    long line = new ControlDescriptor(topology).statusLine(0);
    assertEquals(2, control.getLong(line + StatusDescriptor.REFUSED_OFFSET));
    assertEquals(Reason.MALFORMED, send(0, RequestDescriptor.REFUSALS, body, 0));
    assertEquals(Reason.NONE, send(0, RequestDescriptor.READ, key(0, 1, "k")));
  }

  @Test
  void aRequestThatIsTooLargeIsPassedOver() {
    byte[] part = new byte[RING / 4];
    long total = RequestDescriptor.MAX_BODY_BYTES + 8L;
    sent++;
    for (long at = 0; at < total; at += part.length) {
      int bytes = (int) Math.min(part.length, total - at);
      write(sent, RequestDescriptor.WRITE, total, at, part, bytes);
      handler.take(0, 0, ring, 0, HEADER + bytes);
    }
    assertEquals(Reason.TOO_LARGE, answer());
    assertEquals(0, budget.usedBytes());
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 6})
  void anyUpdateRecordIsAppliedOrRefused(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int refused = 0;
    for (int i = 0; i < 100_000; i++) {
      int bytes = random.nextInt(100);
      for (int at = 0; at < 100; at += 4) {
        ring.setInt(at, random.nextInt(10) == 0 ? random.nextInt() : random.nextInt(6));
      }
      int type = RecordType.DENSE_UPDATE + random.nextInt(4);
      int table = random.nextInt(6) - 1;
      try {
        store.check(type, table, ring, 0, bytes);
        store.apply(type, table, ring, 0, bytes);
      } catch (RefusalException e) {
        refused++;
      }
    }
    assertTrue(refused > 10_000 && refused < 100_000, refused + " refused");
  }
}
