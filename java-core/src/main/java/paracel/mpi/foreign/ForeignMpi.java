package paracel.mpi.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import paracel.base.Check;
import paracel.memory.Region;
import paracel.mpi.Mpi;
import paracel.mpi.MpiException;
import paracel.mpi.MpiLibrary;
import paracel.mpi.MpiRequest;
import paracel.mpi.MpiWindow;
import paracel.mpi.SignalHandlers;

/** MPI by direct calls of the C library. */
final class ForeignMpi implements Mpi {

  private static final String[] THREAD_LEVELS = {"SINGLE", "FUNNELED", "SERIALIZED", "MULTIPLE"};

  private final MpiLibrary library;
  private final long communicator;
  private final boolean endsMpi;
  private final int rank;
  private final int size;
  private final int nodeRank;
  private final int nodeSize;
  private boolean closed;

  private ForeignMpi(MpiLibrary library, long parent, boolean endsMpi) throws MpiException {
    this.library = library;
    this.endsMpi = endsMpi;
    communicator = duplicate(parent);
    returnErrors(communicator);
    rank = number(communicator, true);
    size = number(communicator, false);
    long node = split(communicator);
    nodeRank = number(node, true);
    nodeSize = number(node, false);
    free(node);
  }

  private static MpiLibrary library(int threadLevel) {
    return new MpiLibrary(
        "foreign", version(), MpiLibraryFile.OWN.location(), THREAD_LEVELS[threadLevel]);
  }

  static Mpi initialise() throws MpiException {
    SignalHandlers.leaveToJvm();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment provided = arena.allocate(JAVA_INT);
      int code = (int) LibMpi.FINALIZED.invokeExact(provided);
      LibMpi.check(code, "MPI_Finalized");
      Check.state(provided.get(JAVA_INT, 0) == 0, "MPI is ended once in a process");
      code = (int) LibMpi.INITIALIZED.invokeExact(provided);
      LibMpi.check(code, "MPI_Initialized");
      if (provided.get(JAVA_INT, 0) == 0) {
        code = (int) LibMpi.INIT_THREAD.invokeExact(0L, 0L, LibMpi.THREAD_MULTIPLE, provided);
      } else {
        code = (int) LibMpi.QUERY_THREAD.invokeExact(provided);
      }
      LibMpi.check(code, "MPI_Init_thread");
      int level = provided.get(JAVA_INT, 0);
      if (level < LibMpi.THREAD_MULTIPLE) {
        code = (int) LibMpi.FINALIZE.invokeExact();
        throw new MpiException(
            "this MPI grants threads only level "
                + THREAD_LEVELS[level]
                + ", MULTIPLE is needed: use one that was built with it ("
                + version()
                + ")");
      }
      returnErrors(LibMpi.COMM_WORLD);
      return new ForeignMpi(library(level), LibMpi.COMM_WORLD, true);
    } catch (Throwable e) {
      throw translated("MPI_Init_thread", e);
    }
  }

  /** What {@code invokeExact} may throw besides our own exceptions is a broken call. */
  static LinkageError translated(String function, Throwable e) throws MpiException {
    switch (e) {
      case MpiException failure -> throw failure;
      case RuntimeException mistake -> throw mistake;
      default -> throw LibMpi.broken(function, e);
    }
  }

  /** The library's own words; may be asked before MPI is initialised. */
  static String version() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(LibMpi.MAX_LIBRARY_VERSION_STRING);
      MemorySegment length = arena.allocate(JAVA_INT);
      int code = (int) LibMpi.GET_LIBRARY_VERSION.invokeExact(text, length);
      return code == LibMpi.SUCCESS ? text.getString(0).split(",")[0].strip() : ErrorText.of(code);
    } catch (Throwable e) {
      throw LibMpi.broken("MPI_Get_library_version", e);
    }
  }

  // ---- communicators

  private static long duplicate(long of) throws MpiException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handle = arena.allocate(JAVA_LONG);
      int code = (int) LibMpi.COMM_DUP.invokeExact(of, handle);
      LibMpi.check(code, "MPI_Comm_dup");
      return handle.get(JAVA_LONG, 0);
    } catch (Throwable e) {
      throw translated("MPI_Comm_dup", e);
    }
  }

  private static long split(long of) throws MpiException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handle = arena.allocate(JAVA_LONG);
      int code =
          (int)
              LibMpi.COMM_SPLIT_TYPE.invokeExact(
                  of, LibMpi.COMM_TYPE_SHARED, 0, LibMpi.INFO_NULL, handle);
      LibMpi.check(code, "MPI_Comm_split_type");
      return handle.get(JAVA_LONG, 0);
    } catch (Throwable e) {
      throw translated("MPI_Comm_split_type", e);
    }
  }

  private static void free(long communicator) throws MpiException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handle = arena.allocateFrom(JAVA_LONG, communicator);
      int code = (int) LibMpi.COMM_FREE.invokeExact(handle);
      LibMpi.check(code, "MPI_Comm_free");
    } catch (Throwable e) {
      throw translated("MPI_Comm_free", e);
    }
  }

  private static int number(long communicator, boolean isRank) throws MpiException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      int code =
          isRank
              ? (int) LibMpi.COMM_RANK.invokeExact(communicator, value)
              : (int) LibMpi.COMM_SIZE.invokeExact(communicator, value);
      LibMpi.check(code, isRank ? "MPI_Comm_rank" : "MPI_Comm_size");
      return value.get(JAVA_INT, 0);
    } catch (Throwable e) {
      throw translated("MPI_Comm_rank", e);
    }
  }

  private static void returnErrors(long communicator) throws MpiException {
    try {
      int code = (int) LibMpi.COMM_SET_ERRHANDLER.invokeExact(communicator, LibMpi.ERRORS_RETURN);
      LibMpi.check(code, "MPI_Comm_set_errhandler");
    } catch (Throwable e) {
      throw translated("MPI_Comm_set_errhandler", e);
    }
  }

  // ---- who is who

  @Override
  public MpiLibrary library() {
    return library;
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int nodeRank() {
    return nodeRank;
  }

  @Override
  public int nodeSize() {
    return nodeSize;
  }

  // ---- collectives

  @Override
  public void barrier() throws MpiException {
    try {
      int code = (int) LibMpi.BARRIER.invokeExact(communicator);
      LibMpi.check(code, "MPI_Barrier");
    } catch (Throwable e) {
      throw translated("MPI_Barrier", e);
    }
  }

  @Override
  public void broadcast(Region region, long offset, long bytes, int root) throws MpiException {
    long address = address(region, offset, bytes);
    try {
      int code =
          (int)
              LibMpi.BCAST.invokeExact(
                  address, Math.toIntExact(bytes), LibMpi.BYTE, root, communicator);
      LibMpi.check(code, "MPI_Bcast");
    } catch (Throwable e) {
      throw translated("MPI_Bcast", e);
    }
  }

  @Override
  public void allGather(Region own, long bytes, Region all) throws MpiException {
    long from = address(own, 0, bytes);
    long into = address(all, 0, size * bytes);
    int count = Math.toIntExact(bytes);
    try {
      int code =
          (int)
              LibMpi.ALLGATHER.invokeExact(
                  from, count, LibMpi.BYTE, into, count, LibMpi.BYTE, communicator);
      LibMpi.check(code, "MPI_Allgather");
    } catch (Throwable e) {
      throw translated("MPI_Allgather", e);
    }
  }

  // ---- messages and windows

  @Override
  public synchronized MpiRequest newRequest() {
    Check.state(!closed, "MPI has ended");
    return new ForeignRequest(communicator);
  }

  @Override
  public MpiWindow createWindow(Region region) throws MpiException {
    long address = address(region, 0, region.bytes());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handle = arena.allocate(JAVA_LONG);
      int code =
          (int)
              LibMpi.WIN_CREATE.invokeExact(
                  address, region.bytes(), 1, LibMpi.INFO_NULL, communicator, handle);
      LibMpi.check(code, "MPI_Win_create");
      return new ForeignWindow(handle.get(JAVA_LONG, 0), region);
    } catch (Throwable e) {
      throw translated("MPI_Win_create", e);
    }
  }

  @Override
  public MpiWindow allocateWindow(long bytes) throws MpiException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment base = arena.allocate(ADDRESS);
      MemorySegment handle = arena.allocate(JAVA_LONG);
      int code =
          (int)
              LibMpi.WIN_ALLOCATE.invokeExact(
                  bytes, 1, LibMpi.INFO_NULL, communicator, base, handle);
      LibMpi.check(code, "MPI_Win_allocate");
      MemorySegment memory = base.get(ADDRESS, 0).reinterpret(bytes);
      return new ForeignWindow(handle.get(JAVA_LONG, 0), Region.of(memory, () -> {}));
    } catch (Throwable e) {
      throw translated("MPI_Win_allocate", e);
    }
  }

  @Override
  public Mpi duplicate() throws MpiException {
    return new ForeignMpi(library, communicator, false);
  }

  @Override
  public void progress() throws MpiException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment flag = arena.allocate(JAVA_INT);
      MemorySegment status = arena.allocate(LibMpi.STATUS_BYTES, Long.BYTES);
      int code = (int) LibMpi.IPROBE.invokeExact(ANY_SOURCE, MAX_TAG, communicator, flag, status);
      LibMpi.check(code, "MPI_Iprobe");
    } catch (Throwable e) {
      throw translated("MPI_Iprobe", e);
    }
  }

  // ---- the end

  @Override
  public void abort(int exitCode) {
    try {
      int ignored = (int) LibMpi.ABORT.invokeExact(LibMpi.COMM_WORLD, exitCode);
    } catch (Throwable e) {
      throw LibMpi.broken("MPI_Abort", e);
    }
  }

  @Override
  public synchronized void leave() throws MpiException {
    if (!closed) {
      closed = true;
      free(communicator);
    }
  }

  @Override
  public synchronized void close() throws MpiException {
    if (closed) {
      return;
    }
    leave();
    if (!endsMpi) {
      return;
    }
    try {
      int code = (int) LibMpi.FINALIZE.invokeExact();
      LibMpi.check(code, "MPI_Finalize");
    } catch (Throwable e) {
      throw translated("MPI_Finalize", e);
    }
  }

  /** Where bytes of a region begin in memory. They must lie in it. */
  static long address(Region region, long offset, long bytes) {
    Objects.checkFromIndexSize(offset, bytes, region.bytes());
    return region.segment().address() + offset;
  }
}
