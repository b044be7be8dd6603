package mpi;

/** A communicator between two groups: a rank's peers are those of the other group. */
public final class Intercomm extends Comm {

  Intercomm(long handle) {
    super(handle);
  }

  Intercomm(long[] pair) {
    super(pair);
  }

  @Override
  public Intercomm clone() {
    return (Intercomm) super.clone();
  }

  @Override
  public Intercomm dup() throws MPIException {
    MPI.check();
    return new Intercomm(dup(handle));
  }

  @Override
  public Intercomm iDup() throws MPIException {
    MPI.check();
    return new Intercomm(iDup(handle));
  }

  @Override
  public Intercomm dupWithInfo(Info info) throws MPIException {
    MPI.check();
    return new Intercomm(dupWithInfo(handle, info.handle));
  }

  /** MPI_Comm_remote_size. */
  public int getRemoteSize() throws MPIException {
    MPI.check();
    return getRemoteSize_jni();
  }

  /** MPI_Comm_remote_group. */
  public Group getRemoteGroup() throws MPIException {
    MPI.check();
    return new Group(getRemoteGroup_jni());
  }

  /**
   * MPI_Intercomm_merge: collective over both groups.
   *
   * @param high whether the ranks of this group come behind those of the other
   */
  public Intracomm merge(boolean high) throws MPIException {
    MPI.check();
    return new Intracomm(merge_jni(high));
  }

  /** MPI_Comm_get_parent: to those who spawned this process; null when nobody did. */
  public static Intercomm getParent() throws MPIException {
    MPI.check();
    return new Intercomm(getParent_jni());
  }

  private native int getRemoteSize_jni() throws MPIException;

  private native long getRemoteGroup_jni() throws MPIException;

  private native long merge_jni(boolean high) throws MPIException;

  private static native long getParent_jni() throws MPIException;
}
