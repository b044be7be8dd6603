/**
 * What a fabric costs: the time of a put, a get and a round trip for several sizes. {@link
 * paracel.bench.fabric.FabricCommand} is {@code paracel bench fabric}.
 *
 * <p>Rank 0 is the target: it exposes one window, drawn in {@code BenchDescriptor}, and waits. All
 * other ranks are origins: they put, get and time themselves ({@code BenchOrigin}), write their
 * figures into the window as well, and rank 0 prints them; so it works on every fabric, with ranks
 * that are threads or processes. With {@code --compare} the same is run beside a program in C that
 * follows the protocol of the mpi fabric ({@code native/test/fabric_twin.c}).
 */
package paracel.bench.fabric;
