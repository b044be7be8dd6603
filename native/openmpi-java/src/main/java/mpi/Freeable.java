package mpi;

/** What holds resources of MPI until it is freed. */
public interface Freeable {

  /** Gives the resources back; the object is null afterwards. */
  void free() throws MPIException;
}
