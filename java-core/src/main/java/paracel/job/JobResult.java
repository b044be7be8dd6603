package paracel.job;

import paracel.metrics.Report;

/**
 * What is known when a job has ended well.
 *
 * @param report filled by worker 0; empty in processes that do not hold it
 * @param holdsWorkerZero whether this process ran worker 0
 * @param fabric name of the fabric that was used
 * @param seconds from the opening of the fabric to the end of the last rank
 */
public record JobResult(Report report, boolean holdsWorkerZero, String fabric, double seconds) {}
