/**
 * Tests of jobs whose ranks are processes of one MPI job, on this machine and on hosts made for the
 * test. Entry type: {@link paracel.cluster.MpiRun}, which runs one such job.
 */
package paracel.cluster;
