package paracel.mpi.bindings;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import mpi.Comm;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Win;
import paracel.base.Check;
import paracel.memory.Region;
import paracel.mpi.Mpi;
import paracel.mpi.MpiException;
import paracel.mpi.MpiLibrary;
import paracel.mpi.MpiRequest;
import paracel.mpi.MpiWindow;
import paracel.mpi.SignalHandlers;

/** MPI by the Java bindings. */
final class BindingsMpi implements Mpi {

  private final MpiLibrary library;
  private final Intracomm communicator;
  private final int rank;
  private final int size;
  private final int nodeRank;
  private final int nodeSize;
  private final boolean endsMpi;
  private boolean closed;

  private BindingsMpi(MpiLibrary library, Intracomm parent, boolean endsMpi) throws MPIException {
    this.library = library;
    this.endsMpi = endsMpi;
    communicator = parent.dup();
    communicator.setErrhandler(MPI.ERRORS_RETURN);
    rank = communicator.getRank();
    size = communicator.getSize();
    Intracomm node = communicator.splitType(Comm.TYPE_SHARED, 0, MPI.INFO_NULL);
    nodeRank = node.getRank();
    nodeSize = node.getSize();
    node.free();
  }

  static Mpi initialise() throws MpiException {
    try {
      Check.state(!MPI.isFinalized(), "MPI is ended once in a process");
      SignalHandlers.leaveToJvm();
      int level =
          MPI.isInitialized()
              ? MPI.queryThread()
              : MPI.InitThread(new String[0], MPI.THREAD_MULTIPLE);
      if (level < MPI.THREAD_MULTIPLE) {
        MPI.Finalize();
        throw new MpiException(
            "this MPI grants threads only level "
                + levelName(level)
                + ", MULTIPLE is needed: use one that was built with it ("
                + version()
                + ")");
      }
      MPI.COMM_WORLD.setErrhandler(MPI.ERRORS_RETURN);
      MpiLibrary library = new MpiLibrary("bindings", version(), location(), "MULTIPLE");
      return new BindingsMpi(library, MPI.COMM_WORLD, true);
    } catch (MPIException e) {
      throw failure("MPI_Init_thread", e);
    }
  }

  static MpiException failure(String function, MPIException e) {
    return new MpiException(function + ": " + e.getMessage(), e);
  }

  private static String levelName(int level) {
    return level == MPI.THREAD_SINGLE
        ? "SINGLE"
        : level == MPI.THREAD_FUNNELED ? "FUNNELED" : "SERIALIZED";
  }

  /** The library's own words; may be asked before MPI is initialised. */
  static String version() {
    return MPI.getLibVersion().split(",")[0].strip();
  }

  /** Where the Java half is; the native half is found from there. */
  static String location() {
    return MPI.class.getProtectionDomain().getCodeSource().getLocation().getPath();
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
      communicator.barrier();
    } catch (MPIException e) {
      throw failure("MPI_Barrier", e);
    }
  }

  @Override
  public void broadcast(Region region, long offset, long bytes, int root) throws MpiException {
    int count = Math.toIntExact(bytes);
    Objects.checkFromIndexSize(offset, bytes, region.bytes());
    try {
      communicator.bcast(Views.make(region, offset), count, MPI.BYTE, root);
    } catch (MPIException e) {
      throw failure("MPI_Bcast", e);
    }
  }

  @Override
  public void allGather(Region own, long bytes, Region all) throws MpiException {
    int count = Math.toIntExact(bytes);
    Objects.checkFromIndexSize(0, bytes, own.bytes());
    Objects.checkFromIndexSize(0, Math.multiplyExact(bytes, size), all.bytes());
    try {
      communicator.allGather(
          Views.make(own, 0), count, MPI.BYTE, Views.make(all, 0), count, MPI.BYTE);
    } catch (MPIException e) {
      throw failure("MPI_Allgather", e);
    }
  }

  // ---- messages and windows

  @Override
  public synchronized MpiRequest newRequest() {
    Check.state(!closed, "MPI has ended");
    return new BindingsRequest(communicator);
  }

  @Override
  public MpiWindow createWindow(Region region) throws MpiException {
    int bytes = windowBytes(region.bytes());
    ByteBuffer base = Views.make(region, 0);
    try {
      return new BindingsWindow(new Win(base, bytes, 1, MPI.INFO_NULL, communicator), region);
    } catch (MPIException e) {
      throw failure("MPI_Win_create", e);
    }
  }

  @Override
  public MpiWindow allocateWindow(long bytes) throws MpiException {
    int count = windowBytes(bytes);
    ByteBuffer address = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
    try {
      Win window = new Win(count, 1, MPI.INFO_NULL, communicator, address, Win.FLAVOR_PRIVATE);
      MemorySegment memory = MemorySegment.ofAddress(address.getLong(0)).reinterpret(bytes);
      return new BindingsWindow(window, Region.of(memory, () -> {}));
    } catch (MPIException e) {
      throw failure("MPI_Win_allocate", e);
    }
  }

  /** Refuses before the collective, so only a rank whose part is too large hears of it. */
  private static int windowBytes(long bytes) throws MpiException {
    if (bytes > Views.BYTES_MAX) {
      throw new MpiException(
          "a window of "
              + bytes
              + " bytes is too large for the Java bindings of MPI, which count in 32 bits: use the"
              + " MPI provider 'foreign', or more ranks");
    }
    return (int) bytes;
  }

  @Override
  public void progress() throws MpiException {
    try {
      communicator.iProbe(MPI.ANY_SOURCE, MAX_TAG);
    } catch (MPIException e) {
      throw failure("MPI_Iprobe", e);
    }
  }

  @Override
  public Mpi duplicate() throws MpiException {
    try {
      return new BindingsMpi(library, communicator, false);
    } catch (MPIException e) {
      throw failure("MPI_Comm_dup", e);
    }
  }

  // ---- the end

  @Override
  public void abort(int exitCode) {
    try {
      MPI.COMM_WORLD.abort(exitCode);
    } catch (MPIException e) {
      throw new IllegalStateException("MPI_Abort has failed", e);
    }
  }

  @Override
  public synchronized void leave() throws MpiException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      communicator.free();
    } catch (MPIException e) {
      throw failure("MPI_Comm_free", e);
    }
  }

  @Override
  public synchronized void close() throws MpiException {
    if (closed) {
      return;
    }
    leave();
    try {
      if (endsMpi) {
        MPI.Finalize();
      }
    } catch (MPIException e) {
      throw failure("MPI_Finalize", e);
    }
  }
}
