/**
 * One-sided access to other ranks' memory. A rank that owns parameters <em>exposes</em> windows;
 * any rank reads and writes them through an {@link paracel.fabric.Endpoint} with put, get, fence
 * and flush, and the target's CPU takes no part. There are no remote atomics: each shared word has
 * one writer.
 *
 * <p>Entry type: {@link paracel.fabric.FabricProvider}, found by {@link java.util.ServiceLoader};
 * it opens a {@link paracel.fabric.FabricGroup} with the {@link paracel.fabric.Fabric} of each rank
 * of this JVM. Providers: {@code local} (threads of one JVM), {@code shm} (processes of one node)
 * and {@code sim} (seeded simulation). What all of them promise is stated in {@code Endpoint} and
 * tested by one suite, {@code FabricContractTest}. Where a window is memory of this process,
 * providers share {@link paracel.fabric.RegionEndpoint} and {@link paracel.fabric.WindowTable};
 * where time is the JVM's, {@link paracel.fabric.ThreadedGroup}. The canonical user is {@code
 * paracel.mailbox.RingProducer}.
 */
package paracel.fabric;
