/**
 * The fabric of processes that one MPI job joins, on one node or on many. Entry type: {@link
 * paracel.fabric.mpi.MpiFabricProvider}.
 *
 * <p>It lives on messages between two ranks, and not on MPI's windows: {@code MpiEndpoint} sends
 * requests, and {@code MessageService} carries them out on a thread of its own at each rank that
 * has windows, so a rank serves gets while it computes. {@code MessageDescriptor} is what they say
 * to each other. Collectives are called at the start only ({@code Introduction}); {@code Farewell}
 * replaces the one at the end, so that a dead rank is an error and not a hang.
 *
 * <p>Invariant: windows are read and written by CPUs of their rank alone, in whole words; MPI moves
 * bytes between buffers that nobody else looks at.
 */
package paracel.fabric.mpi;
