package mpi;

import static mpi.Buffers.data;
import static mpi.Buffers.isDirect;
import static mpi.Buffers.offset;
import static mpi.Buffers.requireDirect;

import java.nio.Buffer;

/** A communicator of one group; its ranks can make others, and start or meet other jobs. */
public class Intracomm extends Comm {

  Intracomm(int number) {
    super(number);
  }

  Intracomm(long handle) {
    super(handle);
  }

  Intracomm(long[] pair) {
    super(pair);
  }

  @Override
  public Intracomm clone() {
    return (Intracomm) super.clone();
  }

  @Override
  public Intracomm dup() throws MPIException {
    MPI.check();
    return new Intracomm(dup(handle));
  }

  @Override
  public Intracomm iDup() throws MPIException {
    MPI.check();
    return new Intracomm(iDup(handle));
  }

  @Override
  public Intracomm dupWithInfo(Info info) throws MPIException {
    MPI.check();
    return new Intracomm(dupWithInfo(handle, info.handle));
  }

  /** MPI_Comm_split: the result is null for the colour {@link MPI#UNDEFINED}. */
  public final Intracomm split(int colour, int key) throws MPIException {
    MPI.check();
    return new Intracomm(split(handle, colour, key));
  }

  /** MPI_Comm_split_type, with {@link Comm#TYPE_SHARED}. */
  public final Intracomm splitType(int type, int key, Info info) throws MPIException {
    MPI.check();
    return new Intracomm(splitType(handle, type, key, info.handle));
  }

  /** MPI_Comm_create: collective over this communicator. */
  public final Intracomm create(Group group) throws MPIException {
    MPI.check();
    return new Intracomm(create(handle, group.handle()));
  }

  /** MPI_Comm_create_group: collective over the group. */
  public final Intracomm createGroup(Group group, int tag) throws MPIException {
    MPI.check();
    return new Intracomm(createGroup(handle, group.handle(), tag));
  }

  /** MPI_Scan. */
  public final void scan(Object send, Object recv, int count, Datatype type, Op op)
      throws MPIException {
    MPI.check();
    scan(
        handle,
        data(send, type),
        isDirect(send),
        offset(send, type),
        data(recv, type),
        isDirect(recv),
        offset(recv, type),
        count,
        type.handle,
        type.baseType,
        op,
        op.handleFor(type));
  }

  /** MPI_Scan in place. */
  public final void scan(Object buffer, int count, Datatype type, Op op) throws MPIException {
    MPI.check();
    scan(
        handle,
        null,
        false,
        0,
        data(buffer, type),
        isDirect(buffer),
        offset(buffer, type),
        count,
        type.handle,
        type.baseType,
        op,
        op.handleFor(type));
  }

  /** MPI_Iscan. */
  public final Request iScan(Buffer send, Buffer recv, int count, Datatype type, Op op)
      throws MPIException {
    MPI.check();
    requireDirect(send, recv);
    return new Request(
        iScan(handle, send, recv, count, type.handle, type.baseType, op, op.predefined()),
        send,
        recv);
  }

  /** MPI_Iscan in place. */
  public final Request iScan(Buffer buffer, int count, Datatype type, Op op) throws MPIException {
    MPI.check();
    requireDirect(buffer);
    return new Request(
        iScan(handle, null, buffer, count, type.handle, type.baseType, op, op.predefined()),
        buffer);
  }

  /** MPI_Exscan. */
  public final void exScan(Object send, Object recv, int count, Datatype type, Op op)
      throws MPIException {
    MPI.check();
    exScan(
        handle,
        data(send, type),
        isDirect(send),
        offset(send, type),
        data(recv, type),
        isDirect(recv),
        offset(recv, type),
        count,
        type.handle,
        type.baseType,
        op,
        op.handleFor(type));
  }

  /** MPI_Exscan in place. */
  public final void exScan(Object buffer, int count, Datatype type, Op op) throws MPIException {
    MPI.check();
    exScan(
        handle,
        null,
        false,
        0,
        data(buffer, type),
        isDirect(buffer),
        offset(buffer, type),
        count,
        type.handle,
        type.baseType,
        op,
        op.handleFor(type));
  }

  /** MPI_Iexscan. */
  public final Request iExScan(Buffer send, Buffer recv, int count, Datatype type, Op op)
      throws MPIException {
    MPI.check();
    requireDirect(send, recv);
    return new Request(
        iExScan(handle, send, recv, count, type.handle, type.baseType, op, op.predefined()),
        send,
        recv);
  }

  /** MPI_Iexscan in place. */
  public final Request iExScan(Buffer buffer, int count, Datatype type, Op op) throws MPIException {
    MPI.check();
    requireDirect(buffer);
    return new Request(
        iExScan(handle, null, buffer, count, type.handle, type.baseType, op, op.predefined()),
        buffer);
  }

  // ---- other jobs

  /** MPI_Open_port. */
  public static String openPort() throws MPIException {
    return openPort(MPI.INFO_NULL);
  }

  /** MPI_Open_port: a name by which another job can {@link #connect}. */
  public static String openPort(Info info) throws MPIException {
    MPI.check();
    return openPort(info.handle);
  }

  /** MPI_Close_port. */
  public static void closePort(String name) throws MPIException {
    MPI.check();
    closePort_jni(name);
  }

  /** MPI_Comm_accept. */
  public final Intercomm accept(String port, int root) throws MPIException {
    return accept(port, MPI.INFO_NULL, root);
  }

  /** MPI_Comm_accept: waits for a connection. Collective; port and info matter at the root. */
  public final Intercomm accept(String port, Info info, int root) throws MPIException {
    MPI.check();
    return new Intercomm(accept(handle, port, info.handle, root));
  }

  /** MPI_Comm_connect. */
  public final Intercomm connect(String port, int root) throws MPIException {
    return connect(port, MPI.INFO_NULL, root);
  }

  /** MPI_Comm_connect: waits until it is accepted. Collective, as for accept. */
  public final Intercomm connect(String port, Info info, int root) throws MPIException {
    MPI.check();
    return new Intercomm(connect(handle, port, info.handle, root));
  }

  /** MPI_Publish_name. */
  public static void publishName(String service, String port) throws MPIException {
    publishName(service, MPI.INFO_NULL, port);
  }

  /** MPI_Publish_name. */
  public static void publishName(String service, Info info, String port) throws MPIException {
    MPI.check();
    publishName(service, info.handle, port);
  }

  /** MPI_Unpublish_name. */
  public static void unpublishName(String service, String port) throws MPIException {
    unpublishName(service, MPI.INFO_NULL, port);
  }

  /** MPI_Unpublish_name. */
  public static void unpublishName(String service, Info info, String port) throws MPIException {
    MPI.check();
    unpublishName(service, info.handle, port);
  }

  /** MPI_Lookup_name: the port. */
  public static String lookupName(String service) throws MPIException {
    return lookupName(service, MPI.INFO_NULL);
  }

  /** MPI_Lookup_name: the port. */
  public static String lookupName(String service, Info info) throws MPIException {
    MPI.check();
    return lookupName(service, info.handle);
  }

  /**
   * MPI_Comm_spawn. Collective; all arguments but the root matter at the root.
   *
   * @param arguments of the program, or null
   * @param errorCodes one of each process, modified; or null
   */
  public final Intercomm spawn(
      String command, String[] arguments, int processes, Info info, int root, int[] errorCodes)
      throws MPIException {
    MPI.check();
    return new Intercomm(
        spawn(handle, command, arguments, processes, info.handle, root, errorCodes));
  }

  /** MPI_Comm_spawn_multiple, as {@link #spawn} with one element for each program. */
  public final Intercomm spawnMultiple(
      String[] commands,
      String[][] arguments,
      int[] processes,
      Info[] info,
      int root,
      int[] errorCodes)
      throws MPIException {
    MPI.check();
    long[] infos = new long[info.length];
    for (int i = 0; i < info.length; i++) {
      infos[i] = info[i].handle;
    }
    return new Intercomm(
        spawnMultiple(handle, commands, arguments, processes, infos, root, errorCodes));
  }

  private native long split(long comm, int colour, int key) throws MPIException;

  private native long splitType(long comm, int type, int key, long info) throws MPIException;

  private native long create(long comm, long group) throws MPIException;

  private native long createGroup(long comm, long group, int tag) throws MPIException;

  private native void scan(
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

  private native long iScan(
      long comm, Buffer send, Buffer recv, int count, long type, int base, Op op, long opHandle)
      throws MPIException;

  private native void exScan(
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

  private native long iExScan(
      long comm, Buffer send, Buffer recv, int count, long type, int base, Op op, long opHandle)
      throws MPIException;

  private static native String openPort(long info) throws MPIException;

  private static native void closePort_jni(String name) throws MPIException;

  private native long accept(long comm, String port, long info, int root) throws MPIException;

  private native long connect(long comm, String port, long info, int root) throws MPIException;

  private static native void publishName(String service, long info, String port)
      throws MPIException;

  private static native void unpublishName(String service, long info, String port)
      throws MPIException;

  private static native String lookupName(String service, long info) throws MPIException;

  private native long spawn(
      long comm,
      String command,
      String[] arguments,
      int processes,
      long info,
      int root,
      int[] errorCodes)
      throws MPIException;

  private native long spawnMultiple(
      long comm,
      String[] commands,
      String[][] arguments,
      int[] processes,
      long[] infos,
      int root,
      int[] errorCodes)
      throws MPIException;
}
