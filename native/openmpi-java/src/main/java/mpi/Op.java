package mpi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An operation that combines elements: a predefined one of {@link MPI}, or one of one's own. The
 * latter is for blocking reductions, which call it in the caller's thread, and is used by one
 * thread at a time.
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

  /**
   * The handle for a blocking reduction of elements of a type. A function gets a new one each time,
   * which the native half makes when it is given 0: what it remembers of the caller is valid only
   * until its method returns.
   */
  long handleFor(Datatype type) {
    if (function != null && handle != 0) {
      free();
      handle = 0;
    }
    datatype = type;
    return handle;
  }

  /** The handle for an operation that goes on after the call, which a function cannot do. */
  long predefined() {
    if (function != null) {
      throw new UnsupportedOperationException(
          "an operation of one's own is for blocking reductions only");
    }
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
