/**
 * What a message costs from one JVM to another: our rings in shared memory beside Aeron IPC.
 *
 * <p>{@link paracel.bench.ring.RingCommand} is {@code ./paracel bench ring}. It starts two JVMs for
 * each measurement, {@link paracel.bench.ring.RingProcess}, because a latency between processes
 * needs both ends under control, which a harness for methods of one JVM does not give; costs within
 * one thread are measured with such a harness, in {@code paracel.bench.jmh}. Both kinds of {@link
 * paracel.bench.ring.MessageLink} are driven by the same loops, {@link
 * paracel.bench.ring.LinkLoops}, with the same idling.
 */
package paracel.bench.ring;
