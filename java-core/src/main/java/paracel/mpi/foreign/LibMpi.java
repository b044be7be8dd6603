package paracel.mpi.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import paracel.mpi.MpiException;

/**
 * The functions and constants of Open MPI's C library. The handles are static and final because the
 * JVM compiles only such into direct calls; there is one library in a process, as there is one MPI.
 * To be touched only when {@link MpiLibraryFile#OWN} has symbols.
 *
 * <p>Addresses of messages are passed as {@code long}: no object is made for them.
 */
final class LibMpi {

  static final int SUCCESS = 0;
  static final int THREAD_MULTIPLE = 3;
  static final int COMM_TYPE_SHARED = 0;
  static final int WIN_MODEL = 11; // MPI_WIN_MODEL, a predefined attribute of windows
  static final int WIN_UNIFIED = 0;
  static final int MAX_ERROR_STRING = 256;
  static final int MAX_LIBRARY_VERSION_STRING = 256;

  /** MPI_Status: source, tag, error, cancelled, and the count in bytes. */
  static final long STATUS_BYTES = 24;

  static final long STATUS_SOURCE = 0;

  private static final Linker LINKER = Linker.nativeLinker();

  static final MethodHandle INITIALIZED = call("MPI_Initialized", ADDRESS);
  static final MethodHandle FINALIZED = call("MPI_Finalized", ADDRESS);
  static final MethodHandle INIT_THREAD =
      call("MPI_Init_thread", JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS);
  static final MethodHandle QUERY_THREAD = call("MPI_Query_thread", ADDRESS);
  static final MethodHandle FINALIZE = call("MPI_Finalize");
  static final MethodHandle ABORT = call("MPI_Abort", JAVA_LONG, JAVA_INT);
  static final MethodHandle GET_LIBRARY_VERSION = call("MPI_Get_library_version", ADDRESS, ADDRESS);
  static final MethodHandle ERROR_STRING = call("MPI_Error_string", JAVA_INT, ADDRESS, ADDRESS);

  static final MethodHandle COMM_DUP = call("MPI_Comm_dup", JAVA_LONG, ADDRESS);
  static final MethodHandle COMM_FREE = call("MPI_Comm_free", ADDRESS);
  static final MethodHandle COMM_RANK = call("MPI_Comm_rank", JAVA_LONG, ADDRESS);
  static final MethodHandle COMM_SIZE = call("MPI_Comm_size", JAVA_LONG, ADDRESS);
  static final MethodHandle COMM_SPLIT_TYPE =
      call("MPI_Comm_split_type", JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
  static final MethodHandle COMM_SET_ERRHANDLER =
      call("MPI_Comm_set_errhandler", JAVA_LONG, JAVA_LONG);

  static final MethodHandle BARRIER = call("MPI_Barrier", JAVA_LONG);
  static final MethodHandle BCAST =
      call("MPI_Bcast", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG);
  static final MethodHandle ALLGATHER =
      call(
          "MPI_Allgather",
          JAVA_LONG,
          JAVA_INT,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_INT,
          JAVA_LONG,
          JAVA_LONG);

  static final MethodHandle ISEND = transfer("MPI_Isend");
  static final MethodHandle ISSEND = transfer("MPI_Issend");
  static final MethodHandle IRECV = transfer("MPI_Irecv");
  static final MethodHandle TEST = call("MPI_Test", ADDRESS, ADDRESS, ADDRESS);
  static final MethodHandle CANCEL = call("MPI_Cancel", ADDRESS);
  static final MethodHandle REQUEST_FREE = call("MPI_Request_free", ADDRESS);
  static final MethodHandle GET_COUNT = call("MPI_Get_count", ADDRESS, JAVA_LONG, ADDRESS);
  static final MethodHandle IPROBE =
      call("MPI_Iprobe", JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);

  static final MethodHandle WIN_CREATE =
      call("MPI_Win_create", JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, ADDRESS);
  static final MethodHandle WIN_ALLOCATE =
      call("MPI_Win_allocate", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS);
  static final MethodHandle WIN_FREE = call("MPI_Win_free", ADDRESS);
  static final MethodHandle WIN_SET_ERRHANDLER =
      call("MPI_Win_set_errhandler", JAVA_LONG, JAVA_LONG);
  static final MethodHandle WIN_GET_ATTR =
      call("MPI_Win_get_attr", JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
  static final MethodHandle WIN_LOCK_ALL = call("MPI_Win_lock_all", JAVA_INT, JAVA_LONG);
  static final MethodHandle WIN_UNLOCK_ALL = call("MPI_Win_unlock_all", JAVA_LONG);
  static final MethodHandle WIN_FLUSH = call("MPI_Win_flush", JAVA_INT, JAVA_LONG);
  static final MethodHandle WIN_SYNC = call("MPI_Win_sync", JAVA_LONG);
  static final MethodHandle PUT = oneSided("MPI_Put");
  static final MethodHandle GET = oneSided("MPI_Get");

  static final long COMM_WORLD = object("ompi_mpi_comm_world");
  static final long BYTE = object("ompi_mpi_byte");
  static final long INFO_NULL = object("ompi_mpi_info_null");
  static final long ERRORS_RETURN = object("ompi_mpi_errors_return");
  static final long REQUEST_NULL = object("ompi_request_null");

  private LibMpi() {}

  private static SymbolLookup symbols() {
    return MpiLibraryFile.OWN
        .symbols()
        .orElseThrow(() -> new UnsatisfiedLinkError(MpiLibraryFile.OWN.flaw()));
  }

  private static long object(String name) {
    return symbols().findOrThrow(name).address();
  }

  private static MethodHandle call(String name, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        symbols().findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments));
  }

  /** Address, count, datatype, rank, tag, communicator, where the request goes. */
  private static MethodHandle transfer(String name) {
    return call(name, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
  }

  /** Address, count, datatype, rank, displacement, count, datatype, window. */
  private static MethodHandle oneSided(String name) {
    return call(
        name, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
  }

  /** Turns what a call has returned into an exception, unless it is success. */
  static void check(int code, String function) throws MpiException {
    if (code != SUCCESS) {
      throw new MpiException(function + ": " + ErrorText.of(code));
    }
  }

  /** What a call of a method handle throws is a mistake of ours, not of MPI. */
  static LinkageError broken(String function, Throwable cause) {
    return new LinkageError("could not call " + function, cause);
  }
}
