package paracel.openmpi;

import static paracel.openmpi.Expect.equal;
import static paracel.openmpi.Expect.holds;

import java.nio.IntBuffer;
import mpi.Comm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Message;
import mpi.Request;
import mpi.Status;

/** Blocking transfers, probes and packing, between ranks 0 and 1. */
record MessagesPart(int rank) {

  private static final Comm COMM = MPI.COMM_WORLD;

  void run() throws MPIException {
    if (rank <= 1) {
      kindsOfBuffers();
      modes();
      probes();
      messages();
    }
    replace();
    packing();
    nobody();
    COMM.barrier();
  }

  private void kindsOfBuffers() throws MPIException {
    int[] numbers = {10, 11, 12, 13, 14};
    IntBuffer direct = MPI.newIntBuffer(5).put(numbers);
    if (rank == 0) {
      COMM.send(MPI.slice(numbers, 2), 3, MPI.INT, 1, 1);
      COMM.send(MPI.slice(direct, 2), 3, MPI.INT, 1, 2);
      COMM.send(direct, 5, MPI.INT, 1, 3);
      COMM.send(null, 0, MPI.INT, 1, 4);
      return;
    }
    int[] in = new int[6];
    Status status = COMM.recv(MPI.slice(in, 1), 3, MPI.INT, 0, 1);
    equal("slice of an array", new int[] {0, 12, 13, 14, 0, 0}, in);
    equal("count", 3, status.getCount(MPI.INT));
    equal("elements", 12, status.getElements(MPI.BYTE));
    equal("source and tag", 1, status.getSource() + status.getTag());
    IntBuffer into = MPI.newIntBuffer(6);
    COMM.recv(MPI.slice(into, 2), 4, MPI.INT, 0, 2);
    equal("slice of a buffer", IntBuffer.wrap(new int[] {0, 0, 12, 13, 14, 0}), into);
    COMM.recv(in, 5, MPI.INT, MPI.ANY_SOURCE, MPI.ANY_TAG);
    equal("whole buffer", new int[] {10, 11, 12, 13, 14, 0}, in);
    equal("empty", 0, COMM.recv(null, 0, MPI.INT, 0, 4).getCount(MPI.INT));
  }

  private void modes() throws MPIException {
    long[] word = {rank == 0 ? 99 : 0};
    if (rank == 0) {
      byte[] buffer = new byte[4096];
      MPI.attachBuffer(buffer);
      COMM.bSend(word, 1, MPI.LONG, 1, 5);
      holds("the same buffer", MPI.detachBuffer() == buffer);
      COMM.sSend(word, 1, MPI.LONG, 1, 6);
      COMM.recv(word, 1, MPI.LONG, 1, 7);
      COMM.rSend(word, 1, MPI.LONG, 1, 8);
    } else {
      COMM.recv(word, 1, MPI.LONG, 0, 5);
      COMM.recv(word, 1, MPI.LONG, 0, 6);
      Request posted = COMM.iRecv(MPI.newLongBuffer(1), 1, MPI.LONG, 0, 8);
      COMM.send(word, 1, MPI.LONG, 0, 7);
      equal("ready", 1, posted.waitStatus().getCount(MPI.LONG));
      equal("word", 99L, word[0]);
    }
  }

  private void probes() throws MPIException {
    if (rank == 0) {
      equal("nothing", null, COMM.iProbe(1, 9));
      COMM.send(new double[7], 7, MPI.DOUBLE, 1, 9);
      return;
    }
    Status probed = COMM.probe(MPI.ANY_SOURCE, 9);
    equal("probed", 7, probed.getCount(MPI.DOUBLE));
    equal("probed again", 7, COMM.iProbe(0, 9).getCount(MPI.DOUBLE));
    COMM.recv(new double[7], 7, MPI.DOUBLE, probed.getSource(), 9);
  }

  private void messages() throws MPIException {
    if (rank == 0) {
      for (int i = 0; i < 2; i++) {
        COMM.send(new int[] {50 + i}, 1, MPI.INT, 1, 10);
      }
      return;
    }
    Message message = new Message();
    holds("none", message.isNull() && !message.isNoProc());
    equal("none", null, message.imProbe(0, 11, COMM));
    equal("tag", 10, message.mProbe(0, 10, COMM).getTag());
    holds("one", !message.isNull());
    int[] in = new int[1];
    equal("one", 1, message.mRecv(in, 1, MPI.INT).getCount(MPI.INT));
    equal("first", 50, in[0]);
    holds("received", message.isNull());
    while (message.imProbe(0, 10, COMM) == null) {
      Thread.onSpinWait();
    }
    IntBuffer into = MPI.newIntBuffer(1);
    message.imRecv(into, 1, MPI.INT).waitFor();
    equal("second", 51, into.get(0));
    message.mProbe(MPI.PROC_NULL, 10, COMM);
    holds("of nobody", message.isNoProc());
  }

  private void replace() throws MPIException {
    int[] word = {rank};
    int right = (rank + 1) % BindingsMain.SIZE;
    int left = (rank + 2) % BindingsMain.SIZE;
    COMM.sendRecvReplace(word, 1, MPI.INT, right, 12, left, 12);
    equal("replaced", left, word[0]);
  }

  private void packing() throws MPIException {
    byte[] packed = new byte[COMM.packSize(2, MPI.INT) + COMM.packSize(1, MPI.DOUBLE)];
    int end = COMM.pack(new int[] {3, 4}, 2, MPI.INT, packed, 0);
    end = COMM.pack(new double[] {2.5}, 1, MPI.DOUBLE, packed, end);
    int[] integers = new int[2];
    double[] real = new double[1];
    int position = COMM.unpack(packed, 0, integers, 2, MPI.INT);
    equal("end", end, COMM.unpack(packed, position, real, 1, MPI.DOUBLE));
    equal("unpacked", 9.5, integers[0] + integers[1] + real[0]);
  }

  private void nobody() throws MPIException {
    COMM.send(new int[1], 1, MPI.INT, MPI.PROC_NULL, 13);
    Status status = COMM.recv(new int[1], 1, MPI.INT, MPI.PROC_NULL, 13);
    equal("from nobody", MPI.PROC_NULL, status.getSource());
  }
}
