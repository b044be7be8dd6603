/**
 * A simulated fabric: all ranks of a job on one seeded scheduler, in simulated time. The real code
 * of ranks runs on it; only threads, time and the network are simulated. The same seed gives the
 * same history, event by event.
 *
 * <p>{@link paracel.fabric.sim.SimScheduler} lets one task run at a time; {@link
 * paracel.fabric.sim.SimEndpoint} tears puts and gets into 8-byte units that arrive at times drawn
 * from the seed, in any order that fences allow. Ranks can be killed and operations lost. Nothing
 * in it waits in real time: a wait that nobody ends reaches its deadline in simulated time, and a
 * history that goes on for too long ends with {@link paracel.fabric.sim.NoProgressException}.
 */
package paracel.fabric.sim;
