/**
 * Costs within one JVM, one class for each question, by JMH: {@code tools/jmh.sh [REGEX]} runs
 * them. What needs two processes is measured by {@code ./paracel bench}.
 */
package paracel.bench.jmh;
