package paracel.fabric.mpi;

import java.util.List;
import java.util.Objects;
import paracel.base.BackoffIdler;
import paracel.base.Check;
import paracel.base.Idler;
import paracel.fabric.DeadlineException;
import paracel.fabric.Endpoint;
import paracel.fabric.FabricException;
import paracel.fabric.PeerLostException;
import paracel.fabric.Transfers;
import paracel.fabric.Wait;
import paracel.memory.Region;
import paracel.mpi.Mpi;
import paracel.mpi.MpiException;

/**
 * Endpoint over messages: a put is a message that the target's service copies into the window, a
 * get asks it for a reply.
 *
 * <p>Why the guarantees hold. All requests of an endpoint go to a target with one tag from one
 * thread, so they are received in order, and the service carries them out one by one, each with a
 * release fence: that is {@code fence}, which therefore does nothing here. The service copies whole
 * aligned words to and from its own buffers; MPI, which may cut a message anywhere, never touches a
 * window. Long puts are sent out of the origin and replies received into it, so {@code flush} waits
 * for all messages. It waits for short ones, too: they need both sides to enter MPI, and this
 * thread may compute for a while afterwards.
 *
 * <p>Every sixteenth request to a target is sent synchronously, so not more than 31 requests of an
 * endpoint can lie unread at a target.
 *
 * <p>Progress: an operation may wait for the target's service, until the deadline for an answer.
 */
final class MpiEndpoint implements Endpoint, Wait.Condition {

  /** Messages of one kind that may be under way. */
  static final int SLOTS = 16;

  private static final int PAYLOAD_TAGS =
      MessageDescriptor.FIRST_PAYLOAD_TAG - MessageDescriptor.FIRST_REPLY_TAG;
  private static final long CLOSE_NS = 200_000_000;

  private final MpiFabric fabric;
  private final Endpoint own;
  private final int firstTag;
  private final Idler idler = new BackoffIdler();
  private final TransferRing requests;
  private final TransferRing payloads;
  private final TransferRing replies;
  private final Region word = Region.allocate(Long.BYTES);
  private final int[] sentTo; // requests to each target
  private Transfer awaited;
  private boolean closed;

  /**
   * @param own way to the windows of this rank itself
   * @param firstTag of {@link #SLOTS} tags for replies to this endpoint
   */
  MpiEndpoint(MpiFabric fabric, Mpi mpi, Endpoint own, int firstTag) {
    this.fabric = fabric;
    this.own = own;
    this.firstTag = firstTag;
    this.sentTo = new int[mpi.size()];
    this.requests = new TransferRing(mpi, SLOTS, false);
    this.payloads = new TransferRing(mpi, SLOTS, false);
    this.replies = new TransferRing(mpi, SLOTS, true);
  }

  @Override
  public void put(
      int target, int window, long targetOffset, Region origin, long originOffset, long bytes)
      throws FabricException {
    if (isOwn(target)) {
      own.put(target, window, targetOffset, origin, originOffset, bytes);
      return;
    }
    Transfers.checkPut(targetOffset, originOffset, bytes);
    fabric.remote().check(target, window, targetOffset, bytes);
    Objects.checkFromIndexSize(originOffset, bytes, origin.bytes());
    if (bytes <= MessageDescriptor.SHORT_PUT_BYTES) {
      putShort(target, window, targetOffset, origin, originOffset, bytes);
    } else {
      putChunks(target, window, targetOffset, origin, originOffset, bytes);
    }
  }

  /** In requests that carry the bytes. */
  private void putShort(
      int target, int window, long targetOffset, Region origin, long originOffset, long bytes)
      throws FabricException {
    for (long done = 0; done < bytes; done += MessageDescriptor.PAYLOAD_BYTES) {
      long part = Math.min(bytes - done, MessageDescriptor.PAYLOAD_BYTES);
      Transfer request = nextRequest();
      Region message = request.memory(MessageDescriptor.REQUEST_BYTES);
      long at = targetOffset + done;
      MessageDescriptor.write(message, MessageDescriptor.PUT, window, at, part, 0);
      message.copyFrom(origin, originOffset + done, MessageDescriptor.HEADER_BYTES, part);
      send(request, target, MessageDescriptor.HEADER_BYTES + part);
    }
  }

  /** In messages out of the origin itself, each announced by a request. */
  private void putChunks(
      int target, int window, long targetOffset, Region origin, long originOffset, long bytes)
      throws FabricException {
    for (long done = 0; done < bytes; done += MessageDescriptor.CHUNK_BYTES) {
      long part = Math.min(bytes - done, MessageDescriptor.CHUNK_BYTES);
      Transfer payload = payloads.next();
      await(payload);
      int tag = firstTag + payloads.nextSlot() + PAYLOAD_TAGS;
      payloads.take();
      ask(MessageDescriptor.LONG_PUT, target, window, targetOffset + done, part, tag);
      try {
        payload.request.send(origin, originOffset + done, part, target, tag);
      } catch (MpiException e) {
        throw failure(target, e);
      }
      payload.starts(origin, target, window, targetOffset + done, part);
    }
  }

  @Override
  public void putLong(int target, int window, long targetOffset, long value)
      throws FabricException {
    if (isOwn(target)) {
      own.putLong(target, window, targetOffset, value);
      return;
    }
    Transfers.checkWord(targetOffset);
    fabric.remote().check(target, window, targetOffset, Long.BYTES);
    ask(MessageDescriptor.PUT_LONG, target, window, targetOffset, value, 0);
  }

  @Override
  public void get(
      int target, int window, long targetOffset, Region origin, long originOffset, long bytes)
      throws FabricException {
    if (isOwn(target)) {
      own.get(target, window, targetOffset, origin, originOffset, bytes);
      return;
    }
    Transfers.checkGet(targetOffset, originOffset, bytes);
    fabric.remote().check(target, window, targetOffset, bytes);
    Objects.checkFromIndexSize(originOffset, bytes, origin.bytes());
    for (long done = 0; done < bytes; done += MessageDescriptor.CHUNK_BYTES) {
      long part = Math.min(bytes - done, MessageDescriptor.CHUNK_BYTES);
      startGet(target, window, targetOffset + done, origin, originOffset + done, part);
    }
  }

  private Transfer startGet(
      int target, int window, long targetOffset, Region into, long intoOffset, long bytes)
      throws FabricException {
    return expect(MessageDescriptor.GET, target, window, targetOffset, into, intoOffset, bytes);
  }

  /** Makes room for a reply and asks for it. */
  private Transfer expect(
      int kind, int target, int window, long offset, Region into, long intoOffset, long bytes)
      throws FabricException {
    Transfer reply = replies.next();
    await(reply);
    int tag = firstTag + replies.nextSlot();
    replies.take();
    try {
      reply.request.receive(into, intoOffset, bytes, target, tag);
    } catch (MpiException e) {
      throw failure(target, e);
    }
    reply.starts(into, target, window, offset, bytes);
    ask(kind, target, window, offset, bytes, tag);
    return reply;
  }

  @Override
  public long getLong(int target, int window, long targetOffset) throws FabricException {
    if (isOwn(target)) {
      return own.getLong(target, window, targetOffset);
    }
    Transfers.checkWord(targetOffset);
    fabric.remote().check(target, window, targetOffset, Long.BYTES);
    Transfer reply = startGet(target, window, targetOffset, word, 0, Long.BYTES);
    await(reply);
    return word.getLong(0);
  }

  @Override
  public void fence(int target) throws FabricException {
    if (isOwn(target)) {
      own.fence(target);
    }
  }

  @Override
  public void flush(int target) throws FabricException {
    if (isOwn(target)) {
      own.flush(target);
      return;
    }
    awaitAll(replies, target);
    awaitAll(payloads, target);
    awaitAll(requests, target);
  }

  private void awaitAll(TransferRing transfers, int target) throws FabricException {
    for (long number = transfers.oldest(); number < transfers.started(); number++) {
      Transfer transfer = transfers.at(number);
      if (transfer.isUnderWay && transfer.target == target) {
        await(transfer);
      }
    }
  }

  /**
   * Asks a rank for the size of a window, which it answers when it has exposed it.
   *
   * @return size in bytes
   */
  long awaitExposed(int target, int window, Idler callers, long timeoutNs) throws FabricException {
    Transfer reply = expect(MessageDescriptor.ATTACH, target, window, 0, word, 0, Long.BYTES);
    Wait.until(
        new Wait.Condition() {
          @Override
          public boolean poll() throws FabricException {
            return isThrough(reply);
          }

          @Override
          public String describe() {
            return "rank %d waits for rank %d to expose window %d"
                .formatted(fabric.rank(), target, window);
          }
        },
        callers,
        timeoutNs);
    return word.getLong(0);
  }

  /**
   * Waits until a rank's service answers.
   *
   * @throws PeerLostException when it does not in time
   */
  void ping(int target) throws FabricException {
    await(expect(MessageDescriptor.PING, target, 0, 0, word, 0, Long.BYTES));
  }

  private boolean isOwn(int target) {
    Check.state(!closed, "the endpoint is closed");
    return target == fabric.rank();
  }

  private void ask(int kind, int target, int window, long offset, long bytesOrValue, int replyTag)
      throws FabricException {
    Transfer request = nextRequest();
    Region message = request.memory(MessageDescriptor.HEADER_BYTES);
    MessageDescriptor.write(message, kind, window, offset, bytesOrValue, replyTag);
    send(request, target, MessageDescriptor.HEADER_BYTES);
  }

  /** The next place for a request, when the message before in it is through. */
  private Transfer nextRequest() throws FabricException {
    Transfer request = requests.next();
    await(request);
    return request;
  }

  private void send(Transfer request, int target, long bytes) throws FabricException {
    Region message = request.memory(bytes);
    requests.take();
    boolean isFirst = sentTo[target]++ % SLOTS == 0;
    try {
      if (isFirst) {
        request.request.synchronousSend(message, 0, bytes, target, MessageDescriptor.REQUEST_TAG);
      } else {
        request.request.send(message, 0, bytes, target, MessageDescriptor.REQUEST_TAG);
      }
    } catch (MpiException e) {
      throw failure(target, e);
    }
    int window = message.getInt(MessageDescriptor.WINDOW_OFFSET);
    request.starts(target, window, message.getLong(MessageDescriptor.OFFSET_OFFSET), bytes);
  }

  private boolean isThrough(Transfer transfer) throws FabricException {
    try {
      if (!transfer.isDone()) {
        return false;
      }
      if (transfer.isReply && transfer.request.receivedBytes() != transfer.bytes) {
        throw new FabricException(
            "rank " + transfer.target + " has withdrawn window " + transfer.window);
      }
      return true;
    } catch (MpiException e) {
      throw failure(transfer.target, e);
    }
  }

  private void await(Transfer transfer) throws FabricException {
    if (!transfer.isUnderWay || isThrough(transfer)) {
      return;
    }
    awaited = transfer;
    try {
      Wait.until(this, idler, fabric.answerNs());
    } catch (DeadlineException e) {
      throw new PeerLostException(
          transfer.target, "rank " + transfer.target + " is lost: " + e.getMessage());
    }
  }

  @Override
  public boolean poll() throws FabricException {
    return isThrough(awaited);
  }

  @Override
  public String describe() {
    return "rank %d waits for rank %d to %s %d bytes, window %d at %d"
        .formatted(
            fabric.rank(),
            awaited.target,
            awaited.isReply ? "send" : "take",
            awaited.bytes,
            awaited.window,
            awaited.offset);
  }

  private FabricException failure(int target, MpiException cause) {
    return new FabricException(
        "rank %d could not reach rank %d: %s".formatted(fabric.rank(), target, cause.getMessage()),
        cause);
  }

  /**
   * What has been sent so far arrives; a reply that has not come is given up. If a rank is lost in
   * the middle of a message, the memory of that message stays until the process ends, also when its
   * region is closed.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    long startNs = System.nanoTime();
    boolean isClean = true;
    for (TransferRing transfers : List.of(requests, payloads, replies)) {
      for (int slot = 0; slot < transfers.size(); slot++) {
        Transfer transfer = transfers.at(slot);
        isClean &= ended(transfer, startNs);
        transfer.close();
      }
    }
    if (isClean) {
      word.close();
      fabric.giveBackTags(firstTag);
    }
  }

  /**
   * Whether a transfer has ended by itself. A reply that must be given up may still come, so its
   * tag is not used again.
   */
  private static boolean ended(Transfer transfer, long startNs) {
    boolean isGivenUp = false;
    try {
      while (!transfer.isDone()) {
        if (transfer.isReply && !isGivenUp) {
          transfer.request.cancel();
          isGivenUp = true;
        } else if (System.nanoTime() - startNs > CLOSE_NS) {
          return false;
        }
        Thread.yield();
      }
      return !isGivenUp;
    } catch (MpiException e) {
      return false; // of a rank that is lost; who closes has learnt that, or does not care
    }
  }
}
