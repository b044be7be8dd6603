package paracel.openmpi;

import java.util.Objects;
import mpi.MPIException;

/** What the parts of the test program check. */
final class Expect {

  private Expect() {}

  /** Something that may be refused. */
  interface Call {
    void run() throws Exception;
  }

  static void equal(String what, Object expected, Object actual) {
    if (!Objects.deepEquals(expected, actual)) {
      throw new AssertionError(what + ": expected " + text(expected) + ", got " + text(actual));
    }
  }

  private static String text(Object value) {
    return value instanceof int[] array ? java.util.Arrays.toString(array) : "" + value;
  }

  static void holds(String what, boolean is) {
    equal(what, true, is);
  }

  /** The exception with which MPI refuses a call. */
  static MPIException refused(String what, Call call) {
    return thrown(MPIException.class, what, call);
  }

  static <E extends Exception> E thrown(Class<E> type, String what, Call call) {
    try {
      call.run();
    } catch (Exception e) {
      if (type.isInstance(e)) {
        return type.cast(e);
      }
      throw new AssertionError(what + " was refused by " + e, e);
    }
    throw new AssertionError(what + " was not refused");
  }
}
