/**
 * Measurements. {@link paracel.bench.BenchCommand} is {@code paracel bench}; each of its children
 * has a package of its own.
 */
package paracel.bench;
