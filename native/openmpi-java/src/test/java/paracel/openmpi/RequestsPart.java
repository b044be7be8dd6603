package paracel.openmpi;

import static paracel.openmpi.Expect.equal;
import static paracel.openmpi.Expect.holds;

import java.nio.IntBuffer;
import mpi.Comm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Prequest;
import mpi.Request;
import mpi.Status;

/** Transfers that are only started; each rank sends to the right and receives from the left. */
final class RequestsPart {

  private static final Comm COMM = MPI.COMM_WORLD;

  private final int right;
  private final int left;
  private final IntBuffer out = MPI.newIntBuffer(1);
  private final IntBuffer in = MPI.newIntBuffer(4);
  private int turn;

  RequestsPart(int rank) {
    right = (rank + 1) % BindingsMain.SIZE;
    left = (rank + 2) % BindingsMain.SIZE;
    out.put(0, rank);
  }

  void run() throws MPIException {
    one();
    all();
    any();
    some();
    persistent();
    cancelled();
    holds("no request", MPI.REQUEST_NULL.isNull());
    COMM.barrier();
  }

  private Request send() throws MPIException {
    return switch (turn++ % 2) {
      case 0 -> COMM.iSend(out, 1, MPI.INT, right, 20);
      default -> COMM.isSend(out, 1, MPI.INT, right, 20);
    };
  }

  private Request receive(int place) throws MPIException {
    in.put(place, -1);
    return COMM.iRecv(MPI.slice(in, place), 1, MPI.INT, left, 20);
  }

  private void one() throws MPIException {
    Request receiving = receive(0);
    Request sending = send();
    Status status = receiving.testStatus();
    while (status == null) {
      status = receiving.testStatus();
    }
    equal("source", left, status.getSource());
    equal("word", left, in.get(0));
    holds("done", receiving.isNull());
    while (!sending.test()) {
      Thread.onSpinWait();
    }
    holds("done", sending.isNull());
    receiving = receive(1);
    sending = send();
    equal("count", 1, receiving.waitStatus().getCount(MPI.INT));
    while (sending.getStatus() == null) {
      Thread.onSpinWait();
    }
    holds("only looked at", !sending.isNull());
    sending.waitFor();
  }

  private Request[] four() throws MPIException {
    return new Request[] {receive(0), receive(1), send(), send()};
  }

  private void all() throws MPIException {
    Request[] requests = four();
    Status[] statuses = Request.waitAllStatus(requests);
    equal("statuses", 4, statuses.length);
    equal("source", left, statuses[1].getSource());
    equal("word", left, in.get(1));
    holds("done", requests[0].isNull() && requests[3].isNull());
    Request.waitAll(four());
    requests = four();
    while (!Request.testAll(requests)) {
      Thread.onSpinWait();
    }
    requests = four();
    while (Request.testAllStatus(requests) == null) {
      Thread.onSpinWait();
    }
    holds("done", requests[2].isNull());
  }

  private void any() throws MPIException {
    Request[] requests = four();
    boolean[] seen = new boolean[4];
    seen[Request.waitAny(requests)] = true;
    Status status = Request.waitAnyStatus(requests);
    seen[status.getIndex()] = true;
    int index = Request.testAny(requests);
    while (index == MPI.UNDEFINED) {
      index = Request.testAny(requests);
    }
    seen[index] = true;
    status = Request.testAnyStatus(requests);
    while (status == null) {
      status = Request.testAnyStatus(requests);
    }
    seen[status.getIndex()] = true;
    equal("each once", new boolean[] {true, true, true, true}, seen);
    equal("none left", MPI.UNDEFINED, Request.waitAny(requests));
  }

  private void some() throws MPIException {
    Request[] requests = four();
    int done = 0;
    while (done < 4) {
      done += Request.waitSome(requests).length;
      if (done < 4) {
        done += Request.waitSomeStatus(requests).length;
      }
    }
    equal("none left", null, Request.waitSome(requests));
    requests = four();
    done = 0;
    while (done < 4) {
      done += Request.testSome(requests).length;
      if (done < 4) {
        done += Request.testSomeStatus(requests).length;
      }
    }
    equal("each once", 4, done);
  }

  private void persistent() throws MPIException {
    Prequest[] pair = {
      COMM.recvInit(in, 1, MPI.INT, left, 21), COMM.sendInit(out, 1, MPI.INT, right, 21)
    };
    for (int i = 0; i < 5; i++) {
      in.put(0, -1);
      if (i % 2 == 0) {
        pair[0].start();
        pair[1].start();
      } else {
        Prequest.startAll(pair);
      }
      Request.waitAll(pair);
      equal("turn " + i, left, in.get(0));
      holds("kept for the next turn", !pair[0].isNull());
    }
    pair[0].free();
    pair[1].free();
    Prequest synchronous = COMM.sSendInit(out, 1, MPI.INT, right, 22);
    Request receiving = COMM.iRecv(in, 1, MPI.INT, left, 22);
    synchronous.start();
    receiving.waitFor();
    synchronous.waitFor();
    synchronous.free();
  }

  private void cancelled() throws MPIException {
    Request receiving = COMM.iRecv(in, 1, MPI.INT, left, 23);
    receiving.cancel();
    holds("cancelled", receiving.waitStatus().isCancelled());
  }
}
