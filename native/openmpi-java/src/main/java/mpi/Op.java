package mpi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An operation that combines elements: a predefined one of {@link MPI}, or one of one's own. The
 * latter is called by the thread that started the reduction, and only that thread may use it: the
 * native half remembers the first one.
 */
public final class Op implements Freeable {

  static {
    NativeLibrary.require();
    init();
  }

  final UserFunction function;

  private long handle; // written by the native half
  private boolean commute; // read by it
  private Datatype datatype;

  /**
   * A predefined operation.
   *
   * @param number as the native half counts them
   */
  Op(int number) {
    getOp(number);
    function = null;
    commute = true;
  }

  /**
   * Makes an operation of a function.
   *
   * @param commute whether the order of the ranks may be changed
   */
  public Op(UserFunction function, boolean commute) {
    this.function = function;
    this.commute = commute;
  }

  /** MPI_Op_commutative. */
  public boolean isCommutative() {
    return commute;
  }

  public native boolean isNull();

  @Override
  public native void free();

  /** The handle for a reduction of elements of a type; 0 for a function that was never used. */
  long handleFor(Datatype type) {
    datatype = type;
    return handle;
  }

  /** Called by the native half, with arrays or with direct buffers. */
  void call(Object in, Object inOut, int count) throws MPIException {
    if (in instanceof ByteBuffer from && inOut instanceof ByteBuffer into) {
      from.order(ByteOrder.nativeOrder());
      into.order(ByteOrder.nativeOrder());
      function.call(from, into, count, datatype);
    } else {
      function.call(in, inOut, count, datatype);
    }
  }

  private static native void init();

  private native void getOp(int number);
}
