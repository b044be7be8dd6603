package paracel.mpi;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Keeps the signals of the JVM from libraries under MPI. UCX takes SIGSEGV for a crash, which the
 * JVM raises on purpose and handles: without this a job ends at the first safepoint.
 */
public final class SignalHandlers {

  private static final String UCX_SIGNALS = "UCX_ERROR_SIGNALS";

  private SignalHandlers() {}

  /**
   * To be called before MPI is initialised. Changes the environment that C libraries see, unless
   * the user has set the variable.
   */
  public static void leaveToJvm() {
    Linker linker = Linker.nativeLinker();
    MethodHandle setenv =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("setenv"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      int overwrite = 0;
      int ignored =
          (int)
              setenv.invokeExact(
                  arena.allocateFrom(UCX_SIGNALS), arena.allocateFrom(""), overwrite);
    } catch (Throwable e) {
      throw new LinkageError("could not call setenv", e);
    }
  }
}
