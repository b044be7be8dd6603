/**
 * Several nodes on one machine, for tests: hosts with names, addresses and shared memory of their
 * own, made and removed by the test itself.
 *
 * <p>{@link paracel.hosts.Hosts} is the entry. A test opens it, starts processes on the hosts, by
 * hand or by mpirun, and closes it; nothing else is written or read by anybody.
 *
 * <p>Invariant: nothing outlives the JVM that opened hosts, however it ends. The namespaces of a
 * host have no names and belong to a process, its keeper, which ends when a pipe from the JVM does.
 * Before that it ends what runs on its host.
 *
 * <p>All hosts share the machine's files, as nodes of a cluster share theirs, its processors, and
 * its process ids, so that a test can signal a process on any host.
 */
package paracel.hosts;
