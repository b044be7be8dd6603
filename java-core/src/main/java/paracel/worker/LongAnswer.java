package paracel.worker;

import paracel.fabric.FabricException;
import paracel.table.ByteReader;
import paracel.table.ByteWriter;
import paracel.table.RefusalException;
import paracel.table.RequestDescriptor;

/**
 * An answer that does not fit a slot: asks for its parts, several at a time, and gives the request
 * the whole. Parts come in the order in which they were asked for, so one object takes them all.
 * Later answers may be taken before the whole. A part that is refused refuses the request.
 */
final class LongAnswer extends PendingRequest {

  private static final int SLOTS_LEFT_TO_OTHERS = 16;

  private final RequestChannel channel;
  private final long sequence;
  private final PendingRequest request;
  private final byte[] whole;
  private final int partBytes;
  private final ByteWriter body = new ByteWriter();
  private int asked;
  private int arrived;
  private boolean isOver;

  /**
   * @param first the first part, as long as all but the last
   */
  LongAnswer(
      RequestChannel channel,
      long sequence,
      PendingRequest request,
      long total,
      byte[] first,
      int bytes) {
    this.channel = channel;
    this.sequence = sequence;
    this.request = request;
    this.whole = new byte[Math.toIntExact(total)];
    System.arraycopy(first, 0, whole, 0, bytes);
    this.partBytes = bytes;
    this.arrived = bytes;
    this.asked = bytes;
    renew(bytes);
  }

  /** Called when an answer has just been taken, so that there is a slot at least. */
  void askForMore() throws FabricException {
    while (asked < whole.length
        && (asked == arrived || channel.freeSlots() > SLOTS_LEFT_TO_OTHERS)) {
      body.clear().putLong(sequence).putLong(asked);
      channel.send(0, RequestDescriptor.MORE, body, this);
      asked = Math.min(whole.length, asked + partBytes);
    }
    channel.publish();
  }

  @Override
  void take(ByteReader answer) throws RefusalException {
    int part = answer.remaining();
    if (isOver) {
      return;
    }
    if (part != Math.min(partBytes, whole.length - arrived)) {
      throw RefusalException.malformed("a part of %d bytes at %d", part, arrived);
    }
    System.arraycopy(answer.array(), answer.at(), whole, arrived, part);
    arrived += part;
  }

  @Override
  void ended() throws FabricException {
    if (isOver) {
      return; // what was asked for behind a refused part
    }
    isOver = refusal() != null || arrived == whole.length;
    if (refusal() != null) {
      channel.refuse(request, refusal());
    } else if (isOver) {
      channel.deliver(request, whole, whole.length);
    } else {
      askForMore();
    }
  }
}
