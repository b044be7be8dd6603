/**
 * The fabric over RDMA devices: InfiniBand, RoCE and iWARP, by RDMA READ and WRITE on
 * reliable-connected queue pairs, through DiSNI. The only package that uses {@code com.ibm.disni}.
 * Entry type: {@link paracel.rdma.VerbsFabricProvider}.
 *
 * <p>Words of the field that are used in here: to <em>register</em> memory pins it and gives it an
 * lkey, for work requests of this process, and an rkey, which lets others in; a <em>work
 * request</em> is posted to a <em>queue pair</em> and ends with a <em>completion</em> in a
 * completion queue.
 *
 * <p>How it goes. At start the ranks tell each other where they are ({@code Rendezvous}, over MPI
 * or TCP; {@code Card}). Each rank has a {@code Device}, with a {@code Listener} that lets queue
 * pairs of others in, and a {@code Directory}: registered memory in which it writes address, size
 * and rkeys of its windows as it exposes them, and which others read by RDMA READ when they attach.
 * An endpoint makes a {@code Connection} to a target at its first operation there. At the end
 * {@code VerbsFarewell} agrees by words in the directories.
 *
 * <p>Invariant: once connected, an operation needs nothing of the target's processors. Handles of
 * DiSNI are addresses as {@code long}; they do not leave the package.
 */
package paracel.rdma;
