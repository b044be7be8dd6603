package mpi;

import java.nio.ByteBuffer;

/**
 * A reduction of one's own; overrides the method for the kind of buffers that the reduction is
 * called with. Both combine {@code inOut[i] = in[i] op inOut[i]} for {@code count} elements.
 */
public abstract class UserFunction {

  /**
   * Combines arrays of the datatype's Java type.
   *
   * @param inVec not modified
   * @param inOutVec modified
   */
  public void call(Object inVec, Object inOutVec, int count, Datatype datatype)
      throws MPIException {
    throw new UnsupportedOperationException("this function does not combine arrays");
  }

  /**
   * Combines direct buffers in the machine's byte order.
   *
   * @param in not modified
   * @param inOut modified
   */
  public void call(ByteBuffer in, ByteBuffer inOut, int count, Datatype datatype)
      throws MPIException {
    throw new UnsupportedOperationException("this function does not combine direct buffers");
  }
}
