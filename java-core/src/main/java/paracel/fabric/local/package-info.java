/**
 * The fabric whose ranks are threads of one JVM. It is the default without a launcher and the
 * reference for the others: a window is a region that every thread may touch, and nothing can be
 * lost.
 *
 * <p>Entry type: {@link paracel.fabric.local.LocalFabricProvider}. The ranks of a group share one
 * {@code ExposedWindows}; {@code expose} writes it and {@code attach} reads it. A region that a
 * fabric has allocated lives until the group is closed, so that a peer of a rank that has left
 * still finds memory.
 */
package paracel.fabric.local;
