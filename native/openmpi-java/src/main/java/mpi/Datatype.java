package mpi;

/**
 * The type of elements: a basic one of {@link MPI}, or one made of others, to be committed before
 * use. Lengths and displacements are in elements of the old type, in the methods with an H and for
 * structures in bytes.
 *
 * <p>Elements of a type that does not begin at its byte 0 must lie in direct buffers: the native
 * half copies the wrong part of an array.
 */
public final class Datatype implements Freeable, Cloneable {

  static {
    NativeLibrary.require();
    init();
  }

  static final int NULL = 0;
  static final int BYTE = 1;
  static final int CHAR = 2;
  static final int SHORT = 3;
  static final int BOOLEAN = 4;
  static final int INT = 5;
  static final int LONG = 6;
  static final int FLOAT = 7;
  static final int DOUBLE = 8;
  static final int PACKED = 9;
  static final int INT2 = 10;
  static final int SHORT_INT = 11;
  static final int LONG_INT = 12;
  static final int FLOAT_INT = 13;
  static final int DOUBLE_INT = 14;
  static final int FLOAT_COMPLEX = 15;
  static final int DOUBLE_COMPLEX = 16;

  long handle; // these three are read by the native half
  int baseType; // which arrays hold elements: one of BYTE to PACKED
  int baseSize; // bytes of an array's element

  private Datatype(int baseType, int baseSize, long handle) {
    this.baseType = baseType;
    this.baseSize = baseSize;
    this.handle = handle;
  }

  private Datatype(Datatype base, long handle) {
    this(base.baseType, base.baseSize, handle);
  }

  /** A predefined type whose elements lie in arrays of another. */
  static Datatype basic(int number, int baseType) {
    int bytes =
        switch (baseType) {
          case NULL -> 0;
          case CHAR, SHORT -> 2;
          case INT, FLOAT -> 4;
          case LONG, DOUBLE -> 8;
          default -> 1;
        };
    return new Datatype(baseType, bytes, getDatatype(number));
  }

  boolean isArrayOf(Object array) {
    return switch (baseType) {
      case BYTE, PACKED -> array instanceof byte[];
      case CHAR -> array instanceof char[];
      case SHORT -> array instanceof short[];
      case BOOLEAN -> array instanceof boolean[];
      case INT -> array instanceof int[];
      case LONG -> array instanceof long[];
      case FLOAT -> array instanceof float[];
      case DOUBLE -> array instanceof double[];
      default -> false;
    };
  }

  /** MPI_Type_get_extent: the lower bound, in bytes. */
  public int getLb() throws MPIException {
    return bounds(false)[0];
  }

  /** MPI_Type_get_extent, in bytes. */
  public int getExtent() throws MPIException {
    return bounds(false)[1];
  }

  /** MPI_Type_get_true_extent: the lower bound, in bytes. */
  public int getTrueLb() throws MPIException {
    return bounds(true)[0];
  }

  /** MPI_Type_get_true_extent, in bytes. */
  public int getTrueExtent() throws MPIException {
    return bounds(true)[1];
  }

  private int[] bounds(boolean isTrue) throws MPIException {
    MPI.check();
    int[] bounds = new int[2];
    if (isTrue) {
      getTrueLbExtent(handle, bounds);
    } else {
      getLbExtent(handle, bounds);
    }
    return bounds;
  }

  /** MPI_Type_size, in bytes. */
  public int getSize() throws MPIException {
    MPI.check();
    return getSize(handle);
  }

  /** MPI_Type_commit. */
  public void commit() throws MPIException {
    MPI.check();
    commit(handle);
  }

  @Override
  public void free() throws MPIException {
    MPI.check();
    handle = free(handle);
  }

  public boolean isNull() {
    return handle == MPI.DATATYPE_NULL.handle;
  }

  /** MPI_Type_dup, for callers that cannot throw: a failure is an {@link AssertionError}. */
  @Override
  public Datatype clone() {
    try {
      return dup();
    } catch (MPIException e) {
      throw new AssertionError(e);
    }
  }

  /** MPI_Type_dup. */
  public Datatype dup() throws MPIException {
    MPI.check();
    return new Datatype(this, dup(handle));
  }

  /** MPI_Type_contiguous. */
  public static Datatype createContiguous(int count, Datatype old) throws MPIException {
    MPI.check();
    return new Datatype(old, getContiguous(count, old.handle));
  }

  /** MPI_Type_vector. */
  public static Datatype createVector(int count, int blockLength, int stride, Datatype old)
      throws MPIException {
    MPI.check();
    return new Datatype(old, getVector(count, blockLength, stride, old.handle));
  }

  /** MPI_Type_create_hvector: the stride is in bytes. */
  public static Datatype createHVector(int count, int blockLength, int stride, Datatype old)
      throws MPIException {
    MPI.check();
    return new Datatype(old, getHVector(count, blockLength, stride, old.handle));
  }

  /** MPI_Type_indexed. */
  public static Datatype createIndexed(int[] blockLengths, int[] displacements, Datatype old)
      throws MPIException {
    MPI.check();
    return new Datatype(old, getIndexed(blockLengths, displacements, old.handle));
  }

  /** MPI_Type_create_hindexed: displacements are in bytes. */
  public static Datatype createHIndexed(int[] blockLengths, int[] displacements, Datatype old)
      throws MPIException {
    MPI.check();
    return new Datatype(old, getHIndexed(blockLengths, displacements, old.handle));
  }

  /** MPI_Type_create_struct: displacements are in bytes; elements lie in arrays of bytes. */
  public static Datatype createStruct(int[] blockLengths, int[] displacements, Datatype[] types)
      throws MPIException {
    MPI.check();
    return new Datatype(MPI.BYTE, getStruct(blockLengths, displacements, types));
  }

  /** MPI_Type_create_resized, in bytes. */
  public static Datatype createResized(Datatype old, int lowerBound, int extent)
      throws MPIException {
    MPI.check();
    return new Datatype(old, getResized(old.handle, lowerBound, extent));
  }

  /** MPI_Type_set_name. */
  public void setName(String name) throws MPIException {
    MPI.check();
    setName(handle, name);
  }

  /** MPI_Type_get_name. */
  public String getName() throws MPIException {
    MPI.check();
    return getName(handle);
  }

  private static native void init();

  private static native long getDatatype(int number);

  private native void getLbExtent(long type, int[] bounds) throws MPIException;

  private native void getTrueLbExtent(long type, int[] bounds) throws MPIException;

  private native int getSize(long type) throws MPIException;

  private native void commit(long type) throws MPIException;

  private native long free(long type) throws MPIException;

  private native long dup(long type) throws MPIException;

  private static native long getContiguous(int count, long old) throws MPIException;

  private static native long getVector(int count, int blockLength, int stride, long old)
      throws MPIException;

  private static native long getHVector(int count, int blockLength, int stride, long old)
      throws MPIException;

  private static native long getIndexed(int[] blockLengths, int[] displacements, long old)
      throws MPIException;

  private static native long getHIndexed(int[] blockLengths, int[] displacements, long old)
      throws MPIException;

  private static native long getStruct(int[] blockLengths, int[] displacements, Datatype[] types)
      throws MPIException;

  private static native long getResized(long old, int lowerBound, int extent) throws MPIException;

  private native void setName(long type, String name) throws MPIException;

  private native String getName(long type) throws MPIException;
}
