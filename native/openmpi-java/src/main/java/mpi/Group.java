package mpi;

/** An ordered set of processes. */
public final class Group implements Freeable {

  static {
    NativeLibrary.require();
    init();
  }

  private static long nullHandle; // written once, by the native half

  private long handle; // read by the native half

  Group(long handle) {
    this.handle = handle;
  }

  long handle() {
    return handle;
  }

  /** MPI_Group_size. */
  public int getSize() throws MPIException {
    MPI.check();
    return getSize(handle);
  }

  /** MPI_Group_rank: of the calling process, or {@link MPI#UNDEFINED}. */
  public int getRank() throws MPIException {
    MPI.check();
    return getRank(handle);
  }

  @Override
  public void free() throws MPIException {
    MPI.check();
    handle = free(handle);
  }

  public boolean isNull() {
    return handle == nullHandle;
  }

  /** MPI_Group_translate_ranks: what ranks of the first group are in the second. */
  public static int[] translateRanks(Group first, int[] ranks, Group second) throws MPIException {
    MPI.check();
    return translateRanks(first.handle, ranks, second.handle);
  }

  /** MPI_Group_compare: {@link MPI#IDENT}, {@link MPI#SIMILAR} or {@link MPI#UNEQUAL}. */
  public static int compare(Group first, Group second) throws MPIException {
    MPI.check();
    return compare(first.handle, second.handle);
  }

  /** MPI_Group_union. */
  public static Group union(Group first, Group second) throws MPIException {
    MPI.check();
    return new Group(union(first.handle, second.handle));
  }

  /** MPI_Group_intersection. */
  public static Group intersection(Group first, Group second) throws MPIException {
    MPI.check();
    return new Group(intersection(first.handle, second.handle));
  }

  /** MPI_Group_difference. */
  public static Group difference(Group first, Group second) throws MPIException {
    MPI.check();
    return new Group(difference(first.handle, second.handle));
  }

  /** MPI_Group_incl: the ranks given, in that order. */
  public Group incl(int[] ranks) throws MPIException {
    MPI.check();
    return new Group(incl(handle, ranks));
  }

  /** MPI_Group_excl: all but the ranks given. */
  public Group excl(int[] ranks) throws MPIException {
    MPI.check();
    return new Group(excl(handle, ranks));
  }

  /**
   * MPI_Group_range_incl.
   *
   * @param ranges each of first rank, last rank and stride
   */
  public Group rangeIncl(int[][] ranges) throws MPIException {
    MPI.check();
    return new Group(rangeIncl(handle, ranges));
  }

  /** MPI_Group_range_excl, as {@link #rangeIncl}. */
  public Group rangeExcl(int[][] ranges) throws MPIException {
    MPI.check();
    return new Group(rangeExcl(handle, ranges));
  }

  static native long getEmpty();

  private static native void init();

  private native int getSize(long group) throws MPIException;

  private native int getRank(long group) throws MPIException;

  private native long free(long group) throws MPIException;

  private static native int[] translateRanks(long first, int[] ranks, long second)
      throws MPIException;

  private static native int compare(long first, long second) throws MPIException;

  private static native long union(long first, long second) throws MPIException;

  private static native long intersection(long first, long second) throws MPIException;

  private static native long difference(long first, long second) throws MPIException;

  private native long incl(long group, int[] ranks) throws MPIException;

  private native long excl(long group, int[] ranks) throws MPIException;

  private native long rangeIncl(long group, int[][] ranges) throws MPIException;

  private native long rangeExcl(long group, int[][] ranges) throws MPIException;
}
