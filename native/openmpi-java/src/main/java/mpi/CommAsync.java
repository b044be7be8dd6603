package mpi;

import static mpi.Buffers.requireDirect;

import java.nio.Buffer;

/**
 * The collectives of {@link CommCollectives} that are only started; the request tells when the
 * caller's part is done. Arrays of counts and displacements are free after the call.
 */
abstract class CommAsync extends CommReductions {

  /** MPI_Ibarrier. */
  public final Request iBarrier() throws MPIException {
    MPI.check();
    return new Request(self().iBarrier(handle));
  }

  /** MPI_Ibcast. */
  public final Request iBcast(Buffer buffer, int count, Datatype type, int root)
      throws MPIException {
    MPI.check();
    requireDirect(buffer);
    return new Request(self().iBcast(handle, buffer, count, type.handle, root), buffer);
  }

  /** MPI_Igather. */
  public final Request iGather(
      Buffer send,
      int sendCount,
      Datatype sendType,
      Buffer recv,
      int recvCount,
      Datatype recvType,
      int root)
      throws MPIException {
    MPI.check();
    requireDirect(send, recv);
    return new Request(
        self()
            .iGather(
                handle, send, sendCount, sendType.handle, recv, recvCount, recvType.handle, root),
        send,
        recv);
  }

  /** MPI_Igather in place: the root's own part is already at its place. */
  public final Request iGather(Buffer buffer, int count, Datatype type, int root)
      throws MPIException {
    MPI.check();
    requireDirect(buffer);
    return new Request(
        self().iGather(handle, null, 0, 0, buffer, count, type.handle, root), buffer);
  }

  /** MPI_Igatherv. */
  public final Request iGatherv(
      Buffer send,
      int sendCount,
      Datatype sendType,
      Buffer recv,
      int[] recvCounts,
      int[] recvDispls,
      Datatype recvType,
      int root)
      throws MPIException {
    MPI.check();
    requireDirect(send, recv);
    return new Request(
        self()
            .iGatherv(
                handle,
                send,
                sendCount,
                sendType.handle,
                recv,
                recvCounts,
                recvDispls,
                recvType.handle,
                root),
        send,
        recv);
  }

  /** MPI_Igatherv in place, at the root. */
  public final Request iGatherv(
      Buffer recv, int[] recvCounts, int[] recvDispls, Datatype recvType, int root)
      throws MPIException {
    MPI.check();
    requireDirect(recv);
    return new Request(
        self().iGatherv(handle, null, 0, 0, recv, recvCounts, recvDispls, recvType.handle, root),
        recv);
  }

  /** MPI_Igatherv, at ranks other than the root. */
  public final Request iGatherv(Buffer send, int sendCount, Datatype sendType, int root)
      throws MPIException {
    MPI.check();
    requireDirect(send);
    return new Request(
        self().iGatherv(handle, send, sendCount, sendType.handle, null, null, null, 0, root), send);
  }

  /** MPI_Iscatter. */
  public final Request iScatter(
      Buffer send,
      int sendCount,
      Datatype sendType,
      Buffer recv,
      int recvCount,
      Datatype recvType,
      int root)
      throws MPIException {
    MPI.check();
    requireDirect(send, recv);
    return new Request(
        self()
            .iScatter(
                handle, send, sendCount, sendType.handle, recv, recvCount, recvType.handle, root),
        send,
        recv);
  }

  /** MPI_Iscatter in place: the root's own part stays where it is. */
  public final Request iScatter(Buffer buffer, int count, Datatype type, int root)
      throws MPIException {
    MPI.check();
    requireDirect(buffer);
    return new Request(
        self().iScatter(handle, buffer, count, type.handle, null, 0, 0, root), buffer);
  }

  /** MPI_Iscatterv. */
  public final Request iScatterv(
      Buffer send,
      int[] sendCounts,
      int[] sendDispls,
      Datatype sendType,
      Buffer recv,
      int recvCount,
      Datatype recvType,
      int root)
      throws MPIException {
    MPI.check();
    requireDirect(send, recv);
    return new Request(
        self()
            .iScatterv(
                handle,
                send,
                sendCounts,
                sendDispls,
                sendType.handle,
                recv,
                recvCount,
                recvType.handle,
                root),
        send,
        recv);
  }

  /** MPI_Iscatterv in place, at the root. */
  public final Request iScatterv(
      Buffer send, int[] sendCounts, int[] sendDispls, Datatype sendType, int root)
      throws MPIException {
    MPI.check();
    requireDirect(send);
    return new Request(
        self().iScatterv(handle, send, sendCounts, sendDispls, sendType.handle, null, 0, 0, root),
        send);
  }

  /** MPI_Iscatterv, at ranks other than the root. */
  public final Request iScatterv(Buffer recv, int recvCount, Datatype recvType, int root)
      throws MPIException {
    MPI.check();
    requireDirect(recv);
    return new Request(
        self().iScatterv(handle, null, null, null, 0, recv, recvCount, recvType.handle, root),
        recv);
  }

  /** MPI_Iallgather. */
  public final Request iAllGather(
      Buffer send, int sendCount, Datatype sendType, Buffer recv, int recvCount, Datatype recvType)
      throws MPIException {
    MPI.check();
    requireDirect(send, recv);
    return new Request(
        self()
            .iAllGather(handle, send, sendCount, sendType.handle, recv, recvCount, recvType.handle),
        send,
        recv);
  }

  /** MPI_Iallgather in place. */
  public final Request iAllGather(Buffer buffer, int count, Datatype type) throws MPIException {
    MPI.check();
    requireDirect(buffer);
    return new Request(self().iAllGather(handle, null, 0, 0, buffer, count, type.handle), buffer);
  }

  /** MPI_Iallgatherv. */
  public final Request iAllGatherv(
      Buffer send,
      int sendCount,
      Datatype sendType,
      Buffer recv,
      int[] recvCounts,
      int[] recvDispls,
      Datatype recvType)
      throws MPIException {
    MPI.check();
    requireDirect(send, recv);
    return new Request(
        self()
            .iAllGatherv(
                handle,
                send,
                sendCount,
                sendType.handle,
                recv,
                recvCounts,
                recvDispls,
                recvType.handle),
        send,
        recv);
  }

  /** MPI_Iallgatherv in place. */
  public final Request iAllGatherv(
      Buffer recv, int[] recvCounts, int[] recvDispls, Datatype recvType) throws MPIException {
    MPI.check();
    requireDirect(recv);
    return new Request(
        self().iAllGatherv(handle, null, 0, 0, recv, recvCounts, recvDispls, recvType.handle),
        recv);
  }

  /** MPI_Ialltoall. */
  public final Request iAllToAll(
      Buffer send, int sendCount, Datatype sendType, Buffer recv, int recvCount, Datatype recvType)
      throws MPIException {
    MPI.check();
    requireDirect(send, recv);
    return new Request(
        self()
            .iAllToAll(handle, send, sendCount, sendType.handle, recv, recvCount, recvType.handle),
        send,
        recv);
  }

  /** MPI_Ialltoallv. */
  public final Request iAllToAllv(
      Buffer send,
      int[] sendCounts,
      int[] sendDispls,
      Datatype sendType,
      Buffer recv,
      int[] recvCounts,
      int[] recvDispls,
      Datatype recvType)
      throws MPIException {
    MPI.check();
    requireDirect(send, recv);
    return new Request(
        self()
            .iAllToAllv(
                handle,
                send,
                sendCounts,
                sendDispls,
                sendType.handle,
                recv,
                recvCounts,
                recvDispls,
                recvType.handle),
        send,
        recv);
  }

  /** MPI_Ialltoallw; displacements are in bytes. */
  public final Request iAllToAllw(
      Buffer send,
      int[] sendCounts,
      int[] sendDispls,
      Datatype[] sendTypes,
      Buffer recv,
      int[] recvCounts,
      int[] recvDispls,
      Datatype[] recvTypes)
      throws MPIException {
    MPI.check();
    requireDirect(send, recv);
    return new Request(
        self()
            .iAllToAllw(
                handle,
                send,
                sendCounts,
                sendDispls,
                handles(sendTypes),
                recv,
                recvCounts,
                recvDispls,
                handles(recvTypes)),
        send,
        recv);
  }
}
