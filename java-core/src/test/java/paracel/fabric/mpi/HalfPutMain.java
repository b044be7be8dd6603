package paracel.fabric.mpi;

import paracel.base.BackoffIdler;
import paracel.fabric.Endpoint;
import paracel.fabric.Fabric;
import paracel.fabric.FabricGroup;
import paracel.fabric.FabricSpec;
import paracel.memory.Region;
import paracel.mpi.Mpi;
import paracel.mpi.MpiProvider;
import paracel.mpi.MpiRequest;

/**
 * Three ranks: rank 1 announces a long put to rank 0 and never sends it, as if it had died, and
 * then puts a word, which must not overtake; rank 2 puts and gets meanwhile. At last rank 1 sends.
 */
public final class HalfPutMain {

  static final String SERVED = "served beside half a put";

  private static final long WAIT_NS = 20_000_000_000L;
  private static final long BYTES = 100_000;
  private static final long WINDOW_BYTES = 2 * BYTES;
  private static final int PAYLOAD_TAG = MessageDescriptor.FIRST_PAYLOAD_TAG + 5000;

  private HalfPutMain() {}

  public static void main(String[] words) throws Exception {
    Mpi mpi = MpiProvider.choose(MpiProvider.AUTO).provider().open();
    Mpi messages = mpi.duplicate();
    int rank = mpi.rank();
    FabricGroup group =
        new MpiFabricGroup(messages, new FabricSpec("half", 3, rank, mpi.nodeSize(), 1));
    Fabric fabric = group.fabric(rank);
    Region window = Region.allocate(WINDOW_BYTES);
    if (rank == 0) {
      fabric.expose(0, window);
    }
    fabric.attach(0, 0, WINDOW_BYTES, new BackoffIdler(), WAIT_NS);
    try (Endpoint endpoint = fabric.openEndpoint()) {
      if (rank == 1) {
        announce(messages);
        mpi.barrier();
        mpi.barrier(); // rank 2 has been served
        send(messages, endpoint);
      } else {
        mpi.barrier();
        if (rank == 2) {
          putAndGet(endpoint);
        }
        mpi.barrier();
      }
      mpi.barrier();
      if (rank == 0) {
        check(window);
      }
    }
    group.farewell();
    group.close();
    mpi.close();
  }

  private static void announce(Mpi mpi) throws Exception {
    Region request = Region.allocate(MessageDescriptor.REQUEST_BYTES);
    MessageDescriptor.write(request, MessageDescriptor.LONG_PUT, 0, 0, BYTES, PAYLOAD_TAG);
    transfer(mpi, request, MessageDescriptor.HEADER_BYTES, MessageDescriptor.REQUEST_TAG);
    MessageDescriptor.write(request, MessageDescriptor.PUT_LONG, 0, 0, 77, 0);
    transfer(mpi, request, MessageDescriptor.HEADER_BYTES, MessageDescriptor.REQUEST_TAG);
  }

  private static void transfer(Mpi mpi, Region from, long bytes, int tag) throws Exception {
    try (MpiRequest request = mpi.newRequest()) {
      request.synchronousSend(from, 0, bytes, 0, tag);
      while (!request.isDone()) {
        Thread.yield();
      }
    }
  }

  private static void putAndGet(Endpoint endpoint) throws Exception {
    try (Region own = Region.allocate(BYTES)) {
      own.segment().fill((byte) 3);
      endpoint.put(0, 0, BYTES, own, 0, BYTES); // a long one, too
      endpoint.flush(0);
      if (endpoint.getLong(0, 0, WINDOW_BYTES - 8) != 0x0303030303030303L) {
        throw new IllegalStateException("the put of rank 2 is not there");
      }
      if (endpoint.getLong(0, 0, 0) != 0) {
        throw new IllegalStateException("the word of rank 1 has overtaken its put");
      }
      System.out.println(SERVED);
    }
  }

  private static void send(Mpi mpi, Endpoint endpoint) throws Exception {
    try (Region payload = Region.allocate(BYTES)) {
      payload.segment().fill((byte) 5);
      transfer(mpi, payload, BYTES, PAYLOAD_TAG);
      endpoint.getLong(0, 0, 0); // answered when everything before it has been carried out
    }
  }

  private static void check(Region window) {
    if (window.getLong(0) != 77 || window.getLong(8) != 0x0505050505050505L) {
      throw new IllegalStateException("put and word of rank 1 did not come in order");
    }
  }
}
