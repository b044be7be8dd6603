/**
 * The Java half of Open MPI's Java bindings, version 4, for sites that have only the native half,
 * {@code libmpi_java.so.40}. Entry type: {@link mpi.MPI}.
 *
 * <p>Names, signatures and meaning are those of the bindings' public interface: a program compiled
 * against this package runs with a site's own {@code mpi.jar}, and the other way round. Left out
 * are files, process topologies with their collectives, attributes other than the predefined ones,
 * and classes for structures; whoever needs them puts the site's {@code mpi.jar} before this one.
 *
 * <p>Buffers. A blocking call takes a direct buffer, a heap buffer or an array of the datatype's
 * Java type; arrays are copied on the way, and what a receive had room for but did not get is
 * undefined afterwards. A call that returns before the transfer is complete takes direct buffers
 * only, and the caller leaves the bytes alone until it is. The position of a buffer means nothing:
 * a transfer begins at its element 0, see {@link mpi.MPI#slice}. Multi-byte values are in the
 * machine's byte order, which {@code newIntBuffer} and its like give.
 *
 * <p>Errors become an {@link mpi.MPIException} once {@link mpi.MPI#ERRORS_RETURN} is set on the
 * communicator or window; until then MPI ends the process.
 *
 * <p>Names and types of fields and native methods are fixed by the native half, which looks them
 * up; so are the places of the native methods.
 */
package mpi;
