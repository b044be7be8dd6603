package mpi;

import java.nio.Buffer;

/**
 * A communicator: processes with ranks, and a space of messages of its own. Its transfers and
 * collectives are inherited; they call the native methods here, whose place the native half fixes.
 * A communicator is {@link Intracomm} or {@link Intercomm}.
 */
public class Comm extends CommAsync implements Freeable, Cloneable {

  static {
    NativeLibrary.require();
    init();
  }

  /** For {@link Intracomm#splitType}: the ranks that can share memory. */
  public static final int TYPE_SHARED = 0;

  static final int SELF = 1;
  static final int WORLD = 2;

  private static long nullHandle; // written once, by the native half

  private final Request request;

  /** A predefined communicator: {@link #SELF} or {@link #WORLD}. */
  Comm(int number) {
    request = null;
    getComm(number);
  }

  Comm(long handle) {
    this.handle = handle;
    request = null;
  }

  /**
   * A communicator that is being made.
   *
   * @param pair its handle and the request's
   */
  Comm(long[] pair) {
    handle = pair[0];
    request = new Request(pair[1]);
  }

  @Override
  final Comm self() {
    return this;
  }

  /** MPI_Comm_dup, for callers that cannot throw: a failure is an {@link AssertionError}. */
  @Override
  public Comm clone() {
    try {
      return dup();
    } catch (MPIException e) {
      throw new AssertionError(e);
    }
  }

  /** MPI_Comm_dup. */
  public Comm dup() throws MPIException {
    MPI.check();
    return new Comm(dup(handle));
  }

  /** MPI_Comm_idup: the result is of use when its {@link #getRequest} is complete. */
  public Comm iDup() throws MPIException {
    MPI.check();
    return new Comm(iDup(handle));
  }

  /** MPI_Comm_dup_with_info. */
  public Comm dupWithInfo(Info info) throws MPIException {
    MPI.check();
    return new Comm(dupWithInfo(handle, info.handle));
  }

  /** Of a communicator that {@link #iDup} makes; null for others. */
  public final Request getRequest() {
    return request;
  }

  /** MPI_Comm_size. */
  public final int getSize() throws MPIException {
    MPI.check();
    return getSize(handle);
  }

  /** MPI_Comm_rank. */
  public final int getRank() throws MPIException {
    MPI.check();
    return getRank(handle);
  }

  /** MPI_Comm_compare: one of {@code MPI.IDENT, CONGRUENT, SIMILAR, UNEQUAL}. */
  public static int compare(Comm first, Comm second) throws MPIException {
    MPI.check();
    return compare(first.handle, second.handle);
  }

  /** MPI_Comm_free: collective. */
  @Override
  public final void free() throws MPIException {
    MPI.check();
    handle = free(handle);
  }

  public final boolean isNull() {
    return handle == nullHandle;
  }

  /** MPI_Comm_set_info. */
  public final void setInfo(Info info) throws MPIException {
    MPI.check();
    setInfo(handle, info.handle);
  }

  /** MPI_Comm_get_info. */
  public final Info getInfo() throws MPIException {
    MPI.check();
    return new Info(getInfo(handle));
  }

  /** MPI_Comm_disconnect: waits until what is under way is complete; collective. */
  public final void disconnect() throws MPIException {
    MPI.check();
    handle = disconnect(handle);
  }

  /** MPI_Comm_group. */
  public final Group getGroup() throws MPIException {
    MPI.check();
    return new Group(getGroup(handle));
  }

  /** MPI_Comm_test_inter. */
  public final boolean isInter() throws MPIException {
    MPI.check();
    return isInter(handle);
  }

  /** MPI_Intercomm_create; this is the communicator in which both leaders are. */
  public final Intercomm createIntercomm(Comm localComm, int localLeader, int remoteLeader, int tag)
      throws MPIException {
    MPI.check();
    return new Intercomm(createIntercomm(handle, localComm.handle, localLeader, remoteLeader, tag));
  }

  /** MPI_Topo_test. */
  public final int getTopology() throws MPIException {
    MPI.check();
    return getTopology(handle);
  }

  /**
   * MPI_Comm_get_attr, of the predefined attributes only: {@code MPI.TAG_UB} and its like.
   *
   * @return an Integer or a Boolean; null when it is not set
   */
  public final Object getAttr(int keyval) throws MPIException {
    MPI.check();
    return getAttr_predefined(handle, keyval);
  }

  /** MPI_Abort. */
  public final void abort(int code) throws MPIException {
    MPI.check();
    abort(handle, code);
  }

  /** MPI_Comm_set_errhandler. */
  public final void setErrhandler(Errhandler handler) throws MPIException {
    MPI.check();
    setErrhandler(handle, handler.handle);
  }

  /** MPI_Comm_get_errhandler. */
  public final Errhandler getErrhandler() throws MPIException {
    MPI.check();
    return new Errhandler(getErrhandler(handle));
  }

  /** MPI_Comm_call_errhandler. */
  public void callErrhandler(int code) throws MPIException {
    MPI.check();
    callErrhandler(handle, code);
  }

  /** MPI_Comm_set_name. */
  public final void setName(String name) throws MPIException {
    MPI.check();
    setName(handle, name);
  }

  /** MPI_Comm_get_name. */
  public final String getName() throws MPIException {
    MPI.check();
    return getName(handle);
  }

  // ---- native methods of this class

  private static native void init();

  private native void getComm(int number);

  native long dup(long comm) throws MPIException;

  native long[] iDup(long comm) throws MPIException;

  native long dupWithInfo(long comm, long info) throws MPIException;

  private native int getSize(long comm) throws MPIException;

  private native int getRank(long comm) throws MPIException;

  private static native int compare(long comm, long other) throws MPIException;

  private native long free(long comm) throws MPIException;

  private native void setInfo(long comm, long info) throws MPIException;

  private native long getInfo(long comm) throws MPIException;

  private native long disconnect(long comm) throws MPIException;

  private native long getGroup(long comm) throws MPIException;

  private native boolean isInter(long comm) throws MPIException;

  private native long createIntercomm(
      long comm, long peerComm, int localLeader, int remoteLeader, int tag) throws MPIException;

  private native Object getAttr_predefined(long comm, int keyval) throws MPIException;

  private native int getTopology(long comm) throws MPIException;

  private native void abort(long comm, int code) throws MPIException;

  private native void setErrhandler(long comm, long handler) throws MPIException;

  private native long getErrhandler(long comm) throws MPIException;

  private native void callErrhandler(long comm, int code) throws MPIException;

  private native void setName(long comm, String name) throws MPIException;

  private native String getName(long comm) throws MPIException;

  // ---- native methods of the classes above

  native void send(
      long comm,
      Object buffer,
      boolean direct,
      int offset,
      int count,
      long type,
      int base,
      int dest,
      int tag)
      throws MPIException;

  native void recv(
      long comm,
      Object buffer,
      boolean direct,
      int offset,
      int count,
      long type,
      int base,
      int source,
      int tag,
      long[] status)
      throws MPIException;

  native void sendRecv(
      long comm,
      Object send,
      boolean sendDirect,
      int sendOffset,
      int sendCount,
      long sendType,
      int sendBase,
      int dest,
      int sendTag,
      Object recv,
      boolean recvDirect,
      int recvOffset,
      int recvCount,
      long recvType,
      int recvBase,
      int source,
      int recvTag,
      long[] status)
      throws MPIException;

  native void sendRecvReplace(
      long comm,
      Object buffer,
      boolean direct,
      int offset,
      int count,
      long type,
      int base,
      int dest,
      int sendTag,
      int source,
      int recvTag,
      long[] status)
      throws MPIException;

  native void bSend(
      long comm,
      Object buffer,
      boolean direct,
      int offset,
      int count,
      long type,
      int base,
      int dest,
      int tag)
      throws MPIException;

  native void sSend(
      long comm,
      Object buffer,
      boolean direct,
      int offset,
      int count,
      long type,
      int base,
      int dest,
      int tag)
      throws MPIException;

  native void rSend(
      long comm,
      Object buffer,
      boolean direct,
      int offset,
      int count,
      long type,
      int base,
      int dest,
      int tag)
      throws MPIException;

  native long iSend(long comm, Buffer buffer, int count, long type, int dest, int tag)
      throws MPIException;

  native long ibSend(long comm, Buffer buffer, int count, long type, int dest, int tag)
      throws MPIException;

  native long isSend(long comm, Buffer buffer, int count, long type, int dest, int tag)
      throws MPIException;

  native long irSend(long comm, Buffer buffer, int count, long type, int dest, int tag)
      throws MPIException;

  native long iRecv(long comm, Buffer buffer, int count, long type, int source, int tag)
      throws MPIException;

  native long sendInit(long comm, Buffer buffer, int count, long type, int dest, int tag)
      throws MPIException;

  native long bSendInit(long comm, Buffer buffer, int count, long type, int dest, int tag)
      throws MPIException;

  native long sSendInit(long comm, Buffer buffer, int count, long type, int dest, int tag)
      throws MPIException;

  native long rSendInit(long comm, Buffer buffer, int count, long type, int dest, int tag)
      throws MPIException;

  native long recvInit(long comm, Buffer buffer, int count, long type, int source, int tag)
      throws MPIException;

  native int pack(
      long comm,
      Object buffer,
      boolean direct,
      int offset,
      int count,
      long type,
      byte[] packed,
      int position)
      throws MPIException;

  native int unpack(
      long comm,
      byte[] packed,
      int position,
      Object buffer,
      boolean direct,
      int offset,
      int count,
      long type)
      throws MPIException;

  native int packSize(long comm, int count, long type) throws MPIException;

  native Status iProbe(long comm, int source, int tag) throws MPIException;

  native void probe(long comm, int source, int tag, long[] status) throws MPIException;

  native void barrier(long comm) throws MPIException;

  native long iBarrier(long comm) throws MPIException;

  native void bcast(
      long comm,
      Object buffer,
      boolean direct,
      int offset,
      int count,
      long type,
      int base,
      int root)
      throws MPIException;

  native long iBcast(long comm, Buffer buffer, int count, long type, int root) throws MPIException;

  native void gather(
      long comm,
      Object send,
      boolean sendDirect,
      int sendOffset,
      int sendCount,
      long sendType,
      int sendBase,
      Object recv,
      boolean recvDirect,
      int recvOffset,
      int recvCount,
      long recvType,
      int recvBase,
      int root)
      throws MPIException;

  native long iGather(
      long comm,
      Buffer send,
      int sendCount,
      long sendType,
      Buffer recv,
      int recvCount,
      long recvType,
      int root)
      throws MPIException;

  native void gatherv(
      long comm,
      Object send,
      boolean sendDirect,
      int sendOffset,
      int sendCount,
      long sendType,
      int sendBase,
      Object recv,
      boolean recvDirect,
      int recvOffset,
      int[] recvCounts,
      int[] recvDispls,
      long recvType,
      int recvBase,
      int root)
      throws MPIException;

  native long iGatherv(
      long comm,
      Buffer send,
      int sendCount,
      long sendType,
      Buffer recv,
      int[] recvCounts,
      int[] recvDispls,
      long recvType,
      int root)
      throws MPIException;

  native void scatter(
      long comm,
      Object send,
      boolean sendDirect,
      int sendOffset,
      int sendCount,
      long sendType,
      int sendBase,
      Object recv,
      boolean recvDirect,
      int recvOffset,
      int recvCount,
      long recvType,
      int recvBase,
      int root)
      throws MPIException;

  native long iScatter(
      long comm,
      Buffer send,
      int sendCount,
      long sendType,
      Buffer recv,
      int recvCount,
      long recvType,
      int root)
      throws MPIException;

  native void scatterv(
      long comm,
      Object send,
      boolean sendDirect,
      int sendOffset,
      int[] sendCounts,
      int[] sendDispls,
      long sendType,
      int sendBase,
      Object recv,
      boolean recvDirect,
      int recvOffset,
      int recvCount,
      long recvType,
      int recvBase,
      int root)
      throws MPIException;

  native long iScatterv(
      long comm,
      Buffer send,
      int[] sendCounts,
      int[] sendDispls,
      long sendType,
      Buffer recv,
      int recvCount,
      long recvType,
      int root)
      throws MPIException;

  native void allGather(
      long comm,
      Object send,
      boolean sendDirect,
      int sendOffset,
      int sendCount,
      long sendType,
      int sendBase,
      Object recv,
      boolean recvDirect,
      int recvOffset,
      int recvCount,
      long recvType,
      int recvBase)
      throws MPIException;

  native long iAllGather(
      long comm,
      Buffer send,
      int sendCount,
      long sendType,
      Buffer recv,
      int recvCount,
      long recvType)
      throws MPIException;

  native void allGatherv(
      long comm,
      Object send,
      boolean sendDirect,
      int sendOffset,
      int sendCount,
      long sendType,
      int sendBase,
      Object recv,
      boolean recvDirect,
      int recvOffset,
      int[] recvCounts,
      int[] recvDispls,
      long recvType,
      int recvBase)
      throws MPIException;

  native long iAllGatherv(
      long comm,
      Buffer send,
      int sendCount,
      long sendType,
      Buffer recv,
      int[] recvCounts,
      int[] recvDispls,
      long recvType)
      throws MPIException;

  native void allToAll(
      long comm,
      Object send,
      boolean sendDirect,
      int sendOffset,
      int sendCount,
      long sendType,
      int sendBase,
      Object recv,
      boolean recvDirect,
      int recvOffset,
      int recvCount,
      long recvType,
      int recvBase)
      throws MPIException;

  native long iAllToAll(
      long comm,
      Buffer send,
      int sendCount,
      long sendType,
      Buffer recv,
      int recvCount,
      long recvType)
      throws MPIException;

  native void allToAllv(
      long comm,
      Object send,
      boolean sendDirect,
      int sendOffset,
      int[] sendCounts,
      int[] sendDispls,
      long sendType,
      int sendBase,
      Object recv,
      boolean recvDirect,
      int recvOffset,
      int[] recvCounts,
      int[] recvDispls,
      long recvType,
      int recvBase)
      throws MPIException;

  native long iAllToAllv(
      long comm,
      Buffer send,
      int[] sendCounts,
      int[] sendDispls,
      long sendType,
      Buffer recv,
      int[] recvCounts,
      int[] recvDispls,
      long recvType)
      throws MPIException;

  native void allToAllw(
      long comm,
      Buffer send,
      int[] sendCounts,
      int[] sendDispls,
      long[] sendTypes,
      Buffer recv,
      int[] recvCounts,
      int[] recvDispls,
      long[] recvTypes)
      throws MPIException;

  native long iAllToAllw(
      long comm,
      Buffer send,
      int[] sendCounts,
      int[] sendDispls,
      long[] sendTypes,
      Buffer recv,
      int[] recvCounts,
      int[] recvDispls,
      long[] recvTypes)
      throws MPIException;

  native void reduce(
      long comm,
      Object send,
      boolean sendDirect,
      int sendOffset,
      Object recv,
      boolean recvDirect,
      int recvOffset,
      int count,
      long type,
      int base,
      Op op,
      long opHandle,
      int root)
      throws MPIException;

  native long iReduce(
      long comm,
      Buffer send,
      Buffer recv,
      int count,
      long type,
      int base,
      Op op,
      long opHandle,
      int root)
      throws MPIException;

  native void allReduce(
      long comm,
      Object send,
      boolean sendDirect,
      int sendOffset,
      Object recv,
      boolean recvDirect,
      int recvOffset,
      int count,
      long type,
      int base,
      Op op,
      long opHandle)
      throws MPIException;

  native long iAllReduce(
      long comm, Buffer send, Buffer recv, int count, long type, int base, Op op, long opHandle)
      throws MPIException;

  native void reduceScatter(
      long comm,
      Object send,
      boolean sendDirect,
      int sendOffset,
      Object recv,
      boolean recvDirect,
      int recvOffset,
      int[] counts,
      long type,
      int base,
      Op op,
      long opHandle)
      throws MPIException;

  native long iReduceScatter(
      long comm, Buffer send, Object recv, int[] counts, long type, int base, Op op, long opHandle)
      throws MPIException;

  native void reduceScatterBlock(
      long comm,
      Object send,
      boolean sendDirect,
      int sendOffset,
      Object recv,
      boolean recvDirect,
      int recvOffset,
      int count,
      long type,
      int base,
      Op op,
      long opHandle)
      throws MPIException;

  native long iReduceScatterBlock(
      long comm, Buffer send, Buffer recv, int count, long type, int base, Op op, long opHandle)
      throws MPIException;

  static native void reduceLocal(
      Object send,
      boolean sendDirect,
      int sendOffset,
      Object recv,
      boolean recvDirect,
      int recvOffset,
      int count,
      long type,
      long op)
      throws MPIException;

  static native void reduceLocalUf(
      Object send,
      boolean sendDirect,
      int sendOffset,
      Object recv,
      boolean recvDirect,
      int recvOffset,
      int count,
      long type,
      int base,
      Op op,
      long opHandle)
      throws MPIException;
}
