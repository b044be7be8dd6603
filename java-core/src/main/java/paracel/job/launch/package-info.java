/**
 * Jobs under Open MPI's mpirun: {@link paracel.job.launch.LaunchPlan} makes the line from options
 * and surroundings without touching anything, {@link paracel.job.launch.Mpirun} runs it and tells
 * by {@link paracel.job.launch.Outcome} what the job, not mpirun, has come to. For that every rank
 * ends with a {@link paracel.job.launch.RankReport} on stderr, which nobody else sees. Used by
 * {@code paracel launch}.
 */
package paracel.job.launch;
