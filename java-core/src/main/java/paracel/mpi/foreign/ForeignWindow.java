package paracel.mpi.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import paracel.memory.Region;
import paracel.mpi.MpiException;
import paracel.mpi.MpiWindow;

/** A window whose displacements are in bytes. */
final class ForeignWindow implements MpiWindow {

  private static final int NO_ASSERTION = 0;

  private final long window;
  private final Region region;
  private boolean closed;

  ForeignWindow(long window, Region region) throws MpiException {
    this.window = window;
    this.region = region;
    try {
      int code = (int) LibMpi.WIN_SET_ERRHANDLER.invokeExact(window, LibMpi.ERRORS_RETURN);
      LibMpi.check(code, "MPI_Win_set_errhandler");
    } catch (Throwable e) {
      throw ForeignMpi.translated("MPI_Win_set_errhandler", e);
    }
  }

  @Override
  public Region region() {
    return region;
  }

  @Override
  public boolean isUnified() throws MpiException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(ADDRESS);
      MemorySegment flag = arena.allocate(JAVA_INT);
      int code = (int) LibMpi.WIN_GET_ATTR.invokeExact(window, LibMpi.WIN_MODEL, value, flag);
      LibMpi.check(code, "MPI_Win_get_attr");
      return flag.get(JAVA_INT, 0) != 0
          && value.get(ADDRESS, 0).reinterpret(Integer.BYTES).get(JAVA_INT, 0)
              == LibMpi.WIN_UNIFIED;
    } catch (Throwable e) {
      throw ForeignMpi.translated("MPI_Win_get_attr", e);
    }
  }

  @Override
  public void lockAll() throws MpiException {
    try {
      int code = (int) LibMpi.WIN_LOCK_ALL.invokeExact(NO_ASSERTION, window);
      LibMpi.check(code, "MPI_Win_lock_all");
    } catch (Throwable e) {
      throw ForeignMpi.translated("MPI_Win_lock_all", e);
    }
  }

  @Override
  public void unlockAll() throws MpiException {
    try {
      int code = (int) LibMpi.WIN_UNLOCK_ALL.invokeExact(window);
      LibMpi.check(code, "MPI_Win_unlock_all");
    } catch (Throwable e) {
      throw ForeignMpi.translated("MPI_Win_unlock_all", e);
    }
  }

  @Override
  public void put(int target, long targetOffset, Region origin, long originOffset, long bytes)
      throws MpiException {
    transfer(LibMpi.PUT, "MPI_Put", target, targetOffset, origin, originOffset, bytes);
  }

  @Override
  public void get(int target, long targetOffset, Region origin, long originOffset, long bytes)
      throws MpiException {
    transfer(LibMpi.GET, "MPI_Get", target, targetOffset, origin, originOffset, bytes);
  }

  private void transfer(
      MethodHandle function,
      String name,
      int target,
      long targetOffset,
      Region origin,
      long originOffset,
      long bytes)
      throws MpiException {
    long address = ForeignMpi.address(origin, originOffset, bytes);
    int count = Math.toIntExact(bytes);
    try {
      int code =
          (int)
              function.invokeExact(
                  address, count, LibMpi.BYTE, target, targetOffset, count, LibMpi.BYTE, window);
      LibMpi.check(code, name);
    } catch (Throwable e) {
      throw ForeignMpi.translated(name, e);
    }
  }

  @Override
  public void flush(int target) throws MpiException {
    try {
      int code = (int) LibMpi.WIN_FLUSH.invokeExact(target, window);
      LibMpi.check(code, "MPI_Win_flush");
    } catch (Throwable e) {
      throw ForeignMpi.translated("MPI_Win_flush", e);
    }
  }

  @Override
  public void sync() throws MpiException {
    try {
      int code = (int) LibMpi.WIN_SYNC.invokeExact(window);
      LibMpi.check(code, "MPI_Win_sync");
    } catch (Throwable e) {
      throw ForeignMpi.translated("MPI_Win_sync", e);
    }
  }

  @Override
  public void close() throws MpiException {
    if (closed) {
      return;
    }
    closed = true;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handle = arena.allocateFrom(JAVA_LONG, window);
      int code = (int) LibMpi.WIN_FREE.invokeExact(handle);
      LibMpi.check(code, "MPI_Win_free");
    } catch (Throwable e) {
      throw ForeignMpi.translated("MPI_Win_free", e);
    }
  }
}
