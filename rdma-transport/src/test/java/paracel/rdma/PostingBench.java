package paracel.rdma;

import com.ibm.disni.verbs.IbvCQ;
import com.ibm.disni.verbs.IbvCompChannel;
import com.ibm.disni.verbs.IbvContext;
import com.ibm.disni.verbs.IbvQP;
import com.ibm.disni.verbs.IbvSendWR;
import com.ibm.disni.verbs.IbvSge;
import com.ibm.disni.verbs.IbvWC;
import com.ibm.disni.verbs.RdmaVerbs;
import com.ibm.disni.verbs.SVCPollCq;
import com.ibm.disni.verbs.SVCPostSend;
import com.ibm.disni.verbs.impl.NatIbvCQ;
import com.ibm.disni.verbs.impl.NatIbvContext;
import com.ibm.disni.verbs.impl.NatIbvQP;
import com.ibm.disni.verbs.impl.NativeDispatcher;
import com.ibm.disni.verbs.impl.RdmaVerbsNat;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedList;
import java.util.List;
import paracel.memory.Region;

/**
 * The same READ of 8 bytes in two ways: by the natives, as {@link Connection} calls them, and by
 * DiSNI's prepared calls, which are executed again with changed contents. Both poll without a
 * pause; it needs {@code --add-exports java.base/sun.nio.ch=ALL-UNNAMED}.
 */
final class PostingBench {

  private static final int TURNS = 8;
  private static final int ROUNDS = 250; // of each way and turn

  private final NativeDispatcher natives;
  private final Connector pair;
  private final Region memory = Region.allocate(4096);
  private final Registration registration;
  private final long address = memory.segment().address();
  private final long remote;
  private final int rkey;

  private PostingBench(Device device, Connector pair, long remote, int rkey) throws Exception {
    this.natives = device.natives();
    this.pair = pair;
    this.registration = device.origin(memory);
    this.remote = remote;
    this.rkey = rkey;
  }

  @FunctionalInterface
  private interface Operation {
    void run(long number) throws Exception;
  }

  /** Measures on a connection of its own; one line for each way. */
  static List<String> run(Device device, Connector pair, long remote, int rkey) throws Exception {
    PostingBench bench = new PostingBench(device, pair, remote, rkey);
    List<String> lines = new LinkedList<>();
    Way natives = bench.new Way("natives", bench.byNatives());
    Way prepared = bench.new Way("prepared calls", bench.byPreparedCalls());
    for (int turn = -2; turn < TURNS; turn++) { // in turn, so that both meet the same load
      (turn % 2 == 0 ? natives : prepared).measure(turn);
      (turn % 2 == 0 ? prepared : natives).measure(turn);
    }
    lines.add(natives.text());
    lines.add(prepared.text());
    lines.add(
        "get 8 by prepared calls / by natives: %.2f"
            .formatted(prepared.median() / natives.median()));
    Connection.free(device, pair.id(), pair.queue(), pair.channel());
    bench.registration.close();
    return lines;
  }

  /** One of the two, and how long it has taken. */
  private final class Way {

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final String name;
    private final Operation operation;
    private final long[] ns = new long[TURNS * ROUNDS];
    private long allocatedBytes;

    Way(String name, Operation operation) {
      this.name = name;
      this.operation = operation;
    }

    /** Turns below 0 only warm up. */
    void measure(int turn) throws Exception {
      long bytes = threads.getCurrentThreadAllocatedBytes();
      for (int round = 0; round < ROUNDS; round++) {
        long startNs = System.nanoTime();
        operation.run(round);
        if (turn >= 0) {
          ns[turn * ROUNDS + round] = System.nanoTime() - startNs;
        }
      }
      allocatedBytes += turn < 0 ? 0 : threads.getCurrentThreadAllocatedBytes() - bytes;
    }

    double median() {
      Arrays.sort(ns);
      return ns[ns.length / 2];
    }

    String text() {
      return "get 8 by %s: median %.0f ns, p99 %d ns, %d bytes allocated"
          .formatted(name, median(), ns[ns.length * 99 / 100], allocatedBytes);
    }
  }

  private Operation byNatives() {
    long request = 256;
    long element = request + Verbs.WR_BYTES;
    long completion = element + Verbs.ELEMENT_BYTES;
    memory.setLong(request + Verbs.WR_NEXT, 0);
    memory.setLong(request + Verbs.WR_ELEMENTS, address + element);
    memory.setInt(request + Verbs.WR_ELEMENT_COUNT, 1);
    return number -> {
      memory.setLong(request + Verbs.WR_ID, number);
      memory.setInt(request + Verbs.WR_OPCODE, Verbs.RDMA_READ);
      memory.setInt(request + Verbs.WR_FLAGS, Verbs.SIGNALED);
      memory.setLong(request + Verbs.WR_REMOTE_ADDRESS, remote);
      memory.setInt(request + Verbs.WR_RKEY, rkey);
      memory.setLong(element + Verbs.ELEMENT_ADDRESS, address);
      memory.setInt(element + Verbs.ELEMENT_LENGTH, 8);
      memory.setInt(element + Verbs.ELEMENT_LKEY, registration.lkey(0));
      natives._postSend(pair.pair(), address + request);
      int found;
      do { // no pause: an emulated processor leaves its loop for one, and the other way has none
        found = natives._pollCQ(pair.queue(), 1, address + completion);
      } while (found == 0);
      if (memory.getInt(completion + Verbs.WC_STATUS) != Verbs.STATUS_SUCCESS) {
        throw new IllegalStateException("status " + memory.getInt(completion + Verbs.WC_STATUS));
      }
    };
  }

  private Operation byPreparedCalls() throws Exception {
    RdmaVerbs verbs = new RdmaVerbsNat(natives);
    IbvContext context = new NatIbvContext(natives._getContext(pair.id()), natives);
    IbvCompChannel none = null;
    IbvCQ queue = new NatIbvCQ(pair.queue(), context, none, 0);
    IbvQP send = new NatIbvQP(pair.pair(), natives);
    IbvSge element = new IbvSge();
    element.setAddr(address);
    element.setLength(8);
    element.setLkey(registration.lkey(0));
    IbvSendWR request = new IbvSendWR();
    request.setSg_list(new LinkedList<>(List.of(element)));
    request.setNum_sge(1);
    request.setOpcode(IbvSendWR.IBV_WR_RDMA_READ);
    request.setSend_flags(IbvSendWR.IBV_SEND_SIGNALED);
    request.getRdma().setRemote_addr(remote);
    request.getRdma().setRkey(rkey);
    SVCPostSend post = verbs.postSend(send, new LinkedList<>(List.of(request)), null);
    IbvWC[] found = {new IbvWC()};
    SVCPollCq poll = verbs.pollCQ(queue, found, 1);
    return number -> {
      post.getWrMod(0).setWr_id(number);
      post.getWrMod(0).getRdmaMod().setRemote_addr(remote);
      post.getWrMod(0).getSgeMod(0).setAddr(address);
      post.getWrMod(0).getSgeMod(0).setLength(8);
      post.execute();
      do {
        poll.execute();
      } while (poll.getPolls() == 0);
      if (found[0].getStatus() != Verbs.STATUS_SUCCESS) {
        throw new IllegalStateException("status " + found[0].getStatus());
      }
    };
  }
}
