/**
 * A job from beginning to end: where its ranks are ({@link paracel.job.LaunchEnvironment}), which
 * fabric joins them ({@link paracel.job.FabricChoice}), and their life ({@link paracel.job.Job}).
 * The entry type is {@code Job}; {@link paracel.job.JobOptions} are the options that every job has.
 */
package paracel.job;
