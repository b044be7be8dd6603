package paracel.mpi.foreign;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** MPI's own words on an error code. */
final class ErrorText {

  private ErrorText() {}

  static String of(int code) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(LibMpi.MAX_ERROR_STRING);
      MemorySegment length = arena.allocate(JAVA_INT);
      int failed = (int) LibMpi.ERROR_STRING.invokeExact(code, text, length);
      return failed == LibMpi.SUCCESS ? text.getString(0) : "error " + code;
    } catch (Throwable e) {
      throw LibMpi.broken("MPI_Error_string", e);
    }
  }
}
