package paracel.mpi;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import paracel.memory.Region;

/**
 * A rank of the contract test of MPI providers. Argument: the provider's name. Rank 0 prints {@code
 * contract kept} when all is well; any flaw ends the job with exit code 1.
 */
final class MpiContractMain {

  private static final int SIZE = 4;

  private final MpiRank rank;
  private final Mpi mpi;
  private final int own;
  private final int right;
  private final int left;

  private MpiContractMain(Mpi mpi) {
    this.mpi = mpi;
    rank = new MpiRank(mpi);
    own = mpi.rank();
    right = (own + 1) % mpi.size();
    left = (own + mpi.size() - 1) % mpi.size();
  }

  public static void main(String[] arguments) throws Exception {
    MpiProvider provider;
    try {
      provider = MpiProvider.choose(arguments[0]).provider();
      System.err.println(provider.describe());
    } catch (MpiException e) {
      System.err.println("no MPI: " + e.getMessage());
      System.exit(3);
      return;
    }
    try (Mpi left = provider.open()) { // close does nothing any more
      left.barrier();
      left.leave();
    }
    Mpi mpi = provider.open();
    try {
      new MpiContractMain(mpi).run(arguments[0]);
    } catch (Throwable e) {
      System.err.println("FLAW at rank " + mpi.rank() + ": " + e);
      for (StackTraceElement element : e.getStackTrace()) {
        System.err.println("  " + element);
      }
      mpi.abort(1);
    }
    mpi.close();
    mpi.close();
    mustNotOpenAgain(provider);
    if (mpi.rank() == 0) {
      System.out.println("contract kept");
    }
  }

  private static void mustNotOpenAgain(MpiProvider provider) throws MpiException {
    try {
      provider.open();
    } catch (IllegalStateException e) {
      return;
    }
    throw new AssertionError("MPI was opened twice");
  }

  private void run(String provider) throws Exception {
    identity(provider);
    allGather();
    broadcast();
    order();
    anySource();
    truncation();
    synchronousSend();
    cancel();
    threads();
    badArguments();
    duplicate();
    mpi.progress();
    mpi.barrier();
    new MpiWindowContract(mpi).run(provider);
    new MpiPingPong(mpi).run(provider);
    mpi.barrier();
  }

  private void identity(String provider) {
    rank.equal("rank", Integer.parseInt(System.getenv("OMPI_COMM_WORLD_RANK")), own);
    rank.equal("size", SIZE, mpi.size());
    rank.equal("rank on the node", own, mpi.nodeRank());
    rank.equal("ranks on the node", SIZE, mpi.nodeSize());
    MpiLibrary library = mpi.library();
    rank.holds("provider in " + library, library.provider().equals(provider));
    rank.holds("version in " + library, library.version().contains("Open MPI"));
    rank.holds("thread level in " + library, library.threadLevel().equals("MULTIPLE"));
    rank.holds("location in " + library, !library.location().isBlank());
  }

  private void allGather() throws MpiException {
    int words = 3;
    try (Region mine = Region.allocate(64);
        Region all = Region.allocate(1024)) {
      for (int i = 0; i < words; i++) {
        mine.setLong(i * 8L, MpiRank.value(own, i));
      }
      mpi.allGather(mine, words * 8L, all);
      for (int i = 0; i < words * SIZE; i++) {
        rank.equal("gathered", MpiRank.value(i / words, i % words), all.getLong(i * 8L));
      }
      rank.equal("behind what is gathered", 0, all.getLong(words * SIZE * 8L));
    }
  }

  private void broadcast() throws MpiException {
    try (Region region = Region.allocate(64)) {
      region.setLong(8, MpiRank.value(own, 8));
      region.setLong(16, MpiRank.value(own, 16));
      region.setLong(24, MpiRank.value(own, 24));
      mpi.broadcast(region, 16, 8, 2);
      rank.equal("before the broadcast", MpiRank.value(own, 8), region.getLong(8));
      rank.equal("broadcast", MpiRank.value(2, 16), region.getLong(16));
      rank.equal("behind the broadcast", MpiRank.value(own, 24), region.getLong(24));
    }
  }

  /** Many messages of one thread with one tag, of lengths on both sides of MPI's eager limit. */
  private void order() throws MpiException {
    int messages = 300;
    long bytesMax = 1 << 17;
    try (Region region = Region.allocate(bytesMax);
        MpiRequest request = mpi.newRequest()) {
      for (int i = 0; i < messages && own <= 1; i++) {
        long bytes = i % 10 == 9 ? bytesMax : 8 + i;
        if (own == 0) {
          region.setLong(0, MpiRank.value(0, i));
          region.setLong(bytes / 8 * 8 - 8, MpiRank.value(0, i));
          request.send(region, 0, bytes, 1, 7);
        } else {
          request.receive(region, 0, bytesMax, 0, 7);
        }
        rank.await(request, "message " + i);
        if (own == 1) {
          rank.equal("length of message " + i, bytes, request.receivedBytes());
          rank.equal("source of message " + i, 0, request.source());
          rank.equal("start of message " + i, MpiRank.value(0, i), region.getLong(0));
          rank.equal("end of message " + i, MpiRank.value(0, i), region.getLong(bytes / 8 * 8 - 8));
        }
      }
    }
    mpi.barrier();
  }

  private void anySource() throws MpiException {
    try (Region region = Region.allocate(8);
        MpiRequest request = mpi.newRequest()) {
      if (own != 0) {
        rank.send(request, region, MpiRank.value(own, 5), 0, 11);
        return;
      }
      int seen = 0;
      for (int i = 1; i < SIZE; i++) {
        long word = rank.receive(request, region, Mpi.ANY_SOURCE, 11);
        rank.equal("sender's word", MpiRank.value(request.source(), 5), word);
        seen |= 1 << request.source();
      }
      rank.equal("senders", (1 << SIZE) - 2, seen);
    }
  }

  private void truncation() throws MpiException {
    try (Region region = Region.allocate(64);
        MpiRequest request = mpi.newRequest()) {
      if (own == 1) {
        request.send(region, 0, 64, 0, 13);
        rank.await(request, "the long message");
        rank.send(request, region, 77, 0, 13);
      } else if (own == 0) {
        request.receive(region, 0, 16, 1, 13);
        String text = rank.refused("a long message", () -> rank.await(request, "the long message"));
        rank.holds("says why: " + text, text.toLowerCase().contains("trunc"));
        rank.equal("the next message", 77, rank.receive(request, region, 1, 13));
      }
    }
    mpi.barrier();
  }

  private void synchronousSend() throws Exception {
    try (Region region = Region.allocate(8);
        Region go = Region.allocate(8);
        MpiRequest request = mpi.newRequest();
        MpiRequest signal = mpi.newRequest()) {
      if (own == 0) {
        region.setLong(0, 4711);
        request.synchronousSend(region, 0, 8, 1, 17);
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
        while (System.nanoTime() < endNs) {
          rank.holds("a synchronous send waits for the receive", !request.isDone());
        }
        rank.send(signal, go, 1, 1, 18);
        rank.await(request, "the synchronous send");
      } else if (own == 1) {
        rank.receive(signal, go, 0, 18);
        rank.equal("word", 4711, rank.receive(request, region, 0, 17));
      }
    }
    mpi.barrier();
  }

  private void cancel() throws MpiException {
    try (Region region = Region.allocate(8);
        MpiRequest request = mpi.newRequest()) {
      request.receive(region, 0, 8, left, 19);
      rank.holds("nothing was sent yet", !request.isDone());
      request.cancel();
      rank.await(request, "a cancelled receive");
      request.cancel();
      mpi.barrier();
      try (Region out = Region.allocate(8);
          MpiRequest sending = mpi.newRequest()) {
        out.setLong(0, MpiRank.value(own, 19));
        sending.send(out, 0, 8, right, 19);
        long word = rank.receive(request, region, left, 19);
        rank.equal("not taken by the cancelled one", MpiRank.value(left, 19), word);
        rank.await(sending, "the send after a cancel");
      }
    }
  }

  /** Each thread sends to the right and receives from the left, by a tag of its own. */
  private void threads() throws Exception {
    int threads = 3;
    List<Future<?>> ends = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int thread = 0; thread < threads; thread++) {
        int tag = 100 + thread;
        ends.add(
            pool.submit(
                () -> {
                  exchange(tag, 400);
                  return null;
                }));
      }
    }
    for (Future<?> end : ends) {
      end.get();
    }
  }

  private void exchange(int tag, int messages) throws MpiException {
    try (Region out = Region.allocate(8);
        Region in = Region.allocate(8);
        MpiRequest sending = mpi.newRequest();
        MpiRequest receiving = mpi.newRequest()) {
      for (int i = 0; i < messages; i++) {
        out.setLong(0, MpiRank.value(own, tag * 1000L + i));
        sending.send(out, 0, 8, right, tag);
        long word = rank.receive(receiving, in, left, tag);
        rank.equal("message " + i, MpiRank.value(left, tag * 1000L + i), word);
        rank.await(sending, "a send to the right");
      }
    }
  }

  private void badArguments() throws MpiException {
    try (Region region = Region.allocate(64);
        MpiRequest request = mpi.newRequest()) {
      String text =
          rank.refused("a rank that is not", () -> request.send(region, 0, 8, SIZE + 5, 1));
      rank.holds("says why: " + text, text.contains("MPI_Isend") && text.contains("rank"));
      rank.holds("a refused send is not under way", request.isDone());
      try {
        request.send(region, 60, 8, right, 1);
        rank.fail("bytes outside the region were taken");
      } catch (IndexOutOfBoundsException e) {
        rank.holds("a refused send is not under way", request.isDone());
      }
      request.receive(region, 0, 8, left, 23);
      try {
        request.receive(region, 0, 8, left, 23);
        rank.fail("two transfers at a time were taken");
      } catch (IllegalStateException e) {
        request.cancel();
        rank.await(request, "a cancelled receive");
      }
    }
  }

  /** A receive of one communicator does not take a message of the other. */
  private void duplicate() throws MpiException {
    Mpi other = mpi.duplicate();
    rank.equal("rank in the duplicate", own, other.rank());
    rank.equal("size of the duplicate", SIZE, other.size());
    try (Region out = Region.allocate(16);
        Region in = Region.allocate(8);
        MpiRequest first = mpi.newRequest();
        MpiRequest second = other.newRequest();
        MpiRequest receiving = other.newRequest()) {
      out.setLong(0, 1);
      out.setLong(8, 2);
      first.send(out, 0, 8, right, 29);
      second.send(out, 8, 8, right, 29);
      rank.equal("of the duplicate", 2, rank.receive(receiving, in, left, 29));
      try (MpiRequest rest = mpi.newRequest()) {
        rank.equal("of the original", 1, rank.receive(rest, in, left, 29));
      }
      rank.await(first, "a send");
      rank.await(second, "a send");
    }
    other.close();
    mpi.barrier();
  }
}
