/**
 * Clocks, and what ranks tell each other beside parameters. A worker's clock is the number of its
 * ticks; a parameter rank's <em>applied clock</em> is the minimum over workers of the clocks whose
 * updates it has applied. Both only rise.
 *
 * <p>Each parameter rank exposes a control window ({@link paracel.clock.ControlDescriptor}). In it
 * the parameter rank writes one status line for each worker, and every other rank writes its own
 * peer line. {@link paracel.clock.Gate} is where a worker waits until it may read rows; {@link
 * paracel.clock.Exchange} is how workers talk among each other.
 *
 * <p>Invariant: a status line is released after the updates that it speaks of have been applied.
 */
package paracel.clock;
