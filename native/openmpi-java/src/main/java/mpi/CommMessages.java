package mpi;

import static mpi.Buffers.data;
import static mpi.Buffers.isDirect;
import static mpi.Buffers.offset;
import static mpi.Buffers.requireDirect;

import java.nio.Buffer;

/** The transfers between two processes of a communicator. */
abstract class CommMessages {

  long handle; // also read and written by the native half

  /** The object with the native methods. */
  abstract Comm self();

  /** MPI_Send. */
  public final void send(Object buffer, int count, Datatype type, int dest, int tag)
      throws MPIException {
    MPI.check();
    self()
        .send(
            handle,
            data(buffer, type),
            isDirect(buffer),
            offset(buffer, type),
            count,
            type.handle,
            type.baseType,
            dest,
            tag);
  }

  /** MPI_Bsend, by the buffer of {@link MPI#attachBuffer}. */
  public final void bSend(Object buffer, int count, Datatype type, int dest, int tag)
      throws MPIException {
    MPI.check();
    self()
        .bSend(
            handle,
            data(buffer, type),
            isDirect(buffer),
            offset(buffer, type),
            count,
            type.handle,
            type.baseType,
            dest,
            tag);
  }

  /** MPI_Ssend: returns when the receive has begun. */
  public final void sSend(Object buffer, int count, Datatype type, int dest, int tag)
      throws MPIException {
    MPI.check();
    self()
        .sSend(
            handle,
            data(buffer, type),
            isDirect(buffer),
            offset(buffer, type),
            count,
            type.handle,
            type.baseType,
            dest,
            tag);
  }

  /** MPI_Rsend: the receive must have been posted. */
  public final void rSend(Object buffer, int count, Datatype type, int dest, int tag)
      throws MPIException {
    MPI.check();
    self()
        .rSend(
            handle,
            data(buffer, type),
            isDirect(buffer),
            offset(buffer, type),
            count,
            type.handle,
            type.baseType,
            dest,
            tag);
  }

  /** MPI_Recv. */
  public final Status recv(Object buffer, int count, Datatype type, int source, int tag)
      throws MPIException {
    MPI.check();
    long[] status = Status.room();
    self()
        .recv(
            handle,
            data(buffer, type),
            isDirect(buffer),
            offset(buffer, type),
            count,
            type.handle,
            type.baseType,
            source,
            tag,
            status);
    return Status.of(status);
  }

  /** MPI_Sendrecv. */
  public final Status sendRecv(
      Object send,
      int sendCount,
      Datatype sendType,
      int dest,
      int sendTag,
      Object recv,
      int recvCount,
      Datatype recvType,
      int source,
      int recvTag)
      throws MPIException {
    MPI.check();
    long[] status = Status.room();
    self()
        .sendRecv(
            handle,
            data(send, sendType),
            isDirect(send),
            offset(send, sendType),
            sendCount,
            sendType.handle,
            sendType.baseType,
            dest,
            sendTag,
            data(recv, recvType),
            isDirect(recv),
            offset(recv, recvType),
            recvCount,
            recvType.handle,
            recvType.baseType,
            source,
            recvTag,
            status);
    return Status.of(status);
  }

  /** MPI_Sendrecv_replace. */
  public final Status sendRecvReplace(
      Object buffer, int count, Datatype type, int dest, int sendTag, int source, int recvTag)
      throws MPIException {
    MPI.check();
    long[] status = Status.room();
    self()
        .sendRecvReplace(
            handle,
            data(buffer, type),
            isDirect(buffer),
            offset(buffer, type),
            count,
            type.handle,
            type.baseType,
            dest,
            sendTag,
            source,
            recvTag,
            status);
    return Status.of(status);
  }

  /** MPI_Isend. */
  public final Request iSend(Buffer buffer, int count, Datatype type, int dest, int tag)
      throws MPIException {
    MPI.check();
    requireDirect(buffer);
    return new Request(self().iSend(handle, buffer, count, type.handle, dest, tag), buffer);
  }

  /** MPI_Ibsend. */
  public final Request ibSend(Buffer buffer, int count, Datatype type, int dest, int tag)
      throws MPIException {
    MPI.check();
    requireDirect(buffer);
    return new Request(self().ibSend(handle, buffer, count, type.handle, dest, tag), buffer);
  }

  /** MPI_Issend. */
  public final Request isSend(Buffer buffer, int count, Datatype type, int dest, int tag)
      throws MPIException {
    MPI.check();
    requireDirect(buffer);
    return new Request(self().isSend(handle, buffer, count, type.handle, dest, tag), buffer);
  }

  /** MPI_Irsend. */
  public final Request irSend(Buffer buffer, int count, Datatype type, int dest, int tag)
      throws MPIException {
    MPI.check();
    requireDirect(buffer);
    return new Request(self().irSend(handle, buffer, count, type.handle, dest, tag), buffer);
  }

  /** MPI_Irecv. */
  public final Request iRecv(Buffer buffer, int count, Datatype type, int source, int tag)
      throws MPIException {
    MPI.check();
    requireDirect(buffer);
    return new Request(self().iRecv(handle, buffer, count, type.handle, source, tag), buffer);
  }

  /** MPI_Send_init. */
  public final Prequest sendInit(Buffer buffer, int count, Datatype type, int dest, int tag)
      throws MPIException {
    MPI.check();
    requireDirect(buffer);
    return new Prequest(self().sendInit(handle, buffer, count, type.handle, dest, tag), buffer);
  }

  /** MPI_Bsend_init. */
  public final Prequest bSendInit(Buffer buffer, int count, Datatype type, int dest, int tag)
      throws MPIException {
    MPI.check();
    requireDirect(buffer);
    return new Prequest(self().bSendInit(handle, buffer, count, type.handle, dest, tag), buffer);
  }

  /** MPI_Ssend_init. */
  public final Prequest sSendInit(Buffer buffer, int count, Datatype type, int dest, int tag)
      throws MPIException {
    MPI.check();
    requireDirect(buffer);
    return new Prequest(self().sSendInit(handle, buffer, count, type.handle, dest, tag), buffer);
  }

  /** MPI_Rsend_init. */
  public final Prequest rSendInit(Buffer buffer, int count, Datatype type, int dest, int tag)
      throws MPIException {
    MPI.check();
    requireDirect(buffer);
    return new Prequest(self().rSendInit(handle, buffer, count, type.handle, dest, tag), buffer);
  }

  /** MPI_Recv_init. */
  public final Prequest recvInit(Buffer buffer, int count, Datatype type, int source, int tag)
      throws MPIException {
    MPI.check();
    requireDirect(buffer);
    return new Prequest(self().recvInit(handle, buffer, count, type.handle, source, tag), buffer);
  }

  /**
   * MPI_Pack.
   *
   * @param position where in {@code packed} the bytes go
   * @return the position behind them
   */
  public final int pack(Object buffer, int count, Datatype type, byte[] packed, int position)
      throws MPIException {
    MPI.check();
    return self()
        .pack(
            handle,
            data(buffer, type),
            isDirect(buffer),
            offset(buffer, type),
            count,
            type.handle,
            packed,
            position);
  }

  /** MPI_Unpack; position and result as for {@link #pack}. */
  public final int unpack(byte[] packed, int position, Object buffer, int count, Datatype type)
      throws MPIException {
    MPI.check();
    return self()
        .unpack(
            handle,
            packed,
            position,
            data(buffer, type),
            isDirect(buffer),
            offset(buffer, type),
            count,
            type.handle);
  }

  /** MPI_Pack_size: an upper bound, in bytes. */
  public final int packSize(int count, Datatype type) throws MPIException {
    MPI.check();
    return self().packSize(handle, count, type.handle);
  }

  /** MPI_Iprobe: null when there is no message. */
  public final Status iProbe(int source, int tag) throws MPIException {
    MPI.check();
    return self().iProbe(handle, source, tag);
  }

  /** MPI_Probe: waits for a message. */
  public final Status probe(int source, int tag) throws MPIException {
    MPI.check();
    long[] status = Status.room();
    self().probe(handle, source, tag, status);
    return Status.of(status);
  }
}
