/**
 * The way to MPI by Open MPI's Java bindings, package {@code mpi}: the site's own {@code mpi.jar}
 * when it stands first on the class path, else ours. Entry type: {@link
 * paracel.mpi.bindings.BindingsMpiProvider}.
 *
 * <p>Only the bindings' public interface is used, and nothing here is loaded before {@code
 * BindingsShape} has seen that it is as expected. Limits of the bindings: a window has at most 2
 * GiB - 9 bytes, each transfer makes a request object, and a window's memory model cannot be asked.
 */
package paracel.mpi.bindings;
