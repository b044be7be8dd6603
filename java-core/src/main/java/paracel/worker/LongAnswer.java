package paracel.worker;

import paracel.fabric.FabricException;
import paracel.table.ByteReader;
import paracel.table.ByteWriter;
import paracel.table.RefusalException;
import paracel.table.RequestDescriptor;

/**
 * An answer that does not fit a slot: asks for its parts one after the other, and gives the request
 * the whole. Later answers may be taken before it. A part that is refused refuses the request.
 */
final class LongAnswer extends PendingRequest {

  private final RequestChannel channel;
  private final long sequence;
  private final PendingRequest request;
  private final byte[] whole;
  private int arrived;

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
    this.arrived = bytes;
  }

  void askForMore() throws FabricException {
    renew(RequestDescriptor.MAX_BODY_BYTES); // a whole slot
    ByteWriter body = new ByteWriter().putLong(sequence).putLong(arrived);
    channel.reserve();
    channel.send(0, RequestDescriptor.MORE, body, this);
    channel.publish();
  }

  @Override
  void take(ByteReader answer) throws RefusalException {
    int part = answer.remaining();
    if (part == 0 || part > whole.length - arrived) {
      throw RefusalException.malformed("a part of %d bytes at %d", part, arrived);
    }
    System.arraycopy(answer.array(), answer.at(), whole, arrived, part);
    arrived += part;
  }

  @Override
  void ended() throws FabricException {
    RequestRefusedException refusal = refusal();
    if (refusal != null) {
      channel.refuse(request, refusal);
    } else if (arrived < whole.length) {
      askForMore();
    } else {
      channel.deliver(request, whole, whole.length);
    }
  }
}
