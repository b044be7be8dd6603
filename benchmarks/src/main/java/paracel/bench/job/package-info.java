/**
 * Whole jobs that measure something. {@link paracel.bench.job.DemoCommand} shows bounded staleness
 * beside bulk-synchronous training under stragglers.
 */
package paracel.bench.job;
