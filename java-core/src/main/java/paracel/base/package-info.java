/**
 * What every other package may use: options, exit codes, checks, waiting with a deadline, and the
 * agent contract. Knows nothing of Paracel's other packages.
 */
package paracel.base;
