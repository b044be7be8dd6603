package mpi;

import static mpi.Buffers.data;
import static mpi.Buffers.isDirect;
import static mpi.Buffers.offset;
import static mpi.Buffers.requireDirect;

import java.nio.Buffer;

/** The collectives that combine elements of all ranks. */
abstract class CommReductions extends CommCollectives {

  /** MPI_Reduce. */
  public final void reduce(Object send, Object recv, int count, Datatype type, Op op, int root)
      throws MPIException {
    MPI.check();
    self()
        .reduce(
            handle,
            data(send, type),
            isDirect(send),
            offset(send, type),
            data(recv, type),
            isDirect(recv),
            offset(recv, type),
            count,
            type.handle,
            type.baseType,
            op,
            op.handleFor(type),
            root);
  }

  /** MPI_Reduce in place: at the root the result replaces its own part; elsewhere it is sent. */
  public final void reduce(Object buffer, int count, Datatype type, Op op, int root)
      throws MPIException {
    MPI.check();
    self()
        .reduce(
            handle,
            null,
            false,
            0,
            data(buffer, type),
            isDirect(buffer),
            offset(buffer, type),
            count,
            type.handle,
            type.baseType,
            op,
            op.handleFor(type),
            root);
  }

  /** MPI_Ireduce. */
  public final Request iReduce(Buffer send, Buffer recv, int count, Datatype type, Op op, int root)
      throws MPIException {
    MPI.check();
    requireDirect(send, recv);
    return new Request(
        self()
            .iReduce(
                handle, send, recv, count, type.handle, type.baseType, op, op.predefined(), root),
        send,
        recv);
  }

  /** MPI_Ireduce in place. */
  public final Request iReduce(Buffer buffer, int count, Datatype type, Op op, int root)
      throws MPIException {
    MPI.check();
    requireDirect(buffer);
    return new Request(
        self()
            .iReduce(
                handle, null, buffer, count, type.handle, type.baseType, op, op.predefined(), root),
        buffer);
  }

  /** MPI_Allreduce. */
  public final void allReduce(Object send, Object recv, int count, Datatype type, Op op)
      throws MPIException {
    MPI.check();
    self()
        .allReduce(
            handle,
            data(send, type),
            isDirect(send),
            offset(send, type),
            data(recv, type),
            isDirect(recv),
            offset(recv, type),
            count,
            type.handle,
            type.baseType,
            op,
            op.handleFor(type));
  }

  /** MPI_Allreduce in place. */
  public final void allReduce(Object buffer, int count, Datatype type, Op op) throws MPIException {
    MPI.check();
    self()
        .allReduce(
            handle,
            null,
            false,
            0,
            data(buffer, type),
            isDirect(buffer),
            offset(buffer, type),
            count,
            type.handle,
            type.baseType,
            op,
            op.handleFor(type));
  }

  /** MPI_Iallreduce. */
  public final Request iAllReduce(Buffer send, Buffer recv, int count, Datatype type, Op op)
      throws MPIException {
    MPI.check();
    requireDirect(send, recv);
    return new Request(
        self()
            .iAllReduce(handle, send, recv, count, type.handle, type.baseType, op, op.predefined()),
        send,
        recv);
  }

  /** MPI_Iallreduce in place. */
  public final Request iAllReduce(Buffer buffer, int count, Datatype type, Op op)
      throws MPIException {
    MPI.check();
    requireDirect(buffer);
    return new Request(
        self()
            .iAllReduce(
                handle, null, buffer, count, type.handle, type.baseType, op, op.predefined()),
        buffer);
  }

  /** MPI_Reduce_scatter. */
  public final void reduceScatter(Object send, Object recv, int[] counts, Datatype type, Op op)
      throws MPIException {
    MPI.check();
    self()
        .reduceScatter(
            handle,
            data(send, type),
            isDirect(send),
            offset(send, type),
            data(recv, type),
            isDirect(recv),
            offset(recv, type),
            counts,
            type.handle,
            type.baseType,
            op,
            op.handleFor(type));
  }

  /** MPI_Reduce_scatter in place. */
  public final void reduceScatter(Object buffer, int[] counts, Datatype type, Op op)
      throws MPIException {
    MPI.check();
    self()
        .reduceScatter(
            handle,
            null,
            false,
            0,
            data(buffer, type),
            isDirect(buffer),
            offset(buffer, type),
            counts,
            type.handle,
            type.baseType,
            op,
            op.handleFor(type));
  }

  /** MPI_Ireduce_scatter. */
  public final Request iReduceScatter(Buffer send, Buffer recv, int[] counts, Datatype type, Op op)
      throws MPIException {
    MPI.check();
    requireDirect(send, recv);
    return new Request(
        self()
            .iReduceScatter(
                handle, send, recv, counts, type.handle, type.baseType, op, op.predefined()),
        send,
        recv);
  }

  /** MPI_Ireduce_scatter in place. */
  public final Request iReduceScatter(Buffer buffer, int[] counts, Datatype type, Op op)
      throws MPIException {
    MPI.check();
    requireDirect(buffer);
    return new Request(
        self()
            .iReduceScatter(
                handle, null, buffer, counts, type.handle, type.baseType, op, op.predefined()),
        buffer);
  }

  /** MPI_Reduce_scatter_block. */
  public final void reduceScatterBlock(Object send, Object recv, int count, Datatype type, Op op)
      throws MPIException {
    MPI.check();
    self()
        .reduceScatterBlock(
            handle,
            data(send, type),
            isDirect(send),
            offset(send, type),
            data(recv, type),
            isDirect(recv),
            offset(recv, type),
            count,
            type.handle,
            type.baseType,
            op,
            op.handleFor(type));
  }

  /** MPI_Reduce_scatter_block in place. */
  public final void reduceScatterBlock(Object buffer, int count, Datatype type, Op op)
      throws MPIException {
    MPI.check();
    self()
        .reduceScatterBlock(
            handle,
            null,
            false,
            0,
            data(buffer, type),
            isDirect(buffer),
            offset(buffer, type),
            count,
            type.handle,
            type.baseType,
            op,
            op.handleFor(type));
  }

  /** MPI_Ireduce_scatter_block. */
  public final Request iReduceScatterBlock(
      Buffer send, Buffer recv, int count, Datatype type, Op op) throws MPIException {
    MPI.check();
    requireDirect(send, recv);
    return new Request(
        self()
            .iReduceScatterBlock(
                handle, send, recv, count, type.handle, type.baseType, op, op.predefined()),
        send,
        recv);
  }

  /** MPI_Ireduce_scatter_block in place. */
  public final Request iReduceScatterBlock(Buffer buffer, int count, Datatype type, Op op)
      throws MPIException {
    MPI.check();
    requireDirect(buffer);
    return new Request(
        self()
            .iReduceScatterBlock(
                handle, null, buffer, count, type.handle, type.baseType, op, op.predefined()),
        buffer);
  }

  /** MPI_Reduce_local: {@code inOut[i] = in[i] op inOut[i]}, without any other rank. */
  public static void reduceLocal(Object in, Object inOut, int count, Datatype type, Op op)
      throws MPIException {
    MPI.check();
    if (op.function == null) {
      Comm.reduceLocal(
          data(in, type),
          isDirect(in),
          offset(in, type),
          data(inOut, type),
          isDirect(inOut),
          offset(inOut, type),
          count,
          type.handle,
          op.handleFor(type));
    } else {
      Comm.reduceLocalUf(
          data(in, type),
          isDirect(in),
          offset(in, type),
          data(inOut, type),
          isDirect(inOut),
          offset(inOut, type),
          count,
          type.handle,
          type.baseType,
          op,
          op.handleFor(type));
    }
  }
}
