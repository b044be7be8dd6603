package mpi;

/**
 * Only a name: the native half looks it up when MPI is initialised, and topologies are left out.
 */
public final class CartParms {

  private CartParms() {}
}
