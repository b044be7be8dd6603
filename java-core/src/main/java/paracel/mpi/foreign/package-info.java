/**
 * The way to MPI by {@code java.lang.foreign}, straight into Open MPI's C library: no Java half and
 * no JNI half of bindings is needed. Entry type: {@link paracel.mpi.foreign.ForeignMpiProvider}.
 *
 * <p>{@code MpiLibraryFile} finds the library, {@code LibMpi} holds one method handle for each C
 * function, and the other classes call them and turn error codes into exceptions. Memory for
 * handles and statuses is allocated with the object that needs it, so a transfer allocates nothing.
 */
package paracel.mpi.foreign;
