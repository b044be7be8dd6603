package paracel.mpi.bindings;

import java.nio.ByteBuffer;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Request;
import mpi.Status;
import paracel.base.Check;
import paracel.memory.Region;
import paracel.mpi.Mpi;
import paracel.mpi.MpiException;
import paracel.mpi.MpiRequest;

/** A request of the bindings, which is made anew for each transfer. */
final class BindingsRequest implements MpiRequest {

  private static final int VIEWS = 16;

  private final Intracomm communicator;
  private final Views views = new Views(VIEWS);
  private Request request; // null when nothing is under way
  private Status status; // of the transfer that ended last
  private boolean isReceive;
  private boolean closed;

  BindingsRequest(Intracomm communicator) {
    this.communicator = communicator;
  }

  @Override
  public void send(Region from, long offset, long bytes, int target, int tag) throws MpiException {
    ByteBuffer view = view(from, offset, bytes);
    try {
      isReceive = false;
      request = communicator.iSend(view, (int) bytes, MPI.BYTE, target, tag);
    } catch (MPIException e) {
      throw BindingsMpi.failure("MPI_Isend", e);
    }
  }

  @Override
  public void synchronousSend(Region from, long offset, long bytes, int target, int tag)
      throws MpiException {
    ByteBuffer view = view(from, offset, bytes);
    try {
      isReceive = false;
      request = communicator.isSend(view, (int) bytes, MPI.BYTE, target, tag);
    } catch (MPIException e) {
      throw BindingsMpi.failure("MPI_Issend", e);
    }
  }

  @Override
  public void receive(Region into, long offset, long bytes, int source, int tag)
      throws MpiException {
    ByteBuffer view = view(into, offset, bytes);
    int from = source == Mpi.ANY_SOURCE ? MPI.ANY_SOURCE : source;
    try {
      isReceive = true;
      request = communicator.iRecv(view, (int) bytes, MPI.BYTE, from, tag);
    } catch (MPIException e) {
      throw BindingsMpi.failure("MPI_Irecv", e);
    }
  }

  private ByteBuffer view(Region region, long offset, long bytes) {
    Check.state(request == null && !closed, "a request has one transfer at a time");
    return views.of(region, offset, bytes);
  }

  @Override
  public boolean isDone() throws MpiException {
    if (request == null) {
      return true;
    }
    try {
      Status ended = request.testStatus();
      if (ended == null) {
        return false;
      }
      status = ended;
      request = null;
      return true;
    } catch (MPIException e) {
      request = null; // MPI has ended the transfer
      throw BindingsMpi.failure("MPI_Test", e);
    }
  }

  @Override
  public int source() {
    Check.state(status != null, "no message has been received");
    return status.getSource();
  }

  @Override
  public long receivedBytes() throws MpiException {
    Check.state(status != null, "no message has been received");
    try {
      return status.getCount(MPI.BYTE);
    } catch (MPIException e) {
      throw BindingsMpi.failure("MPI_Get_count", e);
    }
  }

  @Override
  public void cancel() throws MpiException {
    if (request == null || !isReceive) {
      return;
    }
    try {
      request.cancel();
    } catch (MPIException e) {
      throw BindingsMpi.failure("MPI_Cancel", e);
    }
  }

  /** MPI goes on with a transfer that is not done, in memory of the region, not of this object. */
  @Override
  public void close() {
    closed = true;
  }
}
