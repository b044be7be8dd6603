/**
 * The fabric of processes on one node: a window is a file in the node's shared memory that its
 * owner creates and the others map. Without a launcher the ranks may be threads; each maps the
 * files on its own, so that the same code runs.
 *
 * <p>Entry type: {@link paracel.fabric.shm.ShmFabricProvider}. A file is a page with a header,
 * drawn in {@code ShmHeader}, and the bytes of the window. The owner writes the header, attaching
 * ranks and the search for leftovers read it; the bytes belong to whoever the window's own layout
 * says.
 *
 * <p>Invariants. All pages of a file exist before it is mapped, so that a full file system is a
 * {@link paracel.fabric.FabricException} and not a signal. A file has a name only while its owner
 * lives and until the window is sealed; the name is removed by its owner (at {@code seal}, {@code
 * close}, or the end of the process), and after the owner's sudden death by the next group that
 * opens as the same user. A leftover is never attached.
 */
package paracel.fabric.shm;
