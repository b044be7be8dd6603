package mpi;

import static mpi.Buffers.data;
import static mpi.Buffers.isDirect;
import static mpi.Buffers.offset;
import static mpi.Buffers.requireDirect;

import java.nio.Buffer;

/**
 * The collectives that move elements and wait until the caller's part is done. All ranks of the
 * communicator call them in the same order. Displacements are in elements.
 */
abstract class CommCollectives extends CommMessages {

  /** MPI_Barrier. */
  public final void barrier() throws MPIException {
    MPI.check();
    self().barrier(handle);
  }

  /** MPI_Bcast. */
  public final void bcast(Object buffer, int count, Datatype type, int root) throws MPIException {
    MPI.check();
    self()
        .bcast(
            handle,
            data(buffer, type),
            isDirect(buffer),
            offset(buffer, type),
            count,
            type.handle,
            type.baseType,
            root);
  }

  /** MPI_Gather. */
  public final void gather(
      Object send,
      int sendCount,
      Datatype sendType,
      Object recv,
      int recvCount,
      Datatype recvType,
      int root)
      throws MPIException {
    MPI.check();
    self()
        .gather(
            handle,
            data(send, sendType),
            isDirect(send),
            offset(send, sendType),
            sendCount,
            sendType.handle,
            sendType.baseType,
            data(recv, recvType),
            isDirect(recv),
            offset(recv, recvType),
            recvCount,
            recvType.handle,
            recvType.baseType,
            root);
  }

  /** MPI_Gather in place: the root's own part is already at its place. */
  public final void gather(Object buffer, int count, Datatype type, int root) throws MPIException {
    MPI.check();
    self()
        .gather(
            handle,
            null,
            false,
            0,
            0,
            0,
            0,
            data(buffer, type),
            isDirect(buffer),
            offset(buffer, type),
            count,
            type.handle,
            type.baseType,
            root);
  }

  /** MPI_Gatherv. */
  public final void gatherv(
      Object send,
      int sendCount,
      Datatype sendType,
      Object recv,
      int[] recvCounts,
      int[] recvDispls,
      Datatype recvType,
      int root)
      throws MPIException {
    MPI.check();
    self()
        .gatherv(
            handle,
            data(send, sendType),
            isDirect(send),
            offset(send, sendType),
            sendCount,
            sendType.handle,
            sendType.baseType,
            data(recv, recvType),
            isDirect(recv),
            offset(recv, recvType),
            recvCounts,
            recvDispls,
            recvType.handle,
            recvType.baseType,
            root);
  }

  /** MPI_Gatherv in place, at the root: its own part is already at its place. */
  public final void gatherv(
      Object recv, int[] recvCounts, int[] recvDispls, Datatype recvType, int root)
      throws MPIException {
    MPI.check();
    self()
        .gatherv(
            handle,
            null,
            false,
            0,
            0,
            0,
            0,
            data(recv, recvType),
            isDirect(recv),
            offset(recv, recvType),
            recvCounts,
            recvDispls,
            recvType.handle,
            recvType.baseType,
            root);
  }

  /** MPI_Gatherv, at ranks other than the root. */
  public final void gatherv(Object send, int sendCount, Datatype sendType, int root)
      throws MPIException {
    MPI.check();
    self()
        .gatherv(
            handle,
            data(send, sendType),
            isDirect(send),
            offset(send, sendType),
            sendCount,
            sendType.handle,
            sendType.baseType,
            null,
            false,
            0,
            null,
            null,
            0,
            0,
            root);
  }

  /** MPI_Scatter. */
  public final void scatter(
      Object send,
      int sendCount,
      Datatype sendType,
      Object recv,
      int recvCount,
      Datatype recvType,
      int root)
      throws MPIException {
    MPI.check();
    self()
        .scatter(
            handle,
            data(send, sendType),
            isDirect(send),
            offset(send, sendType),
            sendCount,
            sendType.handle,
            sendType.baseType,
            data(recv, recvType),
            isDirect(recv),
            offset(recv, recvType),
            recvCount,
            recvType.handle,
            recvType.baseType,
            root);
  }

  /** MPI_Scatter in place: the root's own part stays where it is. */
  public final void scatter(Object buffer, int count, Datatype type, int root) throws MPIException {
    MPI.check();
    self()
        .scatter(
            handle,
            data(buffer, type),
            isDirect(buffer),
            offset(buffer, type),
            count,
            type.handle,
            type.baseType,
            null,
            false,
            0,
            0,
            0,
            0,
            root);
  }

  /** MPI_Scatterv. */
  public final void scatterv(
      Object send,
      int[] sendCounts,
      int[] sendDispls,
      Datatype sendType,
      Object recv,
      int recvCount,
      Datatype recvType,
      int root)
      throws MPIException {
    MPI.check();
    self()
        .scatterv(
            handle,
            data(send, sendType),
            isDirect(send),
            offset(send, sendType),
            sendCounts,
            sendDispls,
            sendType.handle,
            sendType.baseType,
            data(recv, recvType),
            isDirect(recv),
            offset(recv, recvType),
            recvCount,
            recvType.handle,
            recvType.baseType,
            root);
  }

  /** MPI_Scatterv in place, at the root: its own part stays where it is. */
  public final void scatterv(
      Object send, int[] sendCounts, int[] sendDispls, Datatype sendType, int root)
      throws MPIException {
    MPI.check();
    self()
        .scatterv(
            handle,
            data(send, sendType),
            isDirect(send),
            offset(send, sendType),
            sendCounts,
            sendDispls,
            sendType.handle,
            sendType.baseType,
            null,
            false,
            0,
            0,
            0,
            0,
            root);
  }

  /** MPI_Scatterv, at ranks other than the root. */
  public final void scatterv(Object recv, int recvCount, Datatype recvType, int root)
      throws MPIException {
    MPI.check();
    self()
        .scatterv(
            handle,
            null,
            false,
            0,
            null,
            null,
            0,
            0,
            data(recv, recvType),
            isDirect(recv),
            offset(recv, recvType),
            recvCount,
            recvType.handle,
            recvType.baseType,
            root);
  }

  /** MPI_Allgather. */
  public final void allGather(
      Object send, int sendCount, Datatype sendType, Object recv, int recvCount, Datatype recvType)
      throws MPIException {
    MPI.check();
    self()
        .allGather(
            handle,
            data(send, sendType),
            isDirect(send),
            offset(send, sendType),
            sendCount,
            sendType.handle,
            sendType.baseType,
            data(recv, recvType),
            isDirect(recv),
            offset(recv, recvType),
            recvCount,
            recvType.handle,
            recvType.baseType);
  }

  /** MPI_Allgather in place. */
  public final void allGather(Object buffer, int count, Datatype type) throws MPIException {
    MPI.check();
    self()
        .allGather(
            handle,
            null,
            false,
            0,
            0,
            0,
            0,
            data(buffer, type),
            isDirect(buffer),
            offset(buffer, type),
            count,
            type.handle,
            type.baseType);
  }

  /** MPI_Allgatherv. */
  public final void allGatherv(
      Object send,
      int sendCount,
      Datatype sendType,
      Object recv,
      int[] recvCounts,
      int[] recvDispls,
      Datatype recvType)
      throws MPIException {
    MPI.check();
    self()
        .allGatherv(
            handle,
            data(send, sendType),
            isDirect(send),
            offset(send, sendType),
            sendCount,
            sendType.handle,
            sendType.baseType,
            data(recv, recvType),
            isDirect(recv),
            offset(recv, recvType),
            recvCounts,
            recvDispls,
            recvType.handle,
            recvType.baseType);
  }

  /** MPI_Allgatherv in place. */
  public final void allGatherv(Object recv, int[] recvCounts, int[] recvDispls, Datatype recvType)
      throws MPIException {
    MPI.check();
    self()
        .allGatherv(
            handle,
            null,
            false,
            0,
            0,
            0,
            0,
            data(recv, recvType),
            isDirect(recv),
            offset(recv, recvType),
            recvCounts,
            recvDispls,
            recvType.handle,
            recvType.baseType);
  }

  /** MPI_Alltoall. */
  public final void allToAll(
      Object send, int sendCount, Datatype sendType, Object recv, int recvCount, Datatype recvType)
      throws MPIException {
    MPI.check();
    self()
        .allToAll(
            handle,
            data(send, sendType),
            isDirect(send),
            offset(send, sendType),
            sendCount,
            sendType.handle,
            sendType.baseType,
            data(recv, recvType),
            isDirect(recv),
            offset(recv, recvType),
            recvCount,
            recvType.handle,
            recvType.baseType);
  }

  /** MPI_Alltoallv. */
  public final void allToAllv(
      Object send,
      int[] sendCounts,
      int[] sendDispls,
      Datatype sendType,
      Object recv,
      int[] recvCounts,
      int[] recvDispls,
      Datatype recvType)
      throws MPIException {
    MPI.check();
    self()
        .allToAllv(
            handle,
            data(send, sendType),
            isDirect(send),
            offset(send, sendType),
            sendCounts,
            sendDispls,
            sendType.handle,
            sendType.baseType,
            data(recv, recvType),
            isDirect(recv),
            offset(recv, recvType),
            recvCounts,
            recvDispls,
            recvType.handle,
            recvType.baseType);
  }

  /** MPI_Alltoallw, with direct buffers; displacements are in bytes. */
  public final void allToAllw(
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
    self()
        .allToAllw(
            handle,
            send,
            sendCounts,
            sendDispls,
            handles(sendTypes),
            recv,
            recvCounts,
            recvDispls,
            handles(recvTypes));
  }

  static long[] handles(Datatype[] types) {
    long[] handles = new long[types.length];
    for (int i = 0; i < types.length; i++) {
      handles[i] = types[i].handle;
    }
    return handles;
  }
}
