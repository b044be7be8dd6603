package paracel.mpi.bindings;

import mpi.MPI;
import mpi.MPIException;
import mpi.Win;
import paracel.memory.Region;
import paracel.mpi.MpiException;
import paracel.mpi.MpiWindow;

/** A window whose displacements are in bytes. */
final class BindingsWindow implements MpiWindow {

  private static final int NO_ASSERTION = 0;
  private static final int VIEWS = 64;

  private final Win window;
  private final Region region;
  private final Views views = new Views(VIEWS);
  private boolean closed;

  BindingsWindow(Win window, Region region) throws MPIException {
    this.window = window;
    this.region = region;
    window.setErrhandler(MPI.ERRORS_RETURN);
  }

  @Override
  public Region region() {
    return region;
  }

  /** False: the bindings do not hand the memory model out, so nobody may rely on it. */
  @Override
  public boolean isUnified() {
    return false;
  }

  @Override
  public void lockAll() throws MpiException {
    try {
      window.lockAll(NO_ASSERTION);
    } catch (MPIException e) {
      throw BindingsMpi.failure("MPI_Win_lock_all", e);
    }
  }

  @Override
  public void unlockAll() throws MpiException {
    try {
      window.unlockAll();
    } catch (MPIException e) {
      throw BindingsMpi.failure("MPI_Win_unlock_all", e);
    }
  }

  @Override
  public void put(int target, long targetOffset, Region origin, long originOffset, long bytes)
      throws MpiException {
    int count = Math.toIntExact(bytes);
    int displacement = displacement(targetOffset);
    try {
      window.put(
          views.of(origin, originOffset, bytes),
          count,
          MPI.BYTE,
          target,
          displacement,
          count,
          MPI.BYTE);
    } catch (MPIException e) {
      throw BindingsMpi.failure("MPI_Put", e);
    }
  }

  @Override
  public void get(int target, long targetOffset, Region origin, long originOffset, long bytes)
      throws MpiException {
    int count = Math.toIntExact(bytes);
    int displacement = displacement(targetOffset);
    try {
      window.get(
          views.of(origin, originOffset, bytes),
          count,
          MPI.BYTE,
          target,
          displacement,
          count,
          MPI.BYTE);
    } catch (MPIException e) {
      throw BindingsMpi.failure("MPI_Get", e);
    }
  }

  private static int displacement(long targetOffset) throws MpiException {
    if (targetOffset < 0 || targetOffset > Integer.MAX_VALUE) {
      throw new MpiException(
          "offset " + targetOffset + " is outside what the Java bindings of MPI can reach, 2 GiB");
    }
    return (int) targetOffset;
  }

  @Override
  public void flush(int target) throws MpiException {
    try {
      window.flush(target);
    } catch (MPIException e) {
      throw BindingsMpi.failure("MPI_Win_flush", e);
    }
  }

  @Override
  public void sync() throws MpiException {
    try {
      window.sync();
    } catch (MPIException e) {
      throw BindingsMpi.failure("MPI_Win_sync", e);
    }
  }

  @Override
  public void close() throws MpiException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      window.free();
    } catch (MPIException e) {
      throw BindingsMpi.failure("MPI_Win_free", e);
    }
  }
}
