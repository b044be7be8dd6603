package paracel.fabric.mpi;

import paracel.memory.Region;
import paracel.mpi.Mpi;
import paracel.mpi.MpiException;

/**
 * A receive for a request, and when it has come, what it says, with the message of bytes that it
 * announces if it does. Used again and again by one thread.
 */
final class Incoming {

  private final Transfer request;
  private Transfer payload;

  Incoming(Mpi mpi) {
    request = new Transfer(mpi, true);
  }

  /** Starts to wait for the next request of any rank. */
  void post() throws MpiException {
    request.request.receive(
        message(),
        0,
        MessageDescriptor.REQUEST_BYTES,
        Mpi.ANY_SOURCE,
        MessageDescriptor.REQUEST_TAG);
    request.isUnderWay = true;
  }

  /** Whether a request has come. */
  boolean hasCome() throws MpiException {
    return request.isDone();
  }

  /** The request, from its first byte. */
  Region message() {
    return request.memory(MessageDescriptor.REQUEST_BYTES);
  }

  /** Bytes of the request. */
  long bytes() throws MpiException {
    return request.request.receivedBytes();
  }

  int source() {
    return request.request.source();
  }

  int kind() {
    return message().getInt(MessageDescriptor.KIND_OFFSET);
  }

  int window() {
    return message().getInt(MessageDescriptor.WINDOW_OFFSET);
  }

  long offset() {
    return message().getLong(MessageDescriptor.OFFSET_OFFSET);
  }

  /** Size of the put or get, or the word to put. */
  long bytesOrValue() {
    return message().getLong(MessageDescriptor.BYTES_OFFSET);
  }

  int tag() {
    return (int) message().getLong(MessageDescriptor.TAG_OFFSET);
  }

  /** Starts to receive the bytes that the request announces. */
  void receivePayload(Transfer into) throws MpiException {
    payload = into;
    into.request.receive(into.memory(bytesOrValue()), 0, bytesOrValue(), source(), tag());
    into.starts(source(), window(), offset(), bytesOrValue());
  }

  /** Whether all has come that the request needs to be carried out. */
  boolean isWhole() throws MpiException {
    return payload == null || payload.isDone();
  }

  /** The bytes announced. */
  Region payloadMemory() {
    return payload.memory(bytesOrValue());
  }

  /** Gives the place of the bytes back; null when there was none. */
  Transfer takePayload() {
    Transfer taken = payload;
    payload = null;
    return taken;
  }

  /** Gives receives up. */
  void close() {
    abandon(request);
    if (payload != null) {
      abandon(payload);
    }
  }

  private static void abandon(Transfer receive) {
    try {
      receive.request.cancel();
      for (int looks = 0; looks < 1000 && !receive.isDone(); looks++) {
        Thread.onSpinWait();
      }
    } catch (MpiException e) {
      // its memory stays, then; the rank is at its end
    }
    receive.close();
  }
}
