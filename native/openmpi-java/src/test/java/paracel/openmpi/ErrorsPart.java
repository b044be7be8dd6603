package paracel.openmpi;

import static paracel.openmpi.Expect.equal;
import static paracel.openmpi.Expect.holds;
import static paracel.openmpi.Expect.refused;
import static paracel.openmpi.Expect.thrown;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import mpi.Comm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Request;
import mpi.Win;

/**
 * What is refused, and by which exception. What fails in MPI while an array is to be written fails
 * here with direct buffers: the native half goes on with arrays although its exception is pending,
 * which -Xcheck:jni does not like.
 */
record ErrorsPart(int rank) {

  private static final Comm COMM = MPI.COMM_WORLD;

  void run() throws Exception {
    int[] word = {1};
    MPIException e = refused("rank", () -> COMM.send(word, 1, MPI.INT, 17, 1));
    equal("class", MPI.ERR_RANK, e.getErrorClass());
    equal("code", MPI.ERR_RANK, e.getErrorCode());
    holds("text " + e.getMessage(), e.getMessage().contains("MPI_ERR_RANK"));
    e = refused("tag", () -> COMM.send(word, 1, MPI.INT, 0, -7));
    equal("class", MPI.ERR_TAG, e.getErrorClass());
    e = refused("count", () -> COMM.iSend(MPI.newIntBuffer(1), -1, MPI.INT, 0, 1));
    equal("class", MPI.ERR_COUNT, e.getErrorClass());
    e = refused("root", () -> COMM.bcast(MPI.newIntBuffer(1), 1, MPI.INT, 17));
    equal("class", MPI.ERR_ROOT, e.getErrorClass());
    ours(word);
    truncated();
    window();
    equal("own message", "mine", new MPIException("mine").getMessage());
    equal("own cause", e, new MPIException(e).getCause());
    COMM.barrier();
  }

  /** What would read or write beyond a buffer is refused before MPI is called. */
  private static void ours(int[] word) {
    Class<IllegalArgumentException> refusal = IllegalArgumentException.class;
    thrown(refusal, "an array of another type", () -> COMM.send(word, 1, MPI.LONG, 0, 1));
    thrown(refusal, "no buffer", () -> COMM.send("word", 1, MPI.BYTE, 0, 1));
    thrown(refusal, "heap", () -> COMM.iSend(IntBuffer.wrap(word), 1, MPI.INT, 0, 1));
    thrown(refusal, "heap", () -> COMM.iRecv(ByteBuffer.allocate(8), 1, MPI.INT, 0, 1));
    refused("a second Init", () -> MPI.Init(new String[0]));
  }

  private void truncated() throws MPIException {
    if (rank == 1) {
      COMM.send(new int[8], 8, MPI.INT, 0, 50);
      COMM.send(new int[8], 8, MPI.INT, 0, 50);
    } else if (rank == 0) {
      MPIException e =
          refused("a long one", () -> COMM.recv(MPI.newIntBuffer(2), 2, MPI.INT, 1, 50));
      equal("class", MPI.ERR_TRUNCATE, e.getErrorClass());
      Request receiving = COMM.iRecv(MPI.newIntBuffer(2), 2, MPI.INT, 1, 50);
      e = refused("a long one", receiving::waitFor);
      equal("class", MPI.ERR_TRUNCATE, e.getErrorClass());
    }
  }

  private void window() throws MPIException {
    IntBuffer memory = MPI.newIntBuffer(2);
    Win window = new Win(memory, 2, 1, MPI.INFO_NULL, COMM);
    window.setErrhandler(MPI.ERRORS_RETURN);
    window.lockAll(0);
    MPIException e = refused("rank", () -> window.put(memory, 1, MPI.INT, 17, 0, 1, MPI.INT));
    equal("class", MPI.ERR_RANK, e.getErrorClass());
    window.unlockAll();
    window.free();
    COMM.callErrhandler(MPI.ERR_OTHER); // the one that returns does nothing
  }
}
