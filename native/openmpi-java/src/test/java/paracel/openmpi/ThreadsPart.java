package paracel.openmpi;

import static paracel.openmpi.Expect.equal;

import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mpi.MPI;
import mpi.Request;

/**
 * Two threads that pass direct buffers round while the collector is kept busy. Nothing but the
 * requests holds the buffers of a transfer: if they did not, the collector would give the memory to
 * the next buffer, and the words would be wrong.
 */
record ThreadsPart(int rank) {

  private static final int TURNS = 60;
  private static final int REQUESTS = 8;
  private static final int WORDS = 20_000; // beyond the size that MPI copies at once

  void run() throws Exception {
    List<Future<?>> ends = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
      for (int thread = 0; thread < 2; thread++) {
        int tag = 60 + thread;
        ends.add(
            pool.submit(
                () -> {
                  passRound(tag);
                  return null;
                }));
      }
    }
    for (Future<?> end : ends) {
      end.get();
    }
    MPI.COMM_WORLD.barrier();
  }

  private void passRound(int tag) throws Exception {
    int right = (rank + 1) % BindingsMain.SIZE;
    int left = (rank + 2) % BindingsMain.SIZE;
    for (int turn = 0; turn < TURNS; turn++) {
      Request[] sends = new Request[REQUESTS];
      for (int i = 0; i < REQUESTS; i++) {
        sends[i] = MPI.COMM_WORLD.iSend(filled(word(rank, tag, i)), WORDS, MPI.LONG, right, tag);
      }
      if (turn % 10 == 0) {
        System.gc();
      }
      filled(-1); // takes memory that was given back too early
      for (int i = 0; i < REQUESTS; i++) {
        LongBuffer in = MPI.newLongBuffer(WORDS);
        MPI.COMM_WORLD.iRecv(in, WORDS, MPI.LONG, left, tag).waitFor();
        equal("first word", word(left, tag, i), in.get(0));
        equal("last word", word(left, tag, i), in.get(WORDS - 1));
      }
      Request.waitAll(sends);
    }
  }

  private static long word(int rank, int tag, int i) {
    return rank * 1_000_000L + tag * 1000L + i;
  }

  private static LongBuffer filled(long word) {
    LongBuffer buffer = MPI.newLongBuffer(WORDS);
    for (int i = 0; i < WORDS; i++) {
      buffer.put(i, word);
    }
    return buffer;
  }
}
