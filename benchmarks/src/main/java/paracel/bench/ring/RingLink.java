package paracel.bench.ring;

import paracel.base.Idler;
import paracel.fabric.Endpoint;
import paracel.fabric.Fabric;
import paracel.fabric.FabricException;
import paracel.mailbox.RecordType;
import paracel.mailbox.RingConsumer;
import paracel.mailbox.RingDescriptor;
import paracel.mailbox.RingProducer;
import paracel.memory.Region;

/**
 * A ring in each end's window, written by the other end.
 *
 * <pre>
 *    0   head of the ring: bytes consumed    (written by the window's owner)
 *  128   the ring                            (written by the other end)
 * </pre>
 */
final class RingLink implements MessageLink {

  private static final int WINDOW = 0;
  private static final long HEAD_OFFSET = 0;
  private static final long RING_OFFSET = 128;
  private static final int TYPE = RecordType.REQUEST;
  private static final long START_NS = 30_000_000_000L;

  private final int peer;
  private final Region own;
  private final Endpoint endpoint;
  private final RingProducer producer;
  private final RingConsumer consumer;
  private final RingConsumer.Handler handler;

  private int received; // by the poll under way

  /**
   * Meets the other end.
   *
   * @param fabric of rank 0 or 1 of 2
   */
  RingLink(Fabric fabric, Idler idler, int capacity, Receiver receiver) throws FabricException {
    long windowBytes = RING_OFFSET + RingDescriptor.ringBytes(capacity);
    this.peer = 1 - fabric.rank();
    this.own = fabric.allocate(WINDOW, windowBytes);
    fabric.expose(WINDOW, own);
    fabric.attach(peer, WINDOW, windowBytes, idler, START_NS);
    this.endpoint = fabric.openEndpoint();
    boolean checksum = !fabric.ordersPuts();
    this.producer =
        new RingProducer(endpoint, peer, WINDOW, RING_OFFSET, capacity, fabric.rank(), 0, checksum);
    this.consumer = new RingConsumer(own, RING_OFFSET, capacity, peer, 0, checksum);
    this.handler =
        (worker, type, table, ring, offset, bytes) -> {
          received++; // records that only fill the ring's end do not come here
          receiver.onMessage(ring.getLong(offset));
          return true;
        };
  }

  @Override
  public boolean send(long value) throws FabricException {
    if (!sendLazily(value)) {
      return false;
    }
    producer.publish();
    return true;
  }

  @Override
  public boolean sendLazily(long value) throws FabricException {
    long at = producer.claim(MESSAGE_BYTES);
    if (at == RingProducer.REFUSED) {
      producer.publish();
      producer.headSeen(endpoint.getLong(peer, WINDOW, HEAD_OFFSET));
      at = producer.claim(MESSAGE_BYTES);
      if (at == RingProducer.REFUSED) {
        return false;
      }
    }
    producer.payloads().setLong(at, value);
    producer.commit(TYPE, 0);
    return true;
  }

  @Override
  public void flush() throws FabricException {
    producer.publish();
  }

  @Override
  public int receive(int limit) throws FabricException {
    received = 0;
    if (consumer.poll(handler, limit) > 0) {
      own.setLongRelease(HEAD_OFFSET, consumer.head());
    }
    return received;
  }

  @Override
  public void close() {
    endpoint.close();
    producer.close();
  }
}
