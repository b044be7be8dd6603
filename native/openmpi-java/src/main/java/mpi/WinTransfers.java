package mpi;

import static mpi.Buffers.requireDirect;

import java.nio.Buffer;

/**
 * The operations of an origin on a window. Origin and result buffers are direct, belong to MPI
 * until the epoch or request that completes the operation, and are kept alive by the caller.
 * Displacements are in units of the target's window.
 */
abstract class WinTransfers {

  long handle;

  /** The object with the native methods. */
  abstract Win self();

  /** MPI_Put. */
  public void put(
      Buffer origin,
      int count,
      Datatype type,
      int target,
      int displacement,
      int targetCount,
      Datatype targetType)
      throws MPIException {
    MPI.check();
    requireDirect(origin);
    self()
        .put(
            handle,
            origin,
            count,
            type.handle,
            target,
            displacement,
            targetCount,
            targetType.handle,
            targetType.baseType);
  }

  /** MPI_Get. */
  public void get(
      Buffer origin,
      int count,
      Datatype type,
      int target,
      int displacement,
      int targetCount,
      Datatype targetType)
      throws MPIException {
    MPI.check();
    requireDirect(origin);
    self()
        .get(
            handle,
            origin,
            count,
            type.handle,
            target,
            displacement,
            targetCount,
            targetType.handle,
            targetType.baseType);
  }

  /** MPI_Rput. */
  public final Request rPut(
      Buffer origin,
      int count,
      Datatype type,
      int target,
      int displacement,
      int targetCount,
      Datatype targetType)
      throws MPIException {
    MPI.check();
    requireDirect(origin);
    return new Request(
        self()
            .rPut(
                handle,
                origin,
                count,
                type.handle,
                target,
                displacement,
                targetCount,
                targetType.handle,
                targetType.baseType),
        origin);
  }

  /** MPI_Rget. */
  public final Request rGet(
      Buffer origin,
      int count,
      Datatype type,
      int target,
      int displacement,
      int targetCount,
      Datatype targetType)
      throws MPIException {
    MPI.check();
    requireDirect(origin);
    return new Request(
        self()
            .rGet(
                handle,
                origin,
                count,
                type.handle,
                target,
                displacement,
                targetCount,
                targetType.handle,
                targetType.baseType),
        origin);
  }

  /** MPI_Accumulate, with a predefined operation. */
  public void accumulate(
      Buffer origin,
      int count,
      Datatype type,
      int target,
      int displacement,
      int targetCount,
      Datatype targetType,
      Op op)
      throws MPIException {
    MPI.check();
    requireDirect(origin);
    self()
        .accumulate(
            handle,
            origin,
            count,
            type.handle,
            target,
            displacement,
            targetCount,
            targetType.handle,
            op,
            op.predefined(),
            targetType.baseType);
  }

  /** MPI_Raccumulate. */
  public Request rAccumulate(
      Buffer origin,
      int count,
      Datatype type,
      int target,
      int displacement,
      int targetCount,
      Datatype targetType,
      Op op)
      throws MPIException {
    MPI.check();
    requireDirect(origin);
    return new Request(
        self()
            .rAccumulate(
                handle,
                origin,
                count,
                type.handle,
                target,
                displacement,
                targetCount,
                targetType.handle,
                op,
                op.predefined(),
                targetType.baseType),
        origin);
  }

  /** MPI_Get_accumulate: the result is what was there before. */
  public void getAccumulate(
      Buffer origin,
      int count,
      Datatype type,
      Buffer result,
      int resultCount,
      Datatype resultType,
      int target,
      int displacement,
      int targetCount,
      Datatype targetType,
      Op op)
      throws MPIException {
    MPI.check();
    requireDirect(origin, result);
    self()
        .getAccumulate(
            handle,
            origin,
            count,
            type.handle,
            result,
            resultCount,
            resultType.handle,
            target,
            displacement,
            targetCount,
            targetType.handle,
            op,
            op.predefined(),
            targetType.baseType);
  }

  /** MPI_Rget_accumulate. */
  public Request rGetAccumulate(
      Buffer origin,
      int count,
      Datatype type,
      Buffer result,
      int resultCount,
      Datatype resultType,
      int target,
      int displacement,
      int targetCount,
      Datatype targetType,
      Op op)
      throws MPIException {
    MPI.check();
    requireDirect(origin, result);
    return new Request(
        self()
            .rGetAccumulate(
                handle,
                origin,
                count,
                type.handle,
                result,
                resultCount,
                resultType.handle,
                target,
                displacement,
                targetCount,
                targetType.handle,
                op,
                op.predefined(),
                targetType.baseType),
        origin,
        result);
  }

  /** MPI_Compare_and_swap of one element: the result is what was there before. */
  public void compareAndSwap(
      Buffer origin, Buffer compare, Buffer result, Datatype type, int target, int displacement)
      throws MPIException {
    MPI.check();
    requireDirect(origin, compare);
    requireDirect(result);
    self().compareAndSwap(handle, origin, compare, result, type.handle, target, displacement);
  }

  /** MPI_Fetch_and_op of one element: the result is what was there before. */
  public void fetchAndOp(
      Buffer origin, Buffer result, Datatype type, int target, int displacement, Op op)
      throws MPIException {
    MPI.check();
    requireDirect(origin, result);
    self()
        .fetchAndOp(
            handle,
            origin,
            result,
            type.handle,
            target,
            displacement,
            op,
            op.predefined(),
            type.baseType);
  }
}
