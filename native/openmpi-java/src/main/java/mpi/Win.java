package mpi;

import static mpi.Buffers.requireDirect;

import java.nio.Buffer;

/**
 * A window: memory of each rank that the others read and write. Its transfers are inherited; they
 * call the native methods here, whose place the native half fixes.
 */
public final class Win extends WinTransfers implements Freeable {

  public static final int WIN_NULL = 0;

  /** Memory of the rank alone. */
  public static final int FLAVOR_PRIVATE = 0;

  /** Memory that the ranks of a node share. */
  public static final int FLAVOR_SHARED = 1;

  static {
    NativeLibrary.require();
  }

  private final Buffer base; // keeps the memory of a created window alive
  private boolean isFreed;

  /**
   * MPI_Win_create: collective.
   *
   * @param base direct; the window begins at its element 0
   * @param size in elements of the buffer; at most 2 GiB - 1 bytes
   * @param unit of displacements, in elements of the buffer
   */
  public Win(Buffer base, int size, int unit, Info info, Comm comm) throws MPIException {
    MPI.check();
    requireDirect(base);
    int element = Buffers.elementBytes(base);
    this.base = base;
    handle =
        createWin(
            base,
            Math.multiplyExact(size, element),
            Math.multiplyExact(unit, element),
            info.handle,
            comm.handle);
  }

  /**
   * MPI_Win_allocate or MPI_Win_allocate_shared: collective.
   *
   * @param size in elements of the buffer; at most 2 GiB - 1 bytes
   * @param unit of displacements, in elements of the buffer
   * @param base direct, of 8 bytes or more: modified, its first 8 bytes become the address of the
   *     memory, in the machine's byte order
   * @param flavor {@link #FLAVOR_PRIVATE} or {@link #FLAVOR_SHARED}
   */
  public Win(int size, int unit, Info info, Comm comm, Buffer base, int flavor)
      throws MPIException {
    MPI.check();
    requireDirect(base);
    int element = Buffers.elementBytes(base);
    int bytes = Math.multiplyExact(size, element);
    int unitBytes = Math.multiplyExact(unit, element);
    this.base = base;
    handle =
        flavor == FLAVOR_SHARED
            ? allocateSharedWin(bytes, unitBytes, info.handle, comm.handle, base)
            : allocateWin(bytes, unitBytes, info.handle, comm.handle, base);
  }

  /** MPI_Win_create_dynamic: collective. */
  public Win(Info info, Comm comm) throws MPIException {
    MPI.check();
    base = null;
    handle = createDynamicWin(info.handle, comm.handle);
  }

  @Override
  Win self() {
    return this;
  }

  /** MPI_Win_attach; the caller keeps the buffer alive. The size is in its elements. */
  public void attach(Buffer base, int size) throws MPIException {
    MPI.check();
    requireDirect(base);
    attach(handle, base, Math.multiplyExact(size, Buffers.elementBytes(base)));
  }

  /** MPI_Win_detach. */
  public void detach(Buffer base) throws MPIException {
    MPI.check();
    requireDirect(base);
    detach(handle, base);
  }

  /** MPI_Win_free: collective. */
  @Override
  public void free() throws MPIException {
    MPI.check();
    handle = free(handle);
    isFreed = true;
  }

  public boolean isNull() {
    return isFreed;
  }

  /** MPI_Win_get_group. */
  public Group getGroup() throws MPIException {
    MPI.check();
    return new Group(getGroup(handle));
  }

  /** MPI_Win_get_info. */
  public Info getInfo() throws MPIException {
    MPI.check();
    return new Info(getInfo(handle));
  }

  /** MPI_Win_get_errhandler. */
  public Errhandler getErrhandler() throws MPIException {
    MPI.check();
    return new Errhandler(getErrhandler(handle));
  }

  /** MPI_Win_fence. */
  public void fence(int assertion) throws MPIException {
    MPI.check();
    fence(handle, assertion);
  }

  /** MPI_Win_start. */
  public void start(Group group, int assertion) throws MPIException {
    MPI.check();
    start(handle, group.handle(), assertion);
  }

  /** MPI_Win_complete. */
  public void complete() throws MPIException {
    MPI.check();
    complete(handle);
  }

  /** MPI_Win_post. */
  public void post(Group group, int assertion) throws MPIException {
    MPI.check();
    post(handle, group.handle(), assertion);
  }

  /** MPI_Win_wait. */
  public void waitFor() throws MPIException {
    MPI.check();
    waitFor(handle);
  }

  /** MPI_Win_test. */
  public boolean test() throws MPIException {
    MPI.check();
    return test(handle);
  }

  /** MPI_Win_lock. */
  public void lock(int type, int rank, int assertion) throws MPIException {
    MPI.check();
    lock(handle, type, rank, assertion);
  }

  /** MPI_Win_unlock. */
  public void unlock(int rank) throws MPIException {
    MPI.check();
    unlock(handle, rank);
  }

  /** MPI_Win_lock_all. */
  public void lockAll(int assertion) throws MPIException {
    MPI.check();
    lockAll(handle, assertion);
  }

  /** MPI_Win_unlock_all. */
  public void unlockAll() throws MPIException {
    MPI.check();
    unlockAll(handle);
  }

  /** MPI_Win_sync. */
  public void sync() throws MPIException {
    MPI.check();
    sync(handle);
  }

  /** MPI_Win_flush. */
  public void flush(int rank) throws MPIException {
    MPI.check();
    flush(handle, rank);
  }

  /** MPI_Win_flush_all. */
  public void flushAll() throws MPIException {
    MPI.check();
    flushAll(handle);
  }

  /** MPI_Win_flush_local. */
  public void flushLocal(int rank) throws MPIException {
    MPI.check();
    flushLocal(handle, rank);
  }

  /** MPI_Win_flush_local_all. */
  public void flushLocalAll() throws MPIException {
    MPI.check();
    flushLocalAll(handle);
  }

  /** MPI_Win_set_errhandler. */
  public void setErrhandler(Errhandler handler) throws MPIException {
    MPI.check();
    setErrhandler(handle, handler.handle);
  }

  /** MPI_Win_call_errhandler. */
  public void callErrhandler(int code) throws MPIException {
    MPI.check();
    callErrhandler(handle, code);
  }

  /** MPI_Win_set_info. */
  public void setInfo(Info info) throws MPIException {
    MPI.check();
    setInfo(handle, info.handle);
  }

  /** MPI_Win_set_name. */
  public void setName(String name) throws MPIException {
    MPI.check();
    setName(handle, name);
  }

  /** MPI_Win_get_name. */
  public String getName() throws MPIException {
    MPI.check();
    return getName(handle);
  }

  private native long createWin(Buffer base, int bytes, int unit, long info, long comm)
      throws MPIException;

  private native long allocateWin(int bytes, int unit, long info, long comm, Buffer address)
      throws MPIException;

  private native long allocateSharedWin(int bytes, int unit, long info, long comm, Buffer address)
      throws MPIException;

  private native long createDynamicWin(long info, long comm) throws MPIException;

  private native void attach(long win, Buffer base, int bytes) throws MPIException;

  private native void detach(long win, Buffer base) throws MPIException;

  private native long getGroup(long win) throws MPIException;

  native void put(
      long win,
      Buffer origin,
      int count,
      long type,
      int target,
      int displacement,
      int targetCount,
      long targetType,
      int base)
      throws MPIException;

  native void get(
      long win,
      Buffer origin,
      int count,
      long type,
      int target,
      int displacement,
      int targetCount,
      long targetType,
      int base)
      throws MPIException;

  native void accumulate(
      long win,
      Buffer origin,
      int count,
      long type,
      int target,
      int displacement,
      int targetCount,
      long targetType,
      Op op,
      long opHandle,
      int base)
      throws MPIException;

  private native void fence(long win, int assertion) throws MPIException;

  private native void start(long win, long group, int assertion) throws MPIException;

  private native void complete(long win) throws MPIException;

  private native void post(long win, long group, int assertion) throws MPIException;

  private native void waitFor(long win) throws MPIException;

  private native boolean test(long win) throws MPIException;

  private native void lock(long win, int type, int rank, int assertion) throws MPIException;

  private native void unlock(long win, int rank) throws MPIException;

  private native void setErrhandler(long win, long handler) throws MPIException;

  private native long getErrhandler(long win) throws MPIException;

  private native void callErrhandler(long win, int code) throws MPIException;

  private native long free(long win) throws MPIException;

  private native long getInfo(long win) throws MPIException;

  private native void setInfo(long win, long info) throws MPIException;

  native long rPut(
      long win,
      Buffer origin,
      int count,
      long type,
      int target,
      int displacement,
      int targetCount,
      long targetType,
      int base)
      throws MPIException;

  native long rGet(
      long win,
      Buffer origin,
      int count,
      long type,
      int target,
      int displacement,
      int targetCount,
      long targetType,
      int base)
      throws MPIException;

  native long rAccumulate(
      long win,
      Buffer origin,
      int count,
      long type,
      int target,
      int displacement,
      int targetCount,
      long targetType,
      Op op,
      long opHandle,
      int base)
      throws MPIException;

  native void getAccumulate(
      long win,
      Buffer origin,
      int count,
      long type,
      Buffer result,
      int resultCount,
      long resultType,
      int target,
      int displacement,
      int targetCount,
      long targetType,
      Op op,
      long opHandle,
      int base)
      throws MPIException;

  native long rGetAccumulate(
      long win,
      Buffer origin,
      int count,
      long type,
      Buffer result,
      int resultCount,
      long resultType,
      int target,
      int displacement,
      int targetCount,
      long targetType,
      Op op,
      long opHandle,
      int base)
      throws MPIException;

  private native void lockAll(long win, int assertion) throws MPIException;

  private native void unlockAll(long win) throws MPIException;

  private native void sync(long win) throws MPIException;

  private native void flush(long win, int rank) throws MPIException;

  private native void flushAll(long win) throws MPIException;

  native void compareAndSwap(
      long win,
      Buffer origin,
      Buffer compare,
      Buffer result,
      long type,
      int target,
      int displacement)
      throws MPIException;

  native void fetchAndOp(
      long win,
      Buffer origin,
      Buffer result,
      long type,
      int target,
      int displacement,
      Op op,
      long opHandle,
      int base)
      throws MPIException;

  private native void flushLocal(long win, int rank) throws MPIException;

  private native void flushLocalAll(long win) throws MPIException;

  private native String getName(long win) throws MPIException;

  private native void setName(long win, String name) throws MPIException;
}
