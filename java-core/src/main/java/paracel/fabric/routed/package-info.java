/**
 * Two fabrics in one job, chosen for each pair of ranks: the near one between ranks of a node, the
 * far one between nodes. Entry type: {@link paracel.fabric.routed.RoutedGroup}.
 *
 * <p>Memory is allocated by the near fabric and exposed by both, so there is one copy of a window,
 * and it is the same bytes for all. The far fabric says who is near. Invariant: for a pair of ranks
 * all operations go the same way, so the order that an endpoint promises is that of one fabric.
 */
package paracel.fabric.routed;
