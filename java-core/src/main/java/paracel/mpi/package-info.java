/**
 * What Paracel needs of MPI and nothing else: who is who, start-up collectives, messages between
 * two processes, and windows. Entry type: {@link paracel.mpi.MpiProvider#choose}, which opens an
 * {@link paracel.mpi.Mpi}.
 *
 * <p>Two providers stand behind it. {@code foreign} calls the C library directly; {@code bindings}
 * goes through Open MPI's Java bindings. Handles and addresses stay inside them.
 *
 * <p>Invariants. MPI is initialised and ended once in a process, with {@code MPI_THREAD_MULTIPLE};
 * errors are returned and become an {@link paracel.mpi.MpiException}. Collectives have no deadline
 * and hang when a rank is dead, so they belong to the start of a job. The canonical user is the
 * fabric over MPI, which lives on messages.
 */
package paracel.mpi;
