package mpi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/**
 * Beginning and end of MPI, and its constants. {@link #InitThread} comes first and {@link
 * #Finalize} last, both once in a process; other calls before or after throw an exception. Loading
 * this class loads the native half, and throws a {@link LinkageError} that says what to do when
 * there is none.
 */
public final class MPI {

  static {
    NativeLibrary.require();
  }

  private static final Lifetime LIFETIME = new Lifetime();
  private static final Constant CONSTANT = new Constant();

  public static final int THREAD_SINGLE = CONSTANT.THREAD_SINGLE;
  public static final int THREAD_FUNNELED = CONSTANT.THREAD_FUNNELED;
  public static final int THREAD_SERIALIZED = CONSTANT.THREAD_SERIALIZED;
  public static final int THREAD_MULTIPLE = CONSTANT.THREAD_MULTIPLE;
  public static final int ANY_SOURCE = CONSTANT.ANY_SOURCE;
  public static final int ANY_TAG = CONSTANT.ANY_TAG;
  public static final int PROC_NULL = CONSTANT.PROC_NULL;
  public static final int GRAPH = CONSTANT.GRAPH;
  public static final int DIST_GRAPH = CONSTANT.DIST_GRAPH;
  public static final int CART = CONSTANT.CART;
  public static final int UNDEFINED = CONSTANT.UNDEFINED;
  public static final int IDENT = CONSTANT.IDENT;
  public static final int CONGRUENT = CONSTANT.CONGRUENT;
  public static final int SIMILAR = CONSTANT.SIMILAR;
  public static final int UNEQUAL = CONSTANT.UNEQUAL;
  public static final int TAG_UB = CONSTANT.TAG_UB;
  public static final int HOST = CONSTANT.HOST;
  public static final int IO = CONSTANT.IO;
  public static final int WTIME_IS_GLOBAL = CONSTANT.WTIME_IS_GLOBAL;
  public static final int APPNUM = CONSTANT.APPNUM;
  public static final int LASTUSEDCODE = CONSTANT.LASTUSEDCODE;
  public static final int UNIVERSE_SIZE = CONSTANT.UNIVERSE_SIZE;
  public static final int WIN_BASE = CONSTANT.WIN_BASE;
  public static final int WIN_SIZE = CONSTANT.WIN_SIZE;
  public static final int WIN_DISP_UNIT = CONSTANT.WIN_DISP_UNIT;
  public static final int VERSION = CONSTANT.VERSION;
  public static final int SUBVERSION = CONSTANT.SUBVERSION;
  public static final int ROOT = CONSTANT.ROOT;
  public static final int KEYVAL_INVALID = CONSTANT.KEYVAL_INVALID;
  public static final int BSEND_OVERHEAD = CONSTANT.BSEND_OVERHEAD;
  public static final int MAX_OBJECT_NAME = CONSTANT.MAX_OBJECT_NAME;
  public static final int MAX_PORT_NAME = CONSTANT.MAX_PORT_NAME;
  public static final int MAX_DATAREP_STRING = CONSTANT.MAX_DATAREP_STRING;
  public static final int MAX_INFO_KEY = CONSTANT.MAX_INFO_KEY;
  public static final int MAX_INFO_VAL = CONSTANT.MAX_INFO_VAL;
  public static final int ORDER_C = CONSTANT.ORDER_C;
  public static final int ORDER_FORTRAN = CONSTANT.ORDER_FORTRAN;
  public static final int DISTRIBUTE_BLOCK = CONSTANT.DISTRIBUTE_BLOCK;
  public static final int DISTRIBUTE_CYCLIC = CONSTANT.DISTRIBUTE_CYCLIC;
  public static final int DISTRIBUTE_NONE = CONSTANT.DISTRIBUTE_NONE;
  public static final int DISTRIBUTE_DFLT_DARG = CONSTANT.DISTRIBUTE_DFLT_DARG;
  public static final int MODE_CREATE = CONSTANT.MODE_CREATE;
  public static final int MODE_RDONLY = CONSTANT.MODE_RDONLY;
  public static final int MODE_WRONLY = CONSTANT.MODE_WRONLY;
  public static final int MODE_RDWR = CONSTANT.MODE_RDWR;
  public static final int MODE_DELETE_ON_CLOSE = CONSTANT.MODE_DELETE_ON_CLOSE;
  public static final int MODE_UNIQUE_OPEN = CONSTANT.MODE_UNIQUE_OPEN;
  public static final int MODE_EXCL = CONSTANT.MODE_EXCL;
  public static final int MODE_APPEND = CONSTANT.MODE_APPEND;
  public static final int MODE_SEQUENTIAL = CONSTANT.MODE_SEQUENTIAL;
  public static final int DISPLACEMENT_CURRENT = CONSTANT.DISPLACEMENT_CURRENT;
  public static final int SEEK_SET = CONSTANT.SEEK_SET;
  public static final int SEEK_CUR = CONSTANT.SEEK_CUR;
  public static final int SEEK_END = CONSTANT.SEEK_END;
  public static final int MODE_NOCHECK = CONSTANT.MODE_NOCHECK;
  public static final int MODE_NOPRECEDE = CONSTANT.MODE_NOPRECEDE;
  public static final int MODE_NOPUT = CONSTANT.MODE_NOPUT;
  public static final int MODE_NOSTORE = CONSTANT.MODE_NOSTORE;
  public static final int MODE_NOSUCCEED = CONSTANT.MODE_NOSUCCEED;
  public static final int LOCK_EXCLUSIVE = CONSTANT.LOCK_EXCLUSIVE;
  public static final int LOCK_SHARED = CONSTANT.LOCK_SHARED;
  public static final int SUCCESS = CONSTANT.SUCCESS;
  public static final int ERR_BUFFER = CONSTANT.ERR_BUFFER;
  public static final int ERR_COUNT = CONSTANT.ERR_COUNT;
  public static final int ERR_TYPE = CONSTANT.ERR_TYPE;
  public static final int ERR_TAG = CONSTANT.ERR_TAG;
  public static final int ERR_COMM = CONSTANT.ERR_COMM;
  public static final int ERR_RANK = CONSTANT.ERR_RANK;
  public static final int ERR_REQUEST = CONSTANT.ERR_REQUEST;
  public static final int ERR_ROOT = CONSTANT.ERR_ROOT;
  public static final int ERR_GROUP = CONSTANT.ERR_GROUP;
  public static final int ERR_OP = CONSTANT.ERR_OP;
  public static final int ERR_TOPOLOGY = CONSTANT.ERR_TOPOLOGY;
  public static final int ERR_DIMS = CONSTANT.ERR_DIMS;
  public static final int ERR_ARG = CONSTANT.ERR_ARG;
  public static final int ERR_UNKNOWN = CONSTANT.ERR_UNKNOWN;
  public static final int ERR_TRUNCATE = CONSTANT.ERR_TRUNCATE;
  public static final int ERR_OTHER = CONSTANT.ERR_OTHER;
  public static final int ERR_INTERN = CONSTANT.ERR_INTERN;
  public static final int ERR_IN_STATUS = CONSTANT.ERR_IN_STATUS;
  public static final int ERR_PENDING = CONSTANT.ERR_PENDING;
  public static final int ERR_ACCESS = CONSTANT.ERR_ACCESS;
  public static final int ERR_AMODE = CONSTANT.ERR_AMODE;
  public static final int ERR_ASSERT = CONSTANT.ERR_ASSERT;
  public static final int ERR_BAD_FILE = CONSTANT.ERR_BAD_FILE;
  public static final int ERR_BASE = CONSTANT.ERR_BASE;
  public static final int ERR_CONVERSION = CONSTANT.ERR_CONVERSION;
  public static final int ERR_DISP = CONSTANT.ERR_DISP;
  public static final int ERR_DUP_DATAREP = CONSTANT.ERR_DUP_DATAREP;
  public static final int ERR_FILE_EXISTS = CONSTANT.ERR_FILE_EXISTS;
  public static final int ERR_FILE_IN_USE = CONSTANT.ERR_FILE_IN_USE;
  public static final int ERR_FILE = CONSTANT.ERR_FILE;
  public static final int ERR_INFO_KEY = CONSTANT.ERR_INFO_KEY;
  public static final int ERR_INFO_NOKEY = CONSTANT.ERR_INFO_NOKEY;
  public static final int ERR_INFO_VALUE = CONSTANT.ERR_INFO_VALUE;
  public static final int ERR_INFO = CONSTANT.ERR_INFO;
  public static final int ERR_IO = CONSTANT.ERR_IO;
  public static final int ERR_KEYVAL = CONSTANT.ERR_KEYVAL;
  public static final int ERR_LOCKTYPE = CONSTANT.ERR_LOCKTYPE;
  public static final int ERR_NAME = CONSTANT.ERR_NAME;
  public static final int ERR_NO_MEM = CONSTANT.ERR_NO_MEM;
  public static final int ERR_NOT_SAME = CONSTANT.ERR_NOT_SAME;
  public static final int ERR_NO_SPACE = CONSTANT.ERR_NO_SPACE;
  public static final int ERR_NO_SUCH_FILE = CONSTANT.ERR_NO_SUCH_FILE;
  public static final int ERR_PORT = CONSTANT.ERR_PORT;
  public static final int ERR_QUOTA = CONSTANT.ERR_QUOTA;
  public static final int ERR_READ_ONLY = CONSTANT.ERR_READ_ONLY;
  public static final int ERR_RMA_CONFLICT = CONSTANT.ERR_RMA_CONFLICT;
  public static final int ERR_RMA_SYNC = CONSTANT.ERR_RMA_SYNC;
  public static final int ERR_SERVICE = CONSTANT.ERR_SERVICE;
  public static final int ERR_SIZE = CONSTANT.ERR_SIZE;
  public static final int ERR_SPAWN = CONSTANT.ERR_SPAWN;
  public static final int ERR_UNSUPPORTED_DATAREP = CONSTANT.ERR_UNSUPPORTED_DATAREP;
  public static final int ERR_UNSUPPORTED_OPERATION = CONSTANT.ERR_UNSUPPORTED_OPERATION;
  public static final int ERR_WIN = CONSTANT.ERR_WIN;
  public static final int ERR_LASTCODE = CONSTANT.ERR_LASTCODE;

  public static final Op MAX = new Op(1);
  public static final Op MIN = new Op(2);
  public static final Op SUM = new Op(3);
  public static final Op PROD = new Op(4);
  public static final Op LAND = new Op(5);
  public static final Op BAND = new Op(6);
  public static final Op LOR = new Op(7);
  public static final Op BOR = new Op(8);
  public static final Op LXOR = new Op(9);
  public static final Op BXOR = new Op(10);
  public static final Op MINLOC = new Op(11);
  public static final Op MAXLOC = new Op(12);
  public static final Op REPLACE = new Op(13);
  public static final Op NO_OP = new Op(14);

  public static final Datatype DATATYPE_NULL = Datatype.basic(Datatype.NULL, Datatype.NULL);
  public static final Datatype BYTE = Datatype.basic(Datatype.BYTE, Datatype.BYTE);
  public static final Datatype CHAR = Datatype.basic(Datatype.CHAR, Datatype.CHAR);
  public static final Datatype SHORT = Datatype.basic(Datatype.SHORT, Datatype.SHORT);
  public static final Datatype BOOLEAN = Datatype.basic(Datatype.BOOLEAN, Datatype.BOOLEAN);
  public static final Datatype INT = Datatype.basic(Datatype.INT, Datatype.INT);
  public static final Datatype LONG = Datatype.basic(Datatype.LONG, Datatype.LONG);
  public static final Datatype FLOAT = Datatype.basic(Datatype.FLOAT, Datatype.FLOAT);
  public static final Datatype DOUBLE = Datatype.basic(Datatype.DOUBLE, Datatype.DOUBLE);
  public static final Datatype PACKED = Datatype.basic(Datatype.PACKED, Datatype.PACKED);
  public static final Datatype INT2 = Datatype.basic(Datatype.INT2, Datatype.BYTE);
  public static final Datatype SHORT_INT = Datatype.basic(Datatype.SHORT_INT, Datatype.BYTE);
  public static final Datatype LONG_INT = Datatype.basic(Datatype.LONG_INT, Datatype.BYTE);
  public static final Datatype FLOAT_INT = Datatype.basic(Datatype.FLOAT_INT, Datatype.BYTE);
  public static final Datatype DOUBLE_INT = Datatype.basic(Datatype.DOUBLE_INT, Datatype.BYTE);
  public static final Datatype FLOAT_COMPLEX =
      Datatype.basic(Datatype.FLOAT_COMPLEX, Datatype.FLOAT);
  public static final Datatype DOUBLE_COMPLEX =
      Datatype.basic(Datatype.DOUBLE_COMPLEX, Datatype.DOUBLE);

  public static final Intracomm COMM_WORLD = new Intracomm(Comm.WORLD);
  public static final Intracomm COMM_SELF = new Intracomm(Comm.SELF);
  public static final Group GROUP_EMPTY = new Group(Group.getEmpty());
  public static final Request REQUEST_NULL = new Request(Request.getNull());
  public static final Info INFO_ENV = new Info(Info.getEnv());
  public static final Info INFO_NULL = new Info(Info.getNull());
  public static final Errhandler ERRORS_ARE_FATAL = new Errhandler(Errhandler.getFatal());
  public static final Errhandler ERRORS_RETURN = new Errhandler(Errhandler.getReturn());

  private MPI() {}

  /**
   * MPI_Init.
   *
   * @param arguments of the program
   * @return those that MPI has not taken
   */
  public static String[] Init(String[] arguments) throws MPIException {
    LIFETIME.requireNotStarted();
    String[] left = Init_jni(arguments);
    LIFETIME.started();
    return left;
  }

  /**
   * MPI_Init_thread.
   *
   * @param required one of {@code THREAD_SINGLE, _FUNNELED, _SERIALIZED, _MULTIPLE}
   * @return the level granted, which may be lower
   */
  public static int InitThread(String[] arguments, int required) throws MPIException {
    LIFETIME.requireNotStarted();
    int provided = InitThread_jni(arguments, required);
    LIFETIME.started();
    return provided;
  }

  /** MPI_Finalize: collective. */
  public static void Finalize() throws MPIException {
    check();
    LIFETIME.ended();
    Finalize_jni();
  }

  /** MPI_Initialized. */
  public static native boolean isInitialized() throws MPIException;

  /** MPI_Finalized. */
  public static native boolean isFinalized() throws MPIException;

  /** Refuses a call before the beginning or after the end of MPI. */
  static void check() throws MPIException {
    LIFETIME.requireRunning();
  }

  /** MPI_Query_thread: the level granted. */
  public static int queryThread() throws MPIException {
    check();
    return queryThread_jni();
  }

  /** MPI_Is_thread_main: whether the caller has initialised MPI. */
  public static boolean isThreadMain() throws MPIException {
    check();
    return isThreadMain_jni();
  }

  /** MPI_Wtime: seconds since some moment in the past. */
  public static double wtime() throws MPIException {
    check();
    return wtime_jni();
  }

  /** MPI_Wtick: resolution of {@link #wtime} in seconds. */
  public static double wtick() throws MPIException {
    check();
    return wtick_jni();
  }

  /** MPI_Get_version. */
  public static Version getVersion() {
    initVersion();
    return getVersionJNI();
  }

  /** MPI_Get_library_version. */
  public static String getLibVersion() {
    return getLibVersionJNI();
  }

  /** MPI_Get_processor_name. */
  public static String getProcessorName() throws MPIException {
    check();
    byte[] name = new byte[MAX_PROCESSOR_NAME];
    return new String(name, 0, getProcessorName(name), java.nio.charset.StandardCharsets.UTF_8);
  }

  /**
   * MPI_Buffer_attach, for {@link Comm#bSend}.
   *
   * @param buffer its length counts, and it is given back by {@link #detachBuffer}
   */
  public static void attachBuffer(byte[] buffer) throws MPIException {
    check();
    attachBuffer_jni(buffer);
    LIFETIME.attach(buffer);
  }

  /** MPI_Buffer_detach: waits until its messages are gone. */
  public static byte[] detachBuffer() throws MPIException {
    check();
    byte[] buffer = LIFETIME.detach();
    detachBuffer_jni(buffer);
    return buffer;
  }

  /** MPI_Pcontrol: does nothing. */
  public static void pControl(int level, Object argument) {}

  // ---- buffers

  /** A direct buffer of so many elements, in the machine's byte order. */
  public static ByteBuffer newByteBuffer(int elements) {
    return bytes(elements, 1);
  }

  /** A direct buffer of so many elements, in the machine's byte order. */
  public static CharBuffer newCharBuffer(int elements) {
    return bytes(elements, 2).asCharBuffer();
  }

  /** A direct buffer of so many elements, in the machine's byte order. */
  public static ShortBuffer newShortBuffer(int elements) {
    return bytes(elements, 2).asShortBuffer();
  }

  /** A direct buffer of so many elements, in the machine's byte order. */
  public static IntBuffer newIntBuffer(int elements) {
    return bytes(elements, 4).asIntBuffer();
  }

  /** A direct buffer of so many elements, in the machine's byte order. */
  public static LongBuffer newLongBuffer(int elements) {
    return bytes(elements, 8).asLongBuffer();
  }

  /** A direct buffer of so many elements, in the machine's byte order. */
  public static FloatBuffer newFloatBuffer(int elements) {
    return bytes(elements, 4).asFloatBuffer();
  }

  /** A direct buffer of so many elements, in the machine's byte order. */
  public static DoubleBuffer newDoubleBuffer(int elements) {
    return bytes(elements, 8).asDoubleBuffer();
  }

  private static ByteBuffer bytes(int elements, int elementBytes) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(elements, elementBytes))
        .order(ByteOrder.nativeOrder());
  }

  /** The elements from an offset on, as a buffer for a transfer. */
  public static ByteBuffer slice(ByteBuffer buffer, int offset) {
    return buffer.duplicate().clear().position(offset).slice().order(buffer.order());
  }

  /** The elements from an offset on, as a buffer for a transfer. */
  public static ByteBuffer slice(byte[] array, int offset) {
    return ByteBuffer.wrap(array, offset, array.length - offset).slice();
  }

  /** The elements from an offset on, as a buffer for a transfer. */
  public static CharBuffer slice(CharBuffer buffer, int offset) {
    return buffer.duplicate().clear().position(offset).slice();
  }

  /** The elements from an offset on, as a buffer for a transfer. */
  public static CharBuffer slice(char[] array, int offset) {
    return CharBuffer.wrap(array, offset, array.length - offset).slice();
  }

  /** The elements from an offset on, as a buffer for a transfer. */
  public static ShortBuffer slice(ShortBuffer buffer, int offset) {
    return buffer.duplicate().clear().position(offset).slice();
  }

  /** The elements from an offset on, as a buffer for a transfer. */
  public static ShortBuffer slice(short[] array, int offset) {
    return ShortBuffer.wrap(array, offset, array.length - offset).slice();
  }

  /** The elements from an offset on, as a buffer for a transfer. */
  public static IntBuffer slice(IntBuffer buffer, int offset) {
    return buffer.duplicate().clear().position(offset).slice();
  }

  /** The elements from an offset on, as a buffer for a transfer. */
  public static IntBuffer slice(int[] array, int offset) {
    return IntBuffer.wrap(array, offset, array.length - offset).slice();
  }

  /** The elements from an offset on, as a buffer for a transfer. */
  public static LongBuffer slice(LongBuffer buffer, int offset) {
    return buffer.duplicate().clear().position(offset).slice();
  }

  /** The elements from an offset on, as a buffer for a transfer. */
  public static LongBuffer slice(long[] array, int offset) {
    return LongBuffer.wrap(array, offset, array.length - offset).slice();
  }

  /** The elements from an offset on, as a buffer for a transfer. */
  public static FloatBuffer slice(FloatBuffer buffer, int offset) {
    return buffer.duplicate().clear().position(offset).slice();
  }

  /** The elements from an offset on, as a buffer for a transfer. */
  public static FloatBuffer slice(float[] array, int offset) {
    return FloatBuffer.wrap(array, offset, array.length - offset).slice();
  }

  /** The elements from an offset on, as a buffer for a transfer. */
  public static DoubleBuffer slice(DoubleBuffer buffer, int offset) {
    return buffer.duplicate().clear().position(offset).slice();
  }

  /** The elements from an offset on, as a buffer for a transfer. */
  public static DoubleBuffer slice(double[] array, int offset) {
    return DoubleBuffer.wrap(array, offset, array.length - offset).slice();
  }

  private static final int MAX_PROCESSOR_NAME = 256;

  private static native void initVersion();

  private static native String[] Init_jni(String[] arguments) throws MPIException;

  private static native int InitThread_jni(String[] arguments, int required) throws MPIException;

  private static native int queryThread_jni() throws MPIException;

  private static native boolean isThreadMain_jni() throws MPIException;

  private static native void Finalize_jni() throws MPIException;

  private static native double wtime_jni() throws MPIException;

  private static native double wtick_jni() throws MPIException;

  private static native Version getVersionJNI();

  private static native String getLibVersionJNI();

  private static native int getProcessorName(byte[] name) throws MPIException;

  private static native void attachBuffer_jni(byte[] buffer) throws MPIException;

  private static native void detachBuffer_jni(byte[] buffer) throws MPIException;
}
