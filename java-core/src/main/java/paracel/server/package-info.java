/**
 * The parameter rank: holds shards and applies updates. {@link paracel.server.ParameterRank} is the
 * whole of it; {@link paracel.server.ServerAgent} drains the rings in order, sets updates of staged
 * tables aside, counts ticks and publishes the status lines; {@link paracel.server.PeerWatch}
 * watches the other ranks on a thread of its own.
 *
 * <p>One thread writes shards, staging and clocks. Invariant: what a status line says is released
 * after the updates that it speaks of.
 */
package paracel.server;
