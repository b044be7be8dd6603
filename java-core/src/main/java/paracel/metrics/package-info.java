/**
 * What a job tells about itself: the {@link paracel.metrics.Report} of a solver, its convergence
 * log and the progress line. Worker 0 fills the report; the command line prints it.
 */
package paracel.metrics;
