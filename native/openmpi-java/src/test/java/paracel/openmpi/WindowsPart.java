package paracel.openmpi;

import static paracel.openmpi.AsyncPart.direct;
import static paracel.openmpi.Expect.equal;
import static paracel.openmpi.Expect.holds;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import mpi.Group;
import mpi.MPI;
import mpi.MPIException;
import mpi.Request;
import mpi.Win;

/** Windows; each rank's right neighbour is its target. */
final class WindowsPart {

  private final int rank;
  private final int right;
  private final int left;

  WindowsPart(int rank) {
    this.rank = rank;
    right = (rank + 1) % BindingsMain.SIZE;
    left = (rank + 2) % BindingsMain.SIZE;
  }

  void run() throws MPIException {
    IntBuffer memory = MPI.newIntBuffer(8);
    Win window = new Win(memory, 8, 1, MPI.INFO_NULL, MPI.COMM_WORLD);
    window.setErrhandler(MPI.ERRORS_RETURN);
    attributes(window);
    fences(window, memory);
    groups(window, memory);
    passive(window, memory);
    requests(window);
    window.free();
    holds("freed", window.isNull());
    atomics();
    allocated(Win.FLAVOR_PRIVATE);
    allocated(Win.FLAVOR_SHARED);
    dynamic();
  }

  private void attributes(Win window) throws MPIException {
    window.setName("eight integers");
    equal("name", "eight integers", window.getName());
    Group group = window.getGroup();
    equal("ranks", BindingsMain.SIZE, group.getSize());
    group.free();
    window.getInfo().free();
    holds("not freed", !window.isNull());
  }

  private void fences(Win window, IntBuffer memory) throws MPIException {
    IntBuffer word = direct(100 + rank);
    IntBuffer got = MPI.newIntBuffer(1);
    window.fence(0);
    window.put(word, 1, MPI.INT, right, 2, 1, MPI.INT);
    window.fence(0);
    equal("put by the left", 100 + left, memory.get(2));
    window.get(got, 1, MPI.INT, right, 2, 1, MPI.INT);
    window.accumulate(word, 1, MPI.INT, 0, 3, 1, MPI.INT, MPI.SUM);
    window.fence(0);
    equal("got from the right", 100 + rank, got.get(0));
    equal("sum at rank 0", rank == 0 ? 303 : 0, memory.get(3));
  }

  private void groups(Win window, IntBuffer memory) throws MPIException {
    Group all = MPI.COMM_WORLD.getGroup();
    Group origin = all.incl(new int[] {left});
    Group target = all.incl(new int[] {right});
    IntBuffer word = direct(200 + rank);
    window.post(origin, 0);
    window.start(target, 0);
    window.put(word, 1, MPI.INT, right, 4, 1, MPI.INT);
    window.complete();
    if (rank == 0) {
      window.waitFor();
    } else {
      while (!window.test()) {
        Thread.onSpinWait();
      }
    }
    equal("put by the left", 200 + left, memory.get(4));
    MPI.COMM_WORLD.barrier();
  }

  private void passive(Win window, IntBuffer memory) throws MPIException {
    IntBuffer word = direct(300 + rank);
    window.lock(MPI.LOCK_EXCLUSIVE, right, 0);
    window.put(word, 1, MPI.INT, right, 5, 1, MPI.INT);
    window.unlock(right);
    MPI.COMM_WORLD.barrier();
    window.lockAll(0);
    window.sync();
    equal("put by the left", 300 + left, memory.get(5));
    IntBuffer got = MPI.newIntBuffer(2);
    window.get(got, 1, MPI.INT, left, 5, 1, MPI.INT);
    window.flush(left);
    window.flushAll();
    window.flushLocal(left);
    window.flushLocalAll();
    equal("got from the left", 300 + right, got.get(0));
    IntBuffer addend = direct(1);
    window.fetchAndOp(addend, got, MPI.INT, 0, 6, MPI.SUM);
    window.flush(0);
    holds("counted before", got.get(0) >= 0 && got.get(0) < BindingsMain.SIZE);
    window.unlockAll();
    MPI.COMM_WORLD.barrier();
    equal("counted", rank == 0 ? BindingsMain.SIZE : 0, memory.get(6));
  }

  private void requests(Win window) throws MPIException {
    IntBuffer word = direct(400 + rank);
    IntBuffer got = MPI.newIntBuffer(1);
    window.lockAll(0);
    window.rPut(word, 1, MPI.INT, right, 7, 1, MPI.INT).waitFor();
    window.flush(right);
    Request get = window.rGet(got, 1, MPI.INT, right, 7, 1, MPI.INT);
    get.waitFor();
    equal("got", 400 + rank, got.get(0));
    window.rAccumulate(direct(1000), 1, MPI.INT, right, 7, 1, MPI.INT, MPI.SUM).waitFor();
    window.flush(right);
    IntBuffer one = direct(1);
    window
        .rGetAccumulate(one, 1, MPI.INT, got, 1, MPI.INT, right, 7, 1, MPI.INT, MPI.SUM)
        .waitFor();
    equal("before it was added", 1400 + rank, got.get(0));
    window.flush(right);
    window.getAccumulate(one, 1, MPI.INT, got, 1, MPI.INT, right, 7, 1, MPI.INT, MPI.NO_OP);
    window.flush(right);
    equal("after it was added", 1401 + rank, got.get(0));
    window.unlockAll();
    MPI.COMM_WORLD.barrier();
  }

  /**
   * A counter at rank 0 that the others raise by compare and swap. Not rank 0 itself: Open MPI 4.1
   * crashes there when the processes have no common memory access (component rdma over vader).
   */
  private void atomics() throws MPIException {
    LongBuffer memory = MPI.newLongBuffer(1);
    Win window = new Win(memory, 1, 1, MPI.INFO_NULL, MPI.COMM_WORLD);
    LongBuffer wanted = MPI.newLongBuffer(1);
    LongBuffer expected = MPI.newLongBuffer(1);
    LongBuffer found = MPI.newLongBuffer(1);
    window.lockAll(0);
    for (int raised = rank == 0 ? 50 : 0; raised < 50; ) {
      wanted.put(0, expected.get(0) + 1);
      window.compareAndSwap(wanted, expected, found, MPI.LONG, 0, 0);
      window.flush(0);
      if (found.get(0) == expected.get(0)) {
        raised++;
      }
      expected.put(0, found.get(0));
    }
    window.unlockAll();
    MPI.COMM_WORLD.barrier();
    equal("counter", rank == 0 ? 50L * (BindingsMain.SIZE - 1) : 0L, memory.get(0));
    window.free();
  }

  private void allocated(int flavor) throws MPIException {
    ByteBuffer address = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
    Win window = new Win(64, 8, MPI.INFO_NULL, MPI.COMM_WORLD, address, flavor);
    MemorySegment memory = MemorySegment.ofAddress(address.getLong(0)).reinterpret(64);
    ByteBuffer own = memory.asByteBuffer().order(ByteOrder.nativeOrder());
    own.putLong(24, -1);
    LongBuffer word = MPI.newLongBuffer(1).put(0, 500 + rank);
    window.fence(0);
    window.put(word, 1, MPI.LONG, right, 3, 1, MPI.LONG);
    window.fence(0);
    equal("put by the left", 500L + left, own.getLong(24));
    window.free();
  }

  private void dynamic() throws MPIException {
    Win window = new Win(MPI.INFO_NULL, MPI.COMM_WORLD);
    ByteBuffer memory = MPI.newByteBuffer(64);
    window.attach(memory, 64);
    MPI.COMM_WORLD.barrier();
    window.detach(memory);
    MPI.COMM_WORLD.barrier();
    window.free();
  }
}
