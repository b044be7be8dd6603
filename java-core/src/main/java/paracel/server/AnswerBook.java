package paracel.server;

import java.util.ArrayDeque;
import paracel.clock.StatusWriter;
import paracel.memory.Region;
import paracel.table.ByteWriter;
import paracel.table.RefusalException;
import paracel.table.RefusalException.Reason;
import paracel.table.RequestDescriptor;
import paracel.table.Utf8;
import paracel.table.WindowLayout;

/**
 * Puts answers into the reply slots of workers. The slot of a request is free, because a worker
 * sends a request only when it has taken the answer before it there; if it does otherwise it harms
 * nobody else. What does not fit a slot is kept until its last part has been asked for; a worker
 * that asks for no parts loses its oldest answers. Used by one thread.
 */
final class AnswerBook {

  /** An answer of which parts have still to be asked for. */
  private record Kept(long sequence, byte[] bytes) {}

  private final StatusWriter status;
  private final WindowLayout layout;
  private final Region window;
  private final MemoryBudget budget;
  private final ArrayDeque<Kept>[] kept;

  @SuppressWarnings("unchecked")
  AnswerBook(
      StatusWriter status, WindowLayout layout, Region window, MemoryBudget budget, int workers) {
    this.status = status;
    this.layout = layout;
    this.window = window;
    this.budget = budget;
    this.kept = new ArrayDeque[workers];
    for (int worker = 0; worker < workers; worker++) {
      kept[worker] = new ArrayDeque<>();
    }
  }

  private int room() {
    return layout.slotBytes() - RequestDescriptor.REPLY_HEADER_BYTES;
  }

  /** Answers a request. */
  void answer(int worker, long sequence, ByteWriter answer) throws RefusalException {
    int part = Math.min(room(), answer.size());
    if (part < answer.size()) {
      budget.take(answer.size(), "an answer");
      if (kept[worker].size() == RequestDescriptor.SLOTS) {
        budget.give(kept[worker].removeFirst().bytes().length);
      }
      kept[worker].addLast(new Kept(sequence, answer.toBytes()));
    }
    write(worker, sequence, Reason.NONE, answer.size(), answer.array(), 0, part);
  }

  /** Answers that a request is refused. */
  void refuse(int worker, long sequence, RefusalException refusal) {
    byte[] message = message(refusal);
    int part = Math.min(room(), message.length);
    write(worker, sequence, refusal.reason(), part, message, 0, part);
  }

  private static byte[] message(RefusalException refusal) {
    try {
      return Utf8.encode(refusal.getMessage());
    } catch (IllegalArgumentException e) { // an exception's text may be anything
      return Utf8.encode(refusal.getMessage().replaceAll("[\\ud800-\\udfff]", "."));
    }
  }

  /** Answers with a part of an earlier answer, and forgets that with its last part. */
  void more(int worker, long sequence, long earlier, long offset) throws RefusalException {
    for (Kept answer : kept[worker]) {
      if (answer.sequence() == earlier) {
        int total = answer.bytes().length;
        if (offset < 0 || offset > total) {
          throw RefusalException.malformed("offset %d of %d bytes", offset, total);
        }
        int part = (int) Math.min(room(), total - offset);
        write(worker, sequence, Reason.NONE, total, answer.bytes(), (int) offset, part);
        if (offset + part == total) {
          kept[worker].remove(answer);
          budget.give(total);
        }
        return;
      }
    }
    throw new RefusalException(Reason.FORGOTTEN, "the answer is no longer there");
  }

  private void write(
      int worker, long sequence, Reason reason, long total, byte[] bytes, int from, int part) {
    long slot =
        layout.replyOffset(worker) + RequestDescriptor.slotOffset(sequence, layout.slotBytes());
    window.setLong(slot + RequestDescriptor.SEQUENCE_OFFSET, sequence);
    window.setLong(slot + RequestDescriptor.REASON_OFFSET, reason.ordinal());
    window.setLong(slot + RequestDescriptor.TOTAL_OFFSET, total);
    window.setLong(slot + RequestDescriptor.PART_BYTES_OFFSET, part);
    window.copyFrom(bytes, from, slot + RequestDescriptor.REPLY_HEADER_BYTES, part);
    status.reply(worker, sequence);
  }
}
