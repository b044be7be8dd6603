package paracel.worker;

import java.nio.charset.StandardCharsets;
import paracel.base.Check;
import paracel.base.Idler;
import paracel.clock.StatusReader;
import paracel.fabric.Endpoint;
import paracel.fabric.FabricException;
import paracel.fabric.Wait;
import paracel.mailbox.RecordType;
import paracel.memory.Region;
import paracel.table.ByteReader;
import paracel.table.ByteWriter;
import paracel.table.RefusalException;
import paracel.table.RefusalException.Reason;
import paracel.table.RequestDescriptor;
import paracel.table.WindowLayout;

/**
 * A worker's requests to one parameter rank, many under way at once.
 *
 * <p>Requests are numbered and answered in order, so the number in the status line says which
 * answers are there, and slot k belongs to the requests k, k + {@value RequestDescriptor#SLOTS},
 * ...; a request is sent when the answer before it in its slot has been taken. Answers are taken in
 * order, each once, whenever the worker waits here or polls. What follows an answer may be the
 * user's code, which may send requests and wait itself; so an answer is out of its slot, and
 * counted, before.
 *
 * <p>Used by the worker's thread; allocates nothing for answers that fit their slots.
 */
final class RequestChannel implements Wait.Condition, AutoCloseable {

  private static final int SLOTS = RequestDescriptor.SLOTS;
  private static final int PUBLISHED_TOGETHER = 8;
  private static final int KEPT_BYTES = 4 << 20;

  private final int server;
  private final int worker;
  private final Outbox outbox;
  private final StatusReader status;
  private final Endpoint endpoint;
  private final WindowLayout layout;
  private final Idler idler;
  private final long timeoutNs;
  private final Region replies;
  private final PendingRequest[] pending = new PendingRequest[SLOTS];

  private final ByteReader reader = new ByteReader();

  private byte[] answer = new byte[256];
  private long sent;
  private long published;
  private long fetched; // answers that are in the region of replies
  private long taken;
  private final PendingRequest all = new WorkerLink.Question(); // stands for every request
  private PendingRequest awaited; // null: room for one more

  RequestChannel(int server, WorkerLink link, Idler idler, long timeoutNs) {
    this.server = server;
    this.worker = link.worker;
    this.outbox = link.outboxes[server];
    this.status = link.status;
    this.endpoint = link.endpoint;
    this.layout = link.layout;
    this.idler = idler;
    this.timeoutNs = timeoutNs;
    this.replies = Region.allocate((long) SLOTS * layout.slotBytes());
  }

  int freeSlots() {
    return SLOTS - underWay();
  }

  /** Requests whose answers have not been taken. */
  int underWay() {
    return (int) (sent - taken);
  }

  /**
   * Makes sure that a request can be sent, waiting for a slot as long as the deadline allows. The
   * user's code may run here, and nowhere between this and {@link #send}.
   */
  void reserve() throws FabricException {
    if (sent - taken == SLOTS) {
      await(null);
    }
  }

  /** Sends a request, for which there is a slot. Its body may be changed afterwards. */
  void send(int table, int operation, ByteWriter body, PendingRequest request)
      throws FabricException {
    Check.state(sent - taken < SLOTS, "no slot was reserved");
    int bytes = body.size();
    sent++;
    pending[(int) (sent % SLOTS)] = request;
    int room = outbox.maxPayloadBytes() - RequestDescriptor.REQUEST_HEADER_BYTES & -8;
    int at = 0;
    do {
      int part = Math.min(room, bytes - at);
      long payload = outbox.claim(RequestDescriptor.REQUEST_HEADER_BYTES + part);
      Region out = outbox.payloads();
      out.setLong(payload + RequestDescriptor.SEQUENCE_OFFSET, sent);
      out.setLong(payload + RequestDescriptor.OPERATION_OFFSET, operation);
      out.setLong(payload + RequestDescriptor.BODY_BYTES_OFFSET, bytes);
      out.setLong(payload + RequestDescriptor.PART_AT_OFFSET, at);
      out.copyFrom(body.array(), at, payload + RequestDescriptor.REQUEST_HEADER_BYTES, part);
      outbox.commit(RecordType.REQUEST, table);
      at += part;
    } while (at < bytes);
    if (sent - published >= PUBLISHED_TOGETHER) {
      publish();
    }
  }

  /** Makes everything that was sent visible to the parameter rank. */
  void publish() throws FabricException {
    outbox.publish();
    published = sent;
  }

  /**
   * Waits for the answer to a request; answers before it are taken, too.
   *
   * @param request null to wait for a free slot
   */
  void await(PendingRequest request) throws FabricException {
    publish();
    PendingRequest before = awaited;
    awaited = request;
    try {
      if (!isOver(request)) {
        Wait.until(this, idler, timeoutNs);
      }
    } finally {
      awaited = before;
    }
  }

  /** Waits for the answers to all requests, those included that answers lead to. */
  void awaitAll() throws FabricException {
    await(all);
  }

  private boolean isOver(PendingRequest request) {
    if (request == all) {
      return underWay() == 0;
    }
    return request == null ? sent - taken < SLOTS : request.isDone();
  }

  @Override
  public boolean poll() throws FabricException {
    PendingRequest wanted = awaited; // the user's code may wait for another meanwhile
    takeAnswers();
    awaited = wanted;
    return isOver(wanted);
  }

  /** Takes the answers that are there; gives whether there were any. */
  boolean takeAnswers() throws FabricException {
    if (underWay() == 0) {
      return false;
    }
    if (published < sent) {
      publish(); // what the user's code has sent while this waits
    }
    status.refresh(server);
    fetch(status.reply(server));
    boolean any = false;
    while (taken < fetched) {
      takeNext();
      any = true;
    }
    return any;
  }

  /** Gets all answers up to this one, with one flush. */
  private void fetch(long answered) throws FabricException {
    if (fetched >= answered) {
      return;
    }
    while (fetched < answered) {
      fetched++;
      long slot = RequestDescriptor.slotOffset(fetched, layout.slotBytes());
      int expected = pending[(int) (fetched % SLOTS)].expectedBytes;
      long bytes = RequestDescriptor.REPLY_HEADER_BYTES + (expected + 7L & -8L);
      get(slot, 0, Math.min(bytes, layout.slotBytes()));
    }
    endpoint.flush(server);
  }

  private void get(long slot, long from, long bytes) throws FabricException {
    long target = layout.replyOffset(worker) + slot + from;
    endpoint.get(server, WindowLayout.WINDOW, target, replies, slot + from, bytes);
  }

  private void takeNext() throws FabricException {
    long sequence = taken + 1;
    long slot = RequestDescriptor.slotOffset(sequence, layout.slotBytes());
    PendingRequest request = pending[(int) (sequence % SLOTS)];
    int part = (int) replies.getLong(slot + RequestDescriptor.PART_BYTES_OFFSET);
    if (replies.getLong(slot + RequestDescriptor.SEQUENCE_OFFSET) != sequence
        || part < 0
        || part > layout.slotBytes() - RequestDescriptor.REPLY_HEADER_BYTES) {
      throw new FabricException(
          "parameter rank %d gave no valid answer to request %d".formatted(server, sequence));
    }
    if (part > request.expectedBytes) {
      long from = RequestDescriptor.REPLY_HEADER_BYTES;
      get(slot, from, part + 7L & -8L);
      endpoint.flush(server);
    }
    Reason reason = Reason.of(replies.getInt(slot + RequestDescriptor.REASON_OFFSET));
    long total = replies.getLong(slot + RequestDescriptor.TOTAL_OFFSET);
    reserve(part);
    replies.copyTo(slot + RequestDescriptor.REPLY_HEADER_BYTES, answer, 0, part);
    pending[(int) (sequence % SLOTS)] = null;
    taken = sequence;
    if (reason != Reason.NONE) {
      refuse(request, new RequestRefusedException(reason, text(part)));
    } else if (total > part && !(request instanceof LongAnswer)) {
      new LongAnswer(this, sequence, request, total, answer, part).askForMore();
    } else {
      deliver(request, answer, part);
    }
  }

  private void reserve(int bytes) {
    if (answer.length < bytes || answer.length > KEPT_BYTES) {
      answer = new byte[Math.max(bytes, 256)];
    }
  }

  /** Gives a request its answer; the user's code runs last. */
  void deliver(PendingRequest request, byte[] bytes, int count) throws FabricException {
    try {
      request.answered(reader.open(bytes, 0, count));
    } catch (RefusalException e) {
      throw new FabricException(
          "parameter rank %d gave an answer that makes no sense: %s"
              .formatted(server, e.getMessage()));
    }
    request.ended();
  }

  void refuse(PendingRequest request, RequestRefusedException refusal) throws FabricException {
    request.refused(refusal);
    request.ended();
  }

  private String text(int bytes) {
    String message = new String(answer, 0, bytes, StandardCharsets.UTF_8);
    return "parameter rank " + server + ": " + message;
  }

  @Override
  public String describe() {
    return "worker %d waits for parameter rank %d to answer: request %d of %d is the last answered"
        .formatted(worker, server, taken, sent);
  }

  @Override
  public void close() {
    replies.close();
  }
}
